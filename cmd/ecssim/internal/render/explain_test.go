package render

import (
	"testing"

	"ecssim/sim/report"
)

func TestDiagnoses(t *testing.T) {
	list := []report.Diagnosis{{
		Workload: "service web", At: 15, Tasks: 2, Reason: "RESOURCE:PORTS", Message: "(service web) was unable to place a task",
		Hosts: []report.HostDiagnosis{{
			Instances: []string{"web-hosts-1", "web-hosts-2", "web-hosts-3"}, Count: 12,
			Checks: []report.Check{
				{Check: "PORTS", Have: "80/tcp taken", Need: "80/tcp", OK: false},
				{Check: "CPU (units)", Have: "1920", Need: "128", OK: true},
			},
			Reason: "RESOURCE:PORTS", Lift: "host port 0",
		}},
		Remedies: []string{"host port 0 in the task definition", "one more host"},
	}}
	const want = `service web: 2 tasks unplaced, refused with RESOURCE:PORTS. It would fit with: host port 0 in the task definition.

service web, last refused at 15.0 s
hosts                                       count  check        has           needs   passes  lifted by
-----------------------------------------------------------------------------------------------------------
web-hosts-1, web-hosts-2, web-hosts-3, ...     12  PORTS        80/tcp taken  80/tcp  no      host port 0
web-hosts-1, web-hosts-2, web-hosts-3, ...     12  CPU (units)  1920          128     yes     -
service web: (service web) was unable to place a task
Any one of these lets tasks in:
  - host port 0 in the task definition
  - one more host
`
	got := written(t, Diagnoses(list, &report.Report{}), Options{})
	if got != want {
		t.Errorf("%s\nwant:\n%s", got, want)
	}
	list[0].Remedies, list[0].Hopeless = nil, "no host can have 120 reserved ports"
	if got, want := Diagnoses(list, &report.Report{}).Verdict, "service web: 2 tasks unplaced, refused with RESOURCE:PORTS. Nothing lifts it: no host can have 120 reserved ports."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDiagnosesOfFailures(t *testing.T) {
	r := &report.Report{Scenario: "full", Tasks: report.Tasks{Requested: 5, Placed: 2, Failed: 3},
		Failures: []report.Failure{{StoppedReason: "Timeout waiting for network interface provisioning to complete.", Tasks: 2}, {StoppedReason: "other", Tasks: 1}}}
	d := Diagnoses(nil, r)
	if d.Mood != Bad {
		t.Errorf("mood %v of a run with failed tasks, want bad", d.Mood)
	}
	const want = `No task was refused: 2 of 5 tasks placed, 3 failed.

Failed after placement
stopped reason                                                   tasks
------------------------------------------------------------------------
Timeout waiting for network interface provisioning to complete.      2
other                                                                1

3 tasks failed. They were accepted and then stopped on the host or in the subnet, so no host refused
them. ` + "`ecssim run FILE --events=task.failed,task.lost,task.unhealthy` shows when and where.\n"
	if got := written(t, d, Options{}); got != want {
		t.Errorf("%s\nwant:\n%s", got, want)
	}
}
