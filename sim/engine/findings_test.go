package engine_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/find"
	"ecssim/sim/report"
)

// failuresOf counts, of each workload, the tasks that a failure stopped.
type failuresOf struct {
	view     *engine.View
	services int
	tasks    map[event.WorkloadID]int
}

func (x *failuresOf) Begin(v *engine.View) {
	*x = failuresOf{v, len(v.Config().Services), map[event.WorkloadID]int{}}
}

func (*failuresOf) Wants() event.Kinds {
	return event.KindsOf(event.TaskFailed, event.TaskStopped, event.TaskStopping)
}

func (x *failuresOf) On(e *event.Event) {
	service := int(e.Workload) < x.services
	switch {
	case e.Kind == event.TaskFailed,
		e.Kind == event.TaskStopped && service && e.Cause == event.EssentialContainerExited,
		e.Kind == event.TaskStopping && service && e.Cause == event.TaskIsUnhealthy:
		x.tasks[e.Workload]++
	}
}

// TestEveryTroubleIsFound: in random worlds every workload whose tasks wait, are refused or have
// failed, every blocked drain and every deployment that completed and left nothing running has a
// finding, and the findings are well formed.
func TestEveryTroubleIsFound(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	eachWorld(t, 1000, func(t *testing.T, seed uint64) {
		failures := &failuresOf{}
		c := guardedWorldOf(seed)
		counter := count.New()
		finder := find.New(counter)
		if _, err := engine.RunAsIs(t.Context(), c, 0, counter, finder, failures); err != nil {
			t.Fatal(err)
		}
		r := counter.Report()
		r.Findings = finder.Findings(r)
		v := failures.view
		found := func(codes []string, about func(f *report.Finding) bool) bool {
			return slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return slices.Contains(codes, f.Code) && about(&f) })
		}
		of := func(i event.WorkloadID) func(f *report.Finding) bool {
			name, service := v.Workload(i).Name, v.Workload(i).Service != nil
			return func(f *report.Finding) bool { return service && f.Service == name || !service && f.RunTask == name }
		}
		for i := range r.Services {
			s, about := &r.Services[i], of(event.WorkloadID(i))
			if s.Waiting > 0 && !found([]string{report.TasksWait, report.DeploymentHollow, report.DeploymentStuck, report.DeploymentFailed, report.DeploymentFailing}, about) {
				t.Errorf("%d tasks of service %s wait", s.Waiting, s.ServiceName)
			}
			if n := len(s.Deployments); n > 0 && s.Deployments[n-1].Verdict == report.Completed && s.Running == 0 && s.Desired > 0 && !found([]string{report.DeploymentHollow}, about) {
				t.Errorf("service %s runs none", s.ServiceName)
			}
		}
		for i := range r.RunTasks {
			w, about := &r.RunTasks[i], of(event.WorkloadID(len(r.Services)+i))
			if w.Waiting > 0 && !found([]string{report.TasksWait}, about) {
				t.Errorf("%d tasks of %s wait", w.Waiting, w.Name)
			}
			if w.Refused > 0 && !found([]string{report.TasksRefused}, about) {
				t.Errorf("%d tasks of %s were refused", w.Refused, w.Name)
			}
		}
		for i, n := range failures.tasks {
			about := of(i)
			if !found([]string{report.TasksFailed, report.TasksExit, report.SubnetExhausted, report.HealthCheckGrace, report.HealthCheckRefused, report.HealthCheckUnanswered, report.ServiceOverloaded},
				func(f *report.Finding) bool { return about(f) || f.Workload() == "" }) {
				t.Errorf("%d tasks of %s failed", n, v.Workload(i).Name)
			}
		}
		for h := range event.InstanceID(v.Instances()) {
			if x := v.Instance(h); x.Draining && len(v.Staying(h)) > 0 && x.Status() == "DRAINING" &&
				!found([]string{report.DrainBlocked}, func(f *report.Finding) bool {
					return f.Instance == x.ID || strings.Contains(f.Text, " more) are DRAINING")
				}) {
				t.Errorf("%s is DRAINING", x.ID)
			}
		}
		sorted := slices.Clone(r.Findings)
		report.SortFindings(sorted)
		for i := range r.Findings {
			f := &r.Findings[i]
			mu.Lock()
			seen[f.Code]++
			mu.Unlock()
			if f.Text != sorted[i].Text || f.Code != sorted[i].Code {
				t.Errorf("%s stands before %s", f.Code, sorted[i].Code)
			}
			if f.Text == "" || strings.Contains(f.Text, "%!") || strings.HasSuffix(f.Text, ".") || strings.Contains(f.Text, "  ") {
				t.Errorf("%s: %q", f.Code, f.Text)
			}
			if f.From < 0 || f.From > v.End().Seconds() || f.To != nil && (*f.To < f.From || *f.To > v.End().Seconds()) {
				t.Errorf("%s from %v to %v, and the run ends at %v", f.Code, f.From, f.To, v.End())
			}
		}
	})
	for _, c := range report.Codes() {
		t.Logf("%s: %d", c.Code, seen[c.Code])
	}
}
