package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/plan"
	"ecssim/sim/report"
)

// Plan builds the document of the cheapest fleets for a workload.
func Plan(r *plan.Result) *Document {
	best := &r.Fleets[0]
	d := &Document{Verdict: planVerdict(r), Mood: planMood(r, best), Data: r, Tables: []Table{fleetTable(r)}}
	if len(r.Changes) > 0 {
		d.Tables = append(d.Tables, changeTable(r))
	}
	if slices.ContainsFunc(r.Fleets, func(f plan.Fleet) bool { return len(f.Pools) > 1 }) {
		d.Tables = append(d.Tables, poolTable(r))
	}
	if slices.ContainsFunc(best.Subnets, func(s plan.SubnetTake) bool { return s.Usable != nil }) {
		d.Tables = append(d.Tables, planAddresses(best))
	}
	d.Notes = planNotes(r, best)
	return d
}

// planMood is good where everything that is asked for holds.
func planMood(r *plan.Result, best *plan.Fleet) Mood {
	if best.Redeploys.Passed() {
		return Good
	}
	return Neutral
}

// planVerdict says what the cheapest fleet is, how near it comes to the least possible, and what becomes of it with the next
// deployments.
func planVerdict(r *plan.Result) string {
	best := &r.Fleets[0]
	s := fmt.Sprintf("%s: %s. %s", r.Scenario, FleetWords(r, best), redeployWords(best))
	if best.Arranged() != nil && best.AsWritten > best.Hosts {
		s += fmt.Sprintf(" As it is written it needs %d to begin with.", best.AsWritten)
	}
	for _, o := range r.Own {
		if o.LeftOut != "" {
			s += fmt.Sprintf(" %s, of which the scenario has %d, is left out: %s.", o.InstanceType, o.Hosts, plan.LeftOutWord(o.LeftOut))
		}
	}
	return s
}

