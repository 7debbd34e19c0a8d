package render

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Comparison builds the document of one workload under several setups. With one
// run of each, CSV has one row a setup; with more, one row a measure of each
// setup and one a paired difference. data is what JSON shows.
func Comparison(r *experiment.ComparisonResult, data any) *Document {
	c := &r.Comparison
	need, run := neededTable(c), ranTable(c)
	d := &Document{Verdict: comparisonVerdict(c), Data: data, Tables: []Table{need, run}, CSV: func() *Table { t := need.beside(run); return &t }}
	if r.Replications > 1 {
		means, differences := meansTable(r), differenceTable(r)
		d.Tables[1].Title += ", first run"
		d.CSV = func() *Table { return replicatedCSV(&need, &means, &differences) }
		d.Tables = append(d.Tables, telling(means, 1), different(differences, 2))
	}
	if counted(c) {
		d.Tables = slices.Insert(d.Tables, 1, addressTable(c))
	}
	d.Notes = append(d.Notes, rewritten(c)...)
	for _, s := range c.Setups {
		if s.Result == nil && s.NotPossible != "" {
			d.Notes = append(d.Notes, fmt.Sprintf("%s is not possible: %s", s.Setup, s.NotPossible))
		}
		if s.NeverPlaceable != "" {
			d.Notes = append(d.Notes, fmt.Sprintf("%s: no number of hosts suffices: %s", s.Setup, s.NeverPlaceable))
		}
	}
	d.Notes = append(d.Notes, setupNotes(c.Setups, func(s *report.SetupResult) string { return s.Note })...)
	d.Notes = append(d.Notes, setupNotes(c.Setups, func(s *report.SetupResult) string {
		if s.ZoneNote == "" || s.HostsNeeded == nil || *s.HostsNeeded == 0 {
			return ""
		}
		return "hosts to lose a zone: " + s.ZoneNote
	})...)
	if f := fargateNote(c.Fargate); f != "" {
		d.Notes = append(d.Notes, f)
	}
	if c.DataDate != "" {
		note := fmt.Sprintf("Seed %d; instance-type data of %s", c.Seed, c.DataDate)
		if p := setupsPriced(c); p != "" {
			note += fmt.Sprintf("%s; a month is %d h", p, report.HoursOfMonth)
		}
		d.Notes = append(d.Notes, note+".")
	}
	d.Notes = append(d.Notes, sentence(c.PriceNote)...)
	return d
}

// setupNotes are notes of the setups, each once with the setups that it is about,
// where they are not all.
func setupNotes(setups []report.SetupResult, of func(*report.SetupResult) string) (notes []string) {
	var said []string
	for i := range setups {
		note := of(&setups[i])
		if note == "" || slices.Contains(said, note) {
			continue
		}
		said = append(said, note)
		about := func(s *report.SetupResult) bool { return of(s) == note }
		if slices.ContainsFunc(setups, func(s report.SetupResult) bool { return !about(&s) && s.Result != nil }) {
			note = naming(setups, about) + ": " + note
		}
		notes = append(notes, note)
	}
	return notes
}

// comparisonVerdict says what the scenario needs as it is written, and names the setup that needs
// the fewest hosts and the one that needs the most, with what binds them.
func comparisonVerdict(c *report.Comparison) string {
	var known []report.SetupResult // setups
	var parts []string
	for _, s := range c.Setups {
		switch {
		case s.HostsNeeded == nil:
		case *s.HostsNeeded == 0:
			return placedVerdict(c) // nothing is asked for at t = 0
		case s.Setup == experiment.AsWritten:
			parts = append(parts, fmt.Sprintf("%s needed as written%s (%s%s)", model.Counted(*s.HostsNeeded, "host"), there(&s), boundPair(s.BoundBy, s.NextBound), monthly(&s)))
		default:
			known = append(known, s)
		}
	}
	if len(known) > 0 {
		parts = append(parts, extremes(known))
	}
	if len(parts) == 0 {
		return placedVerdict(c)
	}
	if never := naming(c.Setups, func(s *report.SetupResult) bool { return s.NeverPlaceable != "" || s.NotPossible != "" }); never != "" {
		parts = append(parts, "not possible under "+never)
	}
	return c.Scenario + ": " + strings.Join(parts, "; ") + "."
}

