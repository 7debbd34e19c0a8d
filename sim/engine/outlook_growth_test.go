package engine_test

import (
	"fmt"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// To judge twice as many services costs about twice as many looks at tasks and services, not four
// times: they wait for room, for a capacity provider that may launch no more, or for the tasks of
// each other.
func TestVerdictsGrowWithTheServices(t *testing.T) {
	failing := func(c *config.Config) { // goes on and on
		addService(c, "bad", 1, def("bad", model.HostMode, 1, 6, tcp(9000, 9000)))
		c.Groups[0].Listeners = reserved(9000)
	}
	waiting := func(n int) *config.Config {
		c := world(2)
		for i := range n {
			addService(c, fmt.Sprint("w", i), 1, def("web", model.Bridge, 120, 128))
		}
		return c
	}
	queued := func(n int) *config.Config {
		c := managed(2, 0, def("none", model.Bridge, 1, 6))
		c.Providers[0].Max = 2
		c.Timings.ProvisioningExpiry = des.Constant(20 * time.Minute)
		c.Quotas.ProvisioningPerCluster = 10_000
		for i := range n {
			addService(c, fmt.Sprint("w", i), 1, def("web", model.Bridge, 500, 128)).Providers = []config.ProviderShare{{Weight: 1}}
		}
		return c
	}
	crossed := func(n int) *config.Config { // each of two services wants what the other leaves
		c := world(n)
		for i := range n {
			s := addService(c, fmt.Sprint("w", i), 1, def(fmt.Sprint("web", i), model.Bridge, 1200, 128))
			s.StartedBefore = true
			s.Constraints = []model.Constraint{{Type: "distinctInstance"}}
			soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = i, true })
		}
		return c
	}
	for _, row := range []struct {
		name  string
		world func(n int) *config.Config
		end   time.Duration
		more  func(c *config.Config)
	}{
		{"waiting", waiting, 0, nil},
		{"waiting beside a service that fails", waiting, 2 * time.Hour, failing},
		{"queued", queued, 2 * time.Hour, nil},
		{"queued beside a service that fails", queued, 2 * time.Hour, failing},
		{"each other's hosts", crossed, 0, nil},
		{"each other's hosts beside a service that fails", crossed, 2 * time.Hour, failing},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := 0
			for _, n := range []int{120, 240, 480} {
				c := row.world(n)
				c.Duration = des.Time(row.end)
				if row.more != nil {
					row.more(c)
				}
				v, r := end(t, c)
				if d := r.Services[n-1].Deployments; d[len(d)-1].Verdict != report.Stuck {
					t.Fatalf("the last of %d services is %s", n, d[len(d)-1].Verdict)
				}
				looks := v.Looks()
				if before > 0 && looks > 3*before {
					t.Errorf("%d services: %d looks, and %d of half as many", n, looks, before)
				}
				before = looks
			}
		})
	}
}
