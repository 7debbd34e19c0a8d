package placement

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
)

// Diagnosis says for every host what a task of a shape finds there now.
type Diagnosis struct {
	Reason  model.Reason // of the closest host; Fits when a host would take the task
	Fitting int          // hosts that would take it
	Cases   []Case       // hosts alike folded, in order of the first of each
	Nearest int          // index into Cases: the fewest failed checks, then the one that passes the most before it fails; -1 = no host
	// Change is the least that would let the task in, host and all; "" when it
	// fits now, or when nothing on the registered hosts can change enough: Never
	// says then what stands against it on the host that is nearest to it.
	Change string
	Never  string
}

// Case is one host, or several that differ in nothing that the checks look at.
type Case struct {
	Count    int
	Examples []string // ids of the first three
	Type     string
	Reason   model.Reason // the first failed check; Fits when all are passed
	Findings []Finding    // every check that the shape needs, in the order in which they are made
}

// Finding is one check of one host.
type Finding struct {
	Check      model.Reason
	OK         bool
	Have, Need string // with their unit
	Lift       string // the smallest change that passes the check; "" when OK
	Never      bool   // no task that stops and no agent that returns can lift it on this host
}

// failed counts the checks not passed, and those among them that never will be.
func (c *Case) failed() (all, never int) {
	for _, x := range c.Findings {
		if !x.OK {
			all++
		}
		if x.Never {
			never++
		}
	}
	return all, never
}

// lifts joins what has to change for a case.
func (c *Case) lifts() string {
	var s []string
	for _, x := range c.Findings {
		if !x.OK {
			s = append(s, x.Lift)
		}
	}
	return strings.Join(s, ", ")
}

// Explain looks at every host with every check of a shape, not only the first
// that fails. It is meant for messages, and walks over all hosts.
func (f *Fleet) Explain(shape ShapeID) Diagnosis {
	d := Diagnosis{Nearest: -1}
	_, d.Reason = f.Closest(shape)
	folded := map[string]int{}
	for _, h := range f.order {
		if f.status[h]&deregistered != 0 {
			continue
		}
		c := Case{Count: 1, Examples: []string{f.info[h].ID}, Type: f.info[h].Type, Findings: f.findings(&f.shapes[shape], h)}
		if i := slices.IndexFunc(c.Findings, func(x Finding) bool { return !x.OK }); i >= 0 {
			c.Reason = c.Findings[i].Check
		} else {
			d.Fitting++
		}
		key := fmt.Sprintf("%q%q", c.Type, fmt.Sprint(c.Findings))
		i, ok := folded[key]
		if !ok {
			folded[key] = len(d.Cases)
			d.Cases = append(d.Cases, c)
			continue
		}
		if d.Cases[i].Count++; len(d.Cases[i].Examples) < 3 {
			d.Cases[i].Examples = append(d.Cases[i].Examples, c.Examples[0])
		}
	}
	if d.Fitting > 0 {
		d.Reason = model.Fits
	}
	d.conclude()
	return d
}

// conclude finds the nearest case and the least change.
func (d *Diagnosis) conclude() {
	least := -1
	for i := range d.Cases {
		if d.Nearest < 0 || d.Cases[i].nearer(&d.Cases[d.Nearest]) {
			d.Nearest = i
		}
		if _, never := d.Cases[i].failed(); never == 0 && (least < 0 || d.Cases[i].nearer(&d.Cases[least])) {
			least = i
		}
	}
	switch {
	case d.Fitting > 0 || d.Nearest < 0:
	case least >= 0:
		c := &d.Cases[least]
		d.Change = fmt.Sprintf("on %s (%s): %s", c.Examples[0], c.Type, c.lifts())
	default:
		c := d.Cases[d.Nearest]
		c.Findings = slices.DeleteFunc(slices.Clone(c.Findings), func(x Finding) bool { return !x.Never })
		d.Never = fmt.Sprintf("no registered container instance can ever take it; nearest is %s (%s): %s", c.Examples[0], c.Type, c.lifts())
	}
}

// nearer orders cases: fewer checks that can never pass, fewer failed checks,
// more passed before the first failure.
func (c *Case) nearer(than *Case) bool {
	all, never := c.failed()
	all2, never2 := than.failed()
	if never != never2 {
		return never < never2
	}
	if all != all2 {
		return all < all2
	}
	return further(c.Reason) > further(than.Reason)
}

// Failing returns the first check of a shape that a host does not pass; one that is
// OK where it passes all.
func (f *Fleet) Failing(shape ShapeID, h int32) Finding {
	for _, x := range f.findings(&f.shapes[shape], h) {
		if !x.OK {
			return x
		}
	}
	return Finding{OK: true}
}