// there is how many hosts a scenario has at the end of its own run; "" = that was not run.
func there(s *report.SetupResult) string {
	if s.Result == nil {
		return ""
	}
	return fmt.Sprintf(", %d there", serving(s.Result))
}

// extremes names the setups that need the fewest hosts and those that need the most.
func extremes(known []report.SetupResult) string {
	order := func(a, b report.SetupResult) int { return *a.HostsNeeded - *b.HostsNeeded }
	best, worst := *slices.MinFunc(known, order).HostsNeeded, *slices.MaxFunc(known, order).HostsNeeded
	needing := func(n int) string {
		return naming(known, func(s *report.SetupResult) bool { return *s.HostsNeeded == n })
	}
	if best == worst {
		return fmt.Sprintf("%s needed under %s (%s%s)", model.Counted(best, "host"), needing(best), boundsAt(known, best), monthlyAt(known, best))
	}
	return fmt.Sprintf("fewest under %s, %d (%s%s); most under %s, %d (%s%s)",
		needing(best), best, boundsAt(known, best), monthlyAt(known, best), needing(worst), worst, boundsAt(known, worst), monthlyAt(known, worst))
}

// monthly is a setup's price a month, behind what binds it; "" = it is not known.
func monthly(s *report.SetupResult) string {
	if s.USDPerMonth == nil {
		return ""
	}
	return "; " + optionalDecimal(s.USDPerMonth, 2) + " USD a month"
}

// monthlyAt is the price of n hosts.
func monthlyAt(known []report.SetupResult, n int) string {
	at := slices.IndexFunc(known, func(s report.SetupResult) bool { return *s.HostsNeeded == n })
	return monthly(&known[at])
}

