package find

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// constraints says which placement constraints keep the tasks of a workload from every instance.
func (x *Finder) constraints(f *found) {
	looks := 0
	for i := range event.WorkloadID(x.view.Workloads()) {
		w := x.view.Workload(i)
		refused := w.RefusedNow && constrains(w.LastReason)
		if !refused && x.view.QueuedOf(i) == 0 || looks == mostConstrained {
			continue
		}
		looks++
		if z := x.addConstraints(f, i); z != nil {
			if z.Service = w.Name; w.Service == nil {
				z.Service, z.RunTask = "", w.Name
			}
			z.From = max(0, x.lacking[i].Seconds())
		}
	}
}

// mostConstrained is for how many workloads all instances are looked at.
const mostConstrained = 5

// name puts the constraints that keep the tasks of a workload from all instances where another
// finding says that constraints do.
func (f *found) name(workload string, why model.Reason, constraints string) {
	general := strings.TrimSuffix(noHostFor(why.String()), ".")
	for i := range f.all {
		if y := &f.all[i]; y.Workload() == workload {
			y.Text = strings.Replace(y.Text, general, "no host takes another task: "+constraints, 1)
		}
	}
}

// constrains reports whether a reason is no want of a resource.
func constrains(r model.Reason) bool {
	switch r {
	case model.ReasonMemberOf, model.ReasonAttribute, model.ReasonLocation, model.ReasonDistinctInstance:
		return true
	}
	return false
}

// addConstraints tells how many instances meet each of the constraints of a workload's next task,
// where none meets all of them; nil where one does.
func (x *Finder) addConstraints(f *found, i event.WorkloadID) *report.Finding {
	type constraint struct {
		of   model.Reason
		need string
	}
	found := x.view.Diagnose(x.view.Revision(x.view.Workload(i).Primary).Shape)
	var all []constraint
	met, hosts := map[constraint]int{}, 0
	for _, c := range found.Cases {
		hosts += c.Count
		together := true
		for _, check := range c.Findings {
			if !constrains(check.Check) {
				continue
			}
			key := constraint{check.Check, check.Need}
			if n, known := met[key]; !known {
				all, met[key] = append(all, key), n
			}
			if check.OK {
				met[key] += c.Count
			}
			together = together && check.OK
		}
		if together {
			return nil
		}
	}
	var parts []string
	why := x.view.Workload(i).LastReason
	for _, key := range all {
		if met[key] == hosts {
			continue
		}
		if !x.view.Workload(i).RefusedNow { // its tasks wait for a capacity provider
			why = key.of
		}
		what := "memberOf " + key.need
		switch key.of {
		case model.ReasonAttribute:
			what = "attributes " + key.need
		case model.ReasonLocation:
			what = "a zone of the subnets, " + key.need
		case model.ReasonDistinctInstance:
			what = "distinctInstance"
		}
		parts = append(parts, fmt.Sprintf("%s is met by %d of %s", what, met[key], model.Counted(hosts, "instance")))
	}
	if len(parts) == 0 {
		return nil
	}
	text := strings.Join(parts, ", ")
	if len(parts) > 1 {
		text += ", and none meets all"
	}
	f.name(x.view.Workload(i).Name, why, text)
	return f.add(report.ConstraintsUnmet, "No instance takes the next task of %s: %s", x.nameOf(i), text)
}