// ownWords say what the scenario's own hosts cost; "" where that is not known.
func ownWords(r *plan.Result) string {
	var parts []string
	sum := 0.0
	for _, o := range r.Own {
		if o.USDPerHour == nil {
			return ""
		}
		parts = append(parts, fmt.Sprintf("%d %s", o.Hosts, o.InstanceType))
		sum += *o.USDPerHour
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("The scenario itself has %s, at %s USD/h.", inSeries(parts), decimal(sum, 4))
}

// FleetWords say what a fleet is, what it costs and what is proved of it.
func FleetWords(r *plan.Result, f *plan.Fleet) string {
	s := fmt.Sprintf("%s at %s USD/h", FleetName(f), decimal(f.USDPerHour, 4))
	if f.Setup != plan.AsWritten {
		s += " under " + f.Setup
	}
	if f.Cheapest && len(f.Pools) == 1 {
		s += ", proved the cheapest of one type"
	}
	types := model.Counted(r.TypesConsidered, "candidate type")
	if f.Gap <= 0 {
		return s + "; no fleet of " + types + " is cheaper"
	}
	return s + fmt.Sprintf("; any fleet of %s costs at least %s, and this one %s %% more", types, decimal(r.AnyFleetLowerBoundUSDPerHour, 4), decimal(100*f.Gap, 1))
}

// FleetName is "12 c6a.xlarge", or "5 m5a.large and 3 r5a.xlarge".
func FleetName(f *plan.Fleet) string {
	var parts []string
	for _, p := range f.Pools {
		parts = append(parts, fmt.Sprintf("%d %s", p.Hosts, p.InstanceType))
	}
	return strings.Join(parts, " and ")
}

// redeployWords say what becomes of a fleet when every service is deployed once more.
func redeployWords(f *plan.Fleet) string {
	d := f.Redeploys
	switch {
	case d.Deployments == 0:
		return "It has no services to deploy."
	case d.Passed():
		return fmt.Sprintf("Forced redeployments of %s complete in %d of %d runs.", all(d.Deployments, "service"), d.Completed, d.Of)
	case d.OnAny:
		return fmt.Sprintf("Of %s only %d to %d complete when every service is deployed once more, here and on any number of hosts.", model.Counted(d.Deployments, "redeployment"), d.Least, d.Most)
	case d.Most == 0:
		return fmt.Sprintf("None of %s would pass on it: deployments find no room.", model.Counted(d.Deployments, "redeployment"))
	}
	return fmt.Sprintf("Forced redeployments of %s complete in %d of %d runs; in the others %d of %d at least.",
		all(d.Deployments, "service"), d.Completed, d.Of, d.Least, d.Deployments)
}

// all is "its one service", or "all 40 services".
func all(n int, noun string) string {
	if n == 1 {
		return "its one " + noun
	}
	return fmt.Sprintf("all %d %ss", n, noun)
}

// fleetTable has a row for each fleet.
func fleetTable(r *plan.Result) Table {
	t := Table{Title: "Fleets, the cheapest first", Columns: []Column{
		text("fleet"), number("price", "USD/h"), number("price proved", "USD/h"), count("hosts"), count("hosts proved"), text("proved by"),
		number("above any", "%"), text("redeploys"), text("zone lost"), text("binds"), text("by zone"), count("as written"), text("setup"), number("a month", "USD")}}
	for i := range r.Fleets {
		f := &r.Fleets[i]
		t.add(FleetName(f), decimal(f.USDPerHour, 4), decimal(f.LowerBoundUSDPerHour, 4), integer(f.Hosts), integer(f.LowerBoundHosts), orNone(limits(f.ProvedBy)),
			decimal(100*f.Gap, 1), redeployed(f), map[bool]string{true: "survives", false: none}[f.Survives],
			bindsWords(f), byZone(f), orNone(placedWords(f.AsWritten)), f.Setup, decimal(f.USDPerMonth, 2))
	}
	if !r.SurviveZone {
		t.drop(8)
	}
	t.More = "Proved: with fewer hosts of the same types, or less money, nobody holds the tasks that are asked for. Above any: what the fleet costs more than any fleet of the candidate types has to. " +
		"Redeploys: runs in which every service is deployed once more and all complete. As written: hosts that everything is placed on once, with the scenario's order and strategies."
	return t
}

// redeployed is in how many runs all deployments completed; a dash where there are none.
func redeployed(f *plan.Fleet) string {
	if f.Redeploys.Deployments == 0 {
		return none
	}
	return fmt.Sprintf("%d of %d", f.Redeploys.Completed, f.Redeploys.Of)
}

// bindsWords name what stops more tasks like the last one, and what comes next.
func bindsWords(f *plan.Fleet) string {
	switch {
	case f.BoundBy == "":
		return none
	case f.NextBound == "":
		return words.Limit(f.BoundBy)
	}
	return words.Limit(f.BoundBy) + ", then " + words.Limit(f.NextBound)
}

// limits names resources: "ENI slots, memory and CPU".
func limits(codes []string) string {
	var parts []string
	for _, code := range codes {
		parts = append(parts, words.Limit(code))
	}
	return inSeries(parts)
}

func placedWords(n int) string {
	if n < 0 {
		return ""
	}
	return integer(n)
}

// byZone is "9, 9, 8": hosts by zone, in the order of their names.
func byZone(f *plan.Fleet) string {
	in := map[string]int{}
	for _, p := range f.Pools {
		for zone, n := range p.Zones {
			in[zone] += n
		}
	}
	var parts []string
	for _, zone := range slices.Sorted(maps.Keys(in)) {
		parts = append(parts, integer(in[zone]))
	}
	return strings.Join(parts, ", ")
}

// changeTable is what is otherwise than in the scenario on the first fleet; services that change alike stand together.
func changeTable(r *plan.Result) Table {
	t := Table{Title: "What to change, for " + FleetName(&r.Fleets[0]), Columns: []Column{text("change"), text("services"), count("hosts saved")}}
	var done []plan.Change
	for _, c := range r.Changes {
		key := plan.Change{Change: c.Change, HostsSaved: c.HostsSaved}
		if slices.Contains(done, key) {
			continue
		}
		done = append(done, key)
		var names []string
		for _, x := range r.Changes {
			if x.Change == c.Change && x.HostsSaved == c.HostsSaved {
				names = append(names, x.Service)
			}
		}
		if c.Service == "" {
			order := strings.TrimPrefix(c.Change, plan.OrderChange)
			t.add("order of creation", fewNames(strings.Split(order, ", ")), integer(c.HostsSaved))
			continue
		}
		t.add(c.Change, fewNames(names), integer(c.HostsSaved))
	}
	t.More = "Hosts saved: how many more are needed without the change and with the others, to place everything once. -o json names every service."
	return t
}

// fewNames are the first of some names, and how many there are more.
func fewNames(names []string) string {
	const few = 4
	if more := len(names) - few; more > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), more)
	}
	return strings.Join(names, ", ")
}

// poolTable has the capacity providers of fleets of several types.
func poolTable(r *plan.Result) Table {
	t := Table{Title: "Pools, a capacity provider each", Columns: []Column{
		text("fleet"), text("pool"), text("instance type"), count("hosts"), number("price", "USD/h"), count("services"), text("which")}}
	for i := range r.Fleets {
		f := &r.Fleets[i]
		for _, p := range f.Pools {
			if len(f.Pools) < 2 {
				continue
			}
			usd := 0.0
			for _, x := range p.Prices {
				usd += float64(float64(x.Hosts) * x.USDPerHour)
			}
			t.add(FleetName(f), p.Name, p.InstanceType, integer(p.Hosts), decimal(usd, 4), integer(len(p.Services)), fewNames(p.Services))
		}
	}
	return t
}