// boundsAt says what binds the setups that need n hosts: once where it is the
// same for all of them, else for each bound under which setups.
func boundsAt(known []report.SetupResult, n int) string {
	var pairs, parts []string
	for i := range known {
		if pair := boundPair(known[i].BoundBy, known[i].NextBound); *known[i].HostsNeeded == n && !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	if len(pairs) == 1 {
		return pairs[0]
	}
	for _, pair := range pairs {
		parts = append(parts, naming(known, func(s *report.SetupResult) bool {
			return *s.HostsNeeded == n && boundPair(s.BoundBy, s.NextBound) == pair
		})+": "+pair)
	}
	return strings.Join(parts, "; ")
}

// naming names the setups that a condition holds for.
func naming(setups []report.SetupResult, holds func(*report.SetupResult) bool) string {
	var names []string
	for i := range setups {
		if holds(&setups[i]) {
			names = append(names, setups[i].Setup)
		}
	}
	if k := len(names) - 1; k > 0 {
		return strings.Join(names[:k], ", ") + " and " + names[k]
	}
	return strings.Join(names, "")
}

// boundPair is "CPU binds, then memory".
func boundPair(bound, next string) string {
	if bound == "" {
		return "nothing binds"
	}
	return words.Limit(bound) + " " + words.Agreeing(bound, "binds", "bind") + ", then " + orNothing(next)
}

func orNothing(code string) string {
	if code == "" {
		return "nothing"
	}
	return words.Limit(code)
}

// placedVerdict is the verdict where hosts needed cannot be told.
func placedVerdict(c *report.Comparison) string {
	var parts []string
	for _, s := range c.Setups {
		if s.Result != nil {
			parts = append(parts, fmt.Sprintf("%s %d", s.Setup, s.Result.Tasks.Placed))
		}
	}
	if len(parts) == 0 {
		return c.Scenario + ": ECS would refuse this workload under every setup."
	}
	return c.Scenario + ": tasks placed: " + strings.Join(parts, ", ") + "."
}

// neededTable is what each setup needs: the answer to "how many hosts".
func neededTable(c *report.Comparison) Table {
	t := Table{Title: "Hosts needed and density", Columns: []Column{
		text("setup"), count("hosts needed"), count("to lose a zone"), number("lower bound", "hosts"), text("bound proved by"),
		number("tasks per host", "mean"), text("bound by"), text("next bound"), number("price", "USD/h"), number("a month", "USD")}}
	zones := false
	for i := range c.Setups {
		s := &c.Setups[i]
		zones = zones || s.HostsToLoseZone != nil
		t.add(s.Setup, optional(s.HostsNeeded), optional(s.HostsToLoseZone), optional(s.LowerBoundHosts), orNone(provedBy(s.LowerBoundProvedBy, s.LowerBoundTogether)), optionalDecimal(s.TasksPerHost, 2),
			orNone(s.BoundBy), orNone(s.NextBound), optionalDecimal(s.USDPerHour, 3), optionalDecimal(s.USDPerMonth, 2))
	}
	if zones {
		t.More = "To lose a zone: so many hosts, dealt evenly over their zones, that what runs in any one of them finds places in the others; found by placing it there."
	}
	return t
}

// provedBy names the resources that prove a bound: each alone, or none without the others.
func provedBy(codes []string, together bool) string {
	if together {
		return strings.Join(codes, " and ") + " together"
	}
	return strings.Join(codes, ", ")
}

// counted reports whether any subnet's addresses are.
func counted(c *report.Comparison) bool {
	for i := range c.Setups {
		if a := c.Setups[i].Addresses; a != nil {
			return slices.ContainsFunc(a.Subnets, func(s report.SubnetDemand) bool { return s.Usable != nil })
		}
	}
	return false
}

// addressTable is how many addresses each setup takes of each subnet, a column a setup.
func addressTable(c *report.Comparison) Table {
	t := Table{Title: "Addresses taken of each subnet, on the hosts needed", Columns: []Column{text("subnet"), count("usable")}}
	var of []*report.SetupResult
	for i := range c.Setups {
		if s := &c.Setups[i]; s.Addresses != nil {
			of = append(of, s)
			t.Columns = append(t.Columns, count(s.Setup))
		}
	}
	for i, subnet := range of[0].Addresses.Subnets {
		cells := []string{subnet.SubnetID, optional(subnet.Usable)}
		for _, s := range of {
			x := s.Addresses.Subnets[i]
			cell := integer(x.Taken)
			if !x.Fits {
				cell += " (too few)"
			}
			cells = append(cells, cell)
		}
		t.add(cells...)
	}
	ran := func(s *report.SetupResult) bool { return s.Addresses != nil && s.Addresses.Hosts == nil }
	if names := naming(c.Setups, ran); names != "" {
		t.More = "On the scenario's own hosts, the most at a time, under " + names + "."
	}
	for _, s := range of {
		if a := s.Addresses; slices.ContainsFunc(a.Subnets, func(x report.SubnetDemand) bool { return !x.Fits }) {
			t.More = strings.TrimLeft(t.More+fmt.Sprintf(" %s: what %s would take, which are enough if the subnets were larger.",
				s.Setup, model.Counted(*a.Hosts, "host")), " ")
		}
	}
	return t
}

// shownNames is how many workloads a note names at most; JSON lists them all.
const shownNames = 12

// rewritten says which workloads the setups leave as they are, and which each of them changes.
func rewritten(c *report.Comparison) (notes []string) {
	var names []string
	file := true
	for i := range c.Kept {
		k := &c.Kept[i]
		names = append(names, fmt.Sprintf("%s (%s; %s)", k.Workload, k.NetworkMode, strings.Join(k.Because, ", ")))
		file = file && slices.ContainsFunc(k.Because, func(why string) bool { return why == "keepNetworkMode" || why == "none" })
	}
	if len(names) > 0 {
		note := "Left as written by every setup: " + firstNames(names) + "."
		if !file {
			note += " --move daemons,host, or keepNetworkMode: false, lets the setups rewrite daemons and what runs in host mode."
		}
		notes = append(notes, note)
	}
	changes := func(s *report.SetupResult) string {
		if s.Result == nil || s.Setup == experiment.AsWritten {
			return ""
		}
		var kinds []string
		of := map[string][]string{}
		for _, x := range s.Changed {
			kind := "from " + x.From + " to " + x.To
			if x.From == x.To {
				kind = "in host ports"
			}
			if of[kind] == nil {
				kinds = append(kinds, kind)
			}
			of[kind] = append(of[kind], x.Workload)
		}
		for i, kind := range kinds {
			names := of[kind]
			if kinds[i] = names[0] + " " + kind; len(names) > 1 {
				kinds[i] = fmt.Sprintf("%s %s (%s)", model.Counted(len(names), "workload"), kind, firstNames(names))
			}
		}
		if len(kinds) == 0 {
			return "changes no task definition."
		}
		return "changes " + strings.Join(kinds, "; ") + "."
	}
	var said []string
	for i := range c.Setups {
		if text := changes(&c.Setups[i]); text != "" && !slices.Contains(said, text) {
			said = append(said, text)
			who := naming(c.Setups, func(s *report.SetupResult) bool { return changes(s) == text })
			notes = append(notes, who+" "+agreeing(who, text))
		}
	}
	return notes
}

// agreeing is a sentence about one setup, or about several.
func agreeing(who, text string) string {
	if strings.Contains(who, " and ") {
		return strings.Replace(text, "changes", "change", 1)
	}
	return text
}

// firstNames joins names, the first of them where they are many.
func firstNames(names []string) string {
	if more := len(names) - shownNames; more > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shownNames], ", "), more)
	}
	return strings.Join(names, ", ")
}

