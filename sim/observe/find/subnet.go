package find

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// dry is a subnet in which tasks found no address.
type dry struct {
	tasks       int
	first, last des.Time
	of          map[event.WorkloadID]bool
}

// onNoAddress notes the subnets in which a task that has failed found no address.
func (x *Finder) onNoAddress(e *event.Event) {
	c := x.view.Config()
	s := c.SubnetIn(x.view.Workload(e.Workload).Use.Subnets, x.view.Instance(e.Instance).Zone)
	if s < 0 {
		return
	}
	y := x.dry[event.SubnetID(s)]
	if y == nil {
		y = &dry{first: e.At, of: map[event.WorkloadID]bool{}}
		x.dry[event.SubnetID(s)] = y
	}
	y.tasks++
	y.last = e.At
	y.of[e.Workload] = true
}

// subnets says which subnets ran out of addresses, and how many tasks failed for it.
func (x *Finder) subnets(f *found) {
	c := x.view.Config()
	all := slices.Sorted(maps.Keys(x.dry))
	if len(all) == 0 {
		return
	}
	sum := dry{first: x.dry[all[0]].first, of: map[event.WorkloadID]bool{}}
	var ids, larger []string
	wider := report.Edit{Kind: report.EditSubnets, Value: 1}
	for _, s := range all {
		y := x.dry[s]
		sum.tasks, sum.first, sum.last = sum.tasks+y.tasks, min(sum.first, y.first), max(sum.last, y.last)
		maps.Copy(sum.of, y.of)
		ids = append(ids, c.Subnets[s].ID)
		if m, ok := x.larger(s); ok {
			larger, wider.In = append(larger, m.Change), append(wider.In, int(s))
		}
	}
	verb := "Subnet " + ids[0]
	if len(ids) > 1 {
		verb = "Subnets " + some(ids)
	}
	whose := model.Counted(len(sum.of), "workload")
	if len(sum.of) == 1 {
		for i := range sum.of {
			whose = x.nameOf(i)
		}
	}
	z := f.add(report.SubnetExhausted, "%s had no address left %s, and %s of %s failed (%s)", verb, between(sum.first, sum.last),
		model.Counted(sum.tasks, "task"), whose, model.StoppedReason{Code: model.StoppedNoAddress}.Text(nil))
	to := sum.last.Seconds()
	z.From, z.To = sum.first.Seconds(), &to
	if len(ids) == 1 {
		z.Subnet = ids[0]
	}
	if x.deployedTogether(sum.first, sum.last) {
		z.Remedies = append(z.Remedies, report.FindingRemedy{Change: "deploy the services one after the other", Edit: report.Edit{Kind: report.EditApart, Value: 1}})
	}
	if len(larger) > 0 {
		z.Remedies = append(z.Remedies, report.FindingRemedy{Change: strings.Join(larger, ", "), Edit: wider})
	}
}

// larger is a subnet of twice the addresses in the place of one; false where there is none.
func (x *Finder) larger(s event.SubnetID) (m report.FindingRemedy, ok bool) {
	of := &x.view.Config().Subnets[s]
	p := of.Network.Prefix()
	if !p.IsValid() || p.Bits() <= model.LargestSubnet {
		return m, false
	}
	return report.FindingRemedy{Change: fmt.Sprintf("a /%d for subnet %s", p.Bits()-1, of.ID),
		Edit: report.Edit{Kind: report.EditSubnets, In: []int{int(s)}, Value: 1}}, true
}

// deployedTogether reports whether several deployments were under way at once in a span of time.
func (x *Finder) deployedTogether(first, last des.Time) bool {
	n := 0
	for d := range event.DeploymentID(x.view.Deployments()) {
		y := x.view.Deployment(d)
		if !y.CompletedBefore && y.Started <= last && (y.Ended <= 0 || y.Ended >= first) && x.isService(y.Workload) {
			n++
		}
	}
	return n > 1
}
