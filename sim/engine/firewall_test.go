package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// TestUnreachable holds package reach to the ports that a run has given to its tasks, and the
// report to what package reach says of them.
func TestUnreachable(t *testing.T) {
	c := world(1)
	c.Groups[0].SecurityGroups = []string{"sg-hosts"}
	addService(c, "web", 4, def("web", model.Bridge, 1, 6, tcp(80, 0)))
	addService(c, "api", 1, def("api", model.AWSVPC, 1, 6, tcp(8080, 0))).SecurityGroups = []string{"sg-hosts"}
	addTasks(c, "dns", 1, 0, def("dns", model.HostMode, 1, 6, udp(53, 0)))
	addGroup(c, "sg-hosts", open(model.TCP, 32770, 65535, ""))
	r := play(t, c)
	var got []string
	for _, u := range r.Unreachable {
		got = append(got, fmt.Sprintf("%d of %s%s on %s of %s: %s", u.Tasks, u.Service, u.RunTask, u.HostPorts, u.Instances, u.Why))
	}
	want := `2 of web on 32768-32769 of [host-1]: security group sg-hosts lets tcp 32770-65535 in, not 32768-32769
1 of api on 8080 of [host-1]: security group sg-hosts lets tcp 32770-65535 in, not 8080
1 of dns on 53 of [host-1]: security group sg-hosts lets no udp in from there`
	if s := strings.Join(got, "\n"); s != want || r.Tasks.Unreachable != 4 {
		t.Errorf("%d tasks:\n%s\nwant 4:\n%s", r.Tasks.Unreachable, s, want)
	}
	if x := r.Firewall; !x.Described || len(x.Exposure) != 3 || len(x.Coverage) != 1 || len(r.Warnings) != 1 {
		t.Errorf("%+v, warnings %q", x, r.Warnings)
	}
}

// TestUnreachableTargets: a task that its load balancer does not reach is replaced.
func TestUnreachableTargets(t *testing.T) {
	c := world(1)
	c.Groups[0].SecurityGroups, c.Duration = []string{"sg-hosts"}, des.Time(time.Minute)
	c.Timings.HealthCheckInterval = time.Second
	s := addService(c, "web", 1, def("web", model.Bridge, 1, 6, tcp(80, 0)))
	behindGroup(c, s, "web-tg", 0, 80)
	addGroup(c, "sg-hosts")
	if r := play(t, c); r.Tasks.Failed == 0 {
		t.Errorf("no task is unhealthy of %+v", r.Services[0])
	}
}