// ranTable is what happened under each setup on the scenario's own hosts.
func ranTable(c *report.Comparison) Table {
	t := Table{Title: "On the scenario's own hosts", Columns: []Column{
		text("setup"), count("hosts"), count("tasks asked for"), count("placed"), count("waiting"), count("refused"), count("failed"), count("more of each"),
		count("port conflicts"), count("ENI refusals"), count("hosts without a free ENI slot")}}
	for i := range c.Setups {
		r := c.Setups[i].Result
		if r == nil {
			t.add(c.Setups[i].Setup, none, none, none, none, none, none, none, none, none, none)
			continue
		}
		t.add(c.Setups[i].Setup, integer(serving(r)), integer(r.Tasks.Requested), integer(r.Tasks.Placed), integer(r.Tasks.Waiting),
			integer(r.Tasks.Refused), integer(r.Tasks.Failed), moreOfAll(r), integer(r.PortConflicts.Refused+r.PortConflicts.Failed),
			integer(r.ENIExhaustion.Refused), integer(r.ENIExhaustion.InstancesFull))
	}
	t.More = "More of each: so many more tasks of every service and RunTask request fit at once on these hosts."
	return t
}

// moreOfAll is how many more tasks of every service and RunTask request fit at once; a dash where there is
// none that could grow.
func moreOfAll(r *report.Report) string {
	all := map[string]bool{}
	for i := range r.Services {
		all[r.Services[i].ServiceName] = true
	}
	for i := range r.RunTasks {
		all[r.RunTasks[i].Name] = true
	}
	if rows := headrooms(r, all); len(rows) > 0 {
		return integer(moreOfEach(rows))
	}
	return none
}

// setupsPriced is priced for the first setup with a price; all are priced alike.
func setupsPriced(c *report.Comparison) string {
	for i := range c.Setups {
		if s := &c.Setups[i]; s.PriceKind != "" {
			return priced(s.PriceRegion, s.PriceDate, s.PriceKind)
		}
	}
	return ""
}

func fargateNote(f *report.FargateLine) string {
	if f == nil {
		return ""
	}
	s := fmt.Sprintf("Fargate (awsvpc, no hosts): %s at %s USD/h, %s USD a month%s",
		model.Counted(f.Tasks, "task"), optionalDecimal(f.USDPerHour, 3), optionalDecimal(f.USDPerMonth, 2), priced(f.PriceRegion, f.PriceDate, f.PriceKind))
	if f.USDPerHour == nil {
		s = fmt.Sprintf("Fargate (awsvpc, no hosts): %s, price unknown", model.Counted(f.Tasks, "task"))
	}
	if f.Note != "" {
		s += "; " + f.Note
	}
	return s + "."
}
