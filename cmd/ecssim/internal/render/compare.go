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
	for _, s := range c.Setups {
		if s.Result == nil && s.NotPossible != "" {
			d.Notes = append(d.Notes, fmt.Sprintf("%s is not possible: %s", s.Setup, s.NotPossible))
		}
		if s.NeverPlaceable != "" {
			d.Notes = append(d.Notes, fmt.Sprintf("%s: no number of hosts suffices: %s", s.Setup, s.NeverPlaceable))
		}
	}
	d.Notes = append(d.Notes, setupNotes(c.Setups)...)
	if f := fargateNote(c.Fargate); f != "" {
		d.Notes = append(d.Notes, f)
	}
	if c.DataDate != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Seed %d; instance-type data of %s%s.", c.Seed, c.DataDate, setupsPriced(c)))
	}
	d.Notes = append(d.Notes, sentence(c.PriceNote)...)
	return d
}

// setupNotes are the notes of the setups, each once with the setups that it is about,
// where they are not all.
func setupNotes(setups []report.SetupResult) (notes []string) {
	var said []string
	for i := range setups {
		note := setups[i].Note
		if note == "" || slices.Contains(said, note) {
			continue
		}
		said = append(said, note)
		about := func(s *report.SetupResult) bool { return s.Note == note }
		if slices.ContainsFunc(setups, func(s report.SetupResult) bool { return !about(&s) && s.Result != nil }) {
			note = naming(setups, about) + ": " + note
		}
		notes = append(notes, note)
	}
	return notes
}

// comparisonVerdict names the setup that needs the fewest hosts, and what binds
// the one that needs the most.
func comparisonVerdict(c *report.Comparison) string {
	var known []report.SetupResult
	for _, s := range c.Setups {
		if s.HostsNeeded != nil {
			known = append(known, s)
		}
	}
	if len(known) == 0 {
		return placedVerdict(c)
	}
	order := func(a, b report.SetupResult) int { return *a.HostsNeeded - *b.HostsNeeded }
	best, worst := slices.MinFunc(known, order), slices.MaxFunc(known, order)
	if *worst.HostsNeeded == 0 {
		return placedVerdict(c) // nothing is asked for at t = 0
	}
	needing := func(n int) string {
		return naming(known, func(s *report.SetupResult) bool { return *s.HostsNeeded == n })
	}
	v := fmt.Sprintf("%s: fewest hosts under %s, %d (%s); most under %s, %d (%s)", c.Scenario,
		needing(*best.HostsNeeded), *best.HostsNeeded, boundsAt(known, *best.HostsNeeded),
		needing(*worst.HostsNeeded), *worst.HostsNeeded, boundsAt(known, *worst.HostsNeeded))
	if *best.HostsNeeded == *worst.HostsNeeded {
		v = fmt.Sprintf("%s: %s needed under %s (%s)", c.Scenario, model.Counted(*best.HostsNeeded, "host"),
			needing(*best.HostsNeeded), boundsAt(known, *best.HostsNeeded))
	}
	if never := naming(c.Setups, func(s *report.SetupResult) bool { return s.NeverPlaceable != "" || s.NotPossible != "" }); never != "" {
		v += "; not possible under " + never
	}
	return v + "."
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
		text("setup"), count("hosts needed"), number("lower bound", "hosts"), text("bound proved by"),
		number("tasks per host", "mean"), text("bound by"), text("next bound"), number("price", "USD/h")}}
	for i := range c.Setups {
		s := &c.Setups[i]
		t.add(s.Setup, optional(s.HostsNeeded), optional(s.LowerBoundHosts), orNone(strings.Join(s.LowerBoundProvedBy, ", ")), optionalDecimal(s.TasksPerHost, 2),
			orNone(s.BoundBy), orNone(s.NextBound), optionalDecimal(s.USDPerHour, 3))
	}
	return t
}

// ranTable is what happened under each setup on the scenario's own hosts.
func ranTable(c *report.Comparison) Table {
	t := Table{Title: "On the scenario's own hosts", Columns: []Column{
		text("setup"), count("hosts"), count("tasks asked for"), count("placed"), count("waiting"), count("refused"), count("failed"),
		count("port conflicts"), count("ENI refusals"), count("hosts without a free ENI slot")}}
	for i := range c.Setups {
		r := c.Setups[i].Result
		if r == nil {
			t.add(c.Setups[i].Setup, none, none, none, none, none, none, none, none, none)
			continue
		}
		t.add(c.Setups[i].Setup, integer(serving(r)), integer(r.Tasks.Requested), integer(r.Tasks.Placed), integer(r.Tasks.Waiting),
			integer(r.Tasks.Refused), integer(r.Tasks.Failed), integer(r.PortConflicts.Refused+r.PortConflicts.Failed),
			integer(r.ENIExhaustion.Refused), integer(r.ENIExhaustion.InstancesFull))
	}
	return t
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
	s := fmt.Sprintf("Fargate (awsvpc, no hosts): %s at %s USD/h%s",
		model.Counted(f.Tasks, "task"), optionalDecimal(f.USDPerHour, 3), priced(f.PriceRegion, f.PriceDate, f.PriceKind))
	if f.USDPerHour == nil {
		s = fmt.Sprintf("Fargate (awsvpc, no hosts): %s, price unknown", model.Counted(f.Tasks, "task"))
	}
	if f.Note != "" {
		s += "; " + f.Note
	}
	return s + "."
}