// planAddresses is what the first fleet takes of each subnet.
func planAddresses(f *plan.Fleet) Table {
	t := Table{Title: "Addresses taken of each subnet, by " + FleetName(f), Columns: []Column{text("subnet"), count("usable"), count("steady"), count("deploying")}}
	lost := slices.ContainsFunc(f.Subnets, func(s plan.SubnetTake) bool { return s.ZoneLost != nil })
	if lost {
		t.Columns = append(t.Columns, count("zone lost"))
	}
	for _, s := range f.Subnets {
		cells := []string{s.SubnetID, optional(s.Usable), integer(s.Steady), optional(s.Deployment)}
		if lost {
			cells = append(cells, optional(s.ZoneLost))
		}
		t.add(cells...)
	}
	return t
}

// planNotes are what stands beside the figures.
func planNotes(r *plan.Result, best *plan.Fleet) (notes []string) {
	if own := ownWords(r); own != "" {
		notes = append(notes, own)
	}
	notes = append(notes, priceWords(r))
	bound := fmt.Sprintf("No fleet of %s costs less than %s USD/h, however its tasks are placed", model.Counted(r.TypesConsidered, "candidate type"), decimal(r.AnyFleetLowerBoundUSDPerHour, 4))
	if len(r.AnyProvedBy) > 0 {
		bound += ": proved by " + limits(r.AnyProvedBy)
	}
	notes = append(notes, bound+".")
	if out := plan.LeftOutWords(r.TypesLeftOut); out != "" {
		notes = append(notes, "Types left out: "+out+".")
	}
	for _, setup := range slices.Sorted(maps.Keys(r.NeverPlaceable)) {
		n := r.NeverPlaceable[setup]
		notes = append(notes, fmt.Sprintf("%s: a task fits on no host of %s, such as %s.", setup, model.Counted(n.Types, "type"), n.Why))
	}
	for _, setup := range slices.Sorted(maps.Keys(r.NotPossible)) {
		notes = append(notes, fmt.Sprintf("%s is not possible: %s", setup, r.NotPossible[setup]))
	}
	if s := best.Spot; s != nil {
		notes = append(notes, fmt.Sprintf("Spot: %d of %s; an interruption of one type in one zone takes up to %d of them at once, and leaves %d where %d are proved necessary.",
			s.Hosts, model.Counted(best.Hosts, "host"), s.Largest, best.Hosts-s.Largest, best.LowerBoundHosts))
	}
	if w := r.Effort; !r.Order && !r.Strategies {
		notes = append(notes, "Order of creation and strategies are as the scenario has them; --order search and --strategies search look for others.")
	} else if w.Placements > 0 {
		notes = append(notes, "A fleet that needs an order of creation needs it again whenever everything is created anew; the redeployments above are in orders of their own.")
	}
	for _, n := range r.Notes {
		notes = append(notes, sentence(n)...)
	}
	if f := fargateNote(r.Fargate); f != "" {
		notes = append(notes, f)
	}
	notes = append(notes, fmt.Sprintf("Seed %d; effort %s: %d steps of bounds, %d tasks placed by the search, %s; headroom %s, %s at least; instance-type data of %s.",
		r.Seed, r.Effort.Name, r.Effort.Steps, r.Effort.Placements, model.Counted(r.Effort.Runs, "run"), r.Headroom, model.Counted(r.MinHosts, "host"), r.DataDate))
	return notes
}

// priceWords say what the prices are, and what is not in them.
func priceWords(r *plan.Result) string {
	p := r.Prices
	s := fmt.Sprintf("Prices: on demand in %s of %s", p.Region, p.Date)
	switch {
	case p.File != "" && p.Date == "":
		s = fmt.Sprintf("Prices: those of %s, in %s", p.File, p.Region)
	case p.File != "":
		s += fmt.Sprintf(", but for those of %s", p.File)
	}
	if p.PerHostUSD > 0 {
		s += fmt.Sprintf(", and %s USD/h more for every host", decimal(p.PerHostUSD, 4))
	}
	return s + fmt.Sprintf("; a month is %d h. Not in the sum: %s.", report.HoursOfMonth, inSeries(r.NotInTheSum))
}

// inSeries joins words with commas and an and.
func inSeries(parts []string) string {
	if k := len(parts) - 1; k > 0 {
		return strings.Join(parts[:k], ", ") + " and " + parts[k]
	}
	return strings.Join(parts, "")
}
