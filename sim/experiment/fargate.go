package experiment

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Fargate prices what a scenario asks for at t = 0 as Fargate tasks, each rounded
// up to a size that Fargate sells: a line beside the comparison, since Fargate has no
// hosts. Daemons are left out, for there is nothing to run them on. The price is
// nil, with a note, where a task cannot be bought there or the Region is another
// than that of the prices.
func Fargate(c *config.Config) *report.FargateLine {
	out := &report.FargateLine{}
	list, _ := demands(c)
	usd, daemons := 0.0, 0
	refuse := func(format string, args ...any) {
		if out.Note == "" {
			out.Note = fmt.Sprintf(format, args...)
		}
	}
	if c.Region != "" && c.Region != model.FargatePricesRegion {
		refuse("prices are known for %s only, not for %s", model.FargatePricesRegion, c.Region)
	}
	for i := range list {
		d := &list[i]
		if d.shape.Daemon {
			daemons++
			continue
		}
		out.Tasks += d.count
		if d.count == 0 {
			continue
		}
		price, ok := model.FargatePrice(d.claim.CPU, d.claim.Memory, c.Tasks[d.use.Task].Architecture)
		_, no := model.SetupAWSVPC.Rewrite(c.Tasks[d.use.Task], d.use.ServiceConnect)
		lacking := notOnFargate(&d.claim)
		switch {
		case no != nil:
			refuse("%s: awsvpc is all that Fargate takes: %v", d.name, no)
		case lacking != "":
			refuse("%s: Fargate has no %s", d.name, lacking)
		case !ok:
			refuse("%s: Fargate sells no task of %d CPU units and %d MiB", d.name, d.claim.CPU, d.claim.Memory)
		}
		usd += float64(price * float64(d.count))
	}
	if out.Note != "" {
		return out
	}
	usd = dollars(usd)
	out.USDPerHour, out.USDPerMonth = &usd, monthly(&usd)
	label(config.PriceLabel{Region: model.FargatePricesRegion, Date: model.FargatePricesDate, Kind: config.OnDemandPrice},
		&out.PriceRegion, &out.PriceDate, &out.PriceKind)
	var left []string
	if daemons > 0 {
		left = append(left, fmt.Sprintf("daemon services left out, which Fargate cannot run: %d", daemons))
	}
	later := 0
	for i := range c.RunTasks {
		if r := &c.RunTasks[i]; r.Stream || r.At > 0 {
			later++
		}
	}
	if later > 0 {
		left = append(left, fmt.Sprintf("tasks asked for after the start left out: %d RunTask entries", later))
	}
	out.Note = strings.Join(left, "; ")
	return out
}

// notOnFargate is what a claim takes that Fargate does not have; "" = nothing.
func notOnFargate(c *model.Claim) string {
	for r := range model.CheckedResources() {
		if r.Takes(c) > 0 && !r.Fargate() {
			return r.Words()
		}
	}
	return ""
}
