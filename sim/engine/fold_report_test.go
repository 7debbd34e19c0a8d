package engine_test

import (
	"fmt"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/observe/film"
	"ecssim/sim/report"
)

// differ names a field of the report that the scene has otherwise.
func differ[T comparable](err *error, what, field string, fold, told T) {
	if fold != told && *err == nil {
		*err = fmt.Errorf("%s: %s is %v by its events, and %v", what, field, fold, told)
	}
}

// foldReport holds the last scene of a run to its report.
func foldReport(s *film.Scene, r *report.Report) (err error) {
	var tasks report.Report
	for i := range s.Workloads {
		w := &s.Workloads[i]
		placed := w.Placed - w.Waiting + w.Completed
		tasks.Tasks.Requested += w.Desired
		tasks.Tasks.Placed += placed
		tasks.Tasks.Running += w.Running
		tasks.Tasks.Refused += w.Refused
		tasks.Tasks.Failed += w.Failed
		if w.Service {
			tasks.Tasks.Waiting += max(0, w.Desired-placed)
		} else {
			tasks.Tasks.Waiting += w.Waiting
		}
	}
	tasks.Tasks.Unreachable = r.Tasks.Unreachable // no event is about that
	differ(&err, "the report", "tasks", tasks.Tasks, r.Tasks)
	differ(&err, "the report", "end", s.At.Seconds(), r.SimulatedSeconds)
	differ(&err, "the report", "instances", len(s.Instances), len(r.Instances))
	if !s.Begun || !s.Ended {
		return fmt.Errorf("the run has begun: %v, and ended: %v", s.Begun, s.Ended)
	}
	full, hours := 0, 0.0
	for h := range s.Instances {
		x, y := &s.Instances[h], &r.Instances[h]
		differ(&err, x.ID, "tasks in the report", int(x.Placed), y.Tasks)
		differ(&err, x.ID, "ports of docker0 in the report", int(x.Bridge), y.BridgePorts)
		differ(&err, x.ID, "launch in the report", x.Launched.Seconds(), y.LaunchedAt)
		end := s.At
		if x.Status > film.InService {
			end = x.Ended
		}
		hours += end.Sub(x.Launched).Hours()
		if x.Status == film.InService && x.Registered.ENI > 0 && x.Free.ENI == 0 {
			full++
		}
	}
	differ(&err, "the report", "instances without a slot", full, r.ENIExhaustion.InstancesFull)
	differ(&err, "the report", "instance hours", hours, r.InstanceHours)
	for n := range s.Subnets {
		differ(&err, r.Subnets[n].SubnetID, "peak in the report", int(s.Subnets[n].Peak), r.Subnets[n].Peak)
	}
	for g := range s.TargetGroups {
		x, y := &s.TargetGroups[g], &r.TargetGroups[g]
		differ(&err, y.TargetGroup, "peak in the report", x.Peak, y.Peak)
		differ(&err, y.TargetGroup, "replaced in the report", x.Replaced, y.Replaced)
	}
	for p := range s.Providers {
		x, y := &s.Providers[p], &r.CapacityProviders[p]
		differ(&err, y.Name, "peak in the report", x.Peak, y.Peak)
		differ(&err, y.Name, "launched in the report", x.Launched, y.Launched)
		differ(&err, y.Name, "terminated in the report", x.Terminated, y.Terminated)
	}
	for i := range r.RunTasks {
		x, y := &s.Workloads[len(r.Services)+i], &r.RunTasks[i]
		differ(&err, y.Name, "completed in the report", x.Completed, y.Completed)
	}
	return err
}

// The events of every scenario of the library fold to the ledgers as well.
func TestLibraryFolds(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			s, err := scenarios.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := engine.Possible(s.Config); err != nil {
				t.Skip(err)
			}
			end(t, s.Config, engine.Fold(t))
		})
	}
}
