package plan

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// redeployments is in how many runs, each with its own chance and its own order of deployments, every service is
// deployed once more.
const redeployments = 10

// Redeploys is what came of runs in which every service was deployed once more, one after the other.
type Redeploys struct {
	Completed int `json:"completed"` // runs in which every deployment completed
	Of        int `json:"of"`        // runs
	// Deployments is how many there were in each run, and Least and Most how many of them completed in the run
	// with the fewest and in that with the most.
	Deployments int     `json:"deployments"`
	Least       int     `json:"leastCompleted"`
	Most        int     `json:"mostCompleted"`
	Longest     float64 `json:"longestSeconds"` // of a deployment that completed
	// OnAny says that no more complete on any number of hosts, so that something else is in the way.
	OnAny bool `json:"noMoreOnAnyHosts,omitempty"`
	ran   int
}

// Passed reports whether every deployment completed in every run.
func (r *Redeploys) Passed() bool { return r.Completed == r.Of }

// trial is a fleet to be run.
type trial struct {
	w       *workload
	pools   []poolOf
	arrange *experiment.Arrangement // nil = as written
}

// poolOf is hosts of one type with the workloads that run there.
type poolOf struct {
	group config.InstanceGroup
	hosts int
	keep  []bool // by workload; nil = all
}

// config is the scenario of the fleet, its services in the order in which they are created.
func (t *trial) config() *config.Config {
	c := *t.w.c
	c.Groups = nil
	for i, p := range t.pools {
		g := p.group
		g.Count = p.hosts
		if len(t.pools) > 1 {
			g.Name = PoolName(i)
			provider := config.NewCapacityProvider(g.Name, i, &g, p.hosts)
			provider.Managed = false
			c.Providers = append(c.Providers, provider)
		}
		c.Groups = append(c.Groups, g)
	}
	c.Services = nil
	for i := range t.w.c.Services {
		if s := t.w.c.Services[i]; s.Daemon {
			c.Services = append(c.Services, s)
		}
	}
	c.RunTasks = slices.Clone(c.RunTasks)
	for _, w := range t.order() {
		k := t.w.list[w].Service
		if k == config.None {
			continue
		}
		s := t.w.c.Services[k]
		if t.arrange != nil && t.arrange.Strategies[w] != nil {
			s.Strategies = t.arrange.Strategies[w]
		}
		s.Providers = t.providers(w)
		c.Services = append(c.Services, s)
	}
	for i := range c.RunTasks {
		c.RunTasks[i].Providers = t.providers(len(t.w.list) - len(c.RunTasks) + i)
	}
	return &c
}

// PoolName is the name of the i-th pool, from 0.
func PoolName(i int) string { return fmt.Sprintf("pool-%d", i+1) }

// order is that in which workloads are created.
func (t *trial) order() []int {
	if t.arrange != nil {
		return t.arrange.Order
	}
	return given(len(t.w.list))
}

// given is the order of the file.
func given(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// providers is the capacity provider strategy of a workload; nil where there is one pool.
func (t *trial) providers(workload int) []config.ProviderShare {
	if len(t.pools) < 2 {
		return nil
	}
	i := slices.IndexFunc(t.pools, func(p poolOf) bool { return p.keep[workload] })
	return []config.ProviderShare{{Provider: i, Weight: 1}}
}

// before has everything run when the scenario begins.
func before(c *config.Config) *config.Config {
	for i := range c.Services {
		c.Services[i].StartedBefore = true
	}
	for i := range c.RunTasks {
		c.RunTasks[i].StartedBefore = true
	}
	return c
}

// settled is how long a run may take after the last thing that is asked for. It ends earlier where nothing is left to happen.
const settled = 4 * time.Hour

// run runs a scenario of the fleet; nil with the reason where its hosts cannot be.
func (t *trial) run(ctx context.Context, c *config.Config, number int) (*report.Report, string, error) {
	c.Duration = des.Time(settled)
	if n := len(c.Events); n > 0 {
		c.Duration += c.Events[n-1].At
	}
	r, err := experiment.Run(ctx, c, number, nil)
	if no := (*engine.ImpossibleError)(nil); errors.As(err, &no) {
		return nil, no.Why, nil
	}
	return r, "", err
}

// created creates everything on the fleet, and says what does not come to run; "" = all does. It reports too whether the
// fleet can be at all.
func (t *trial) created(ctx context.Context) (why string, can bool, err error) {
	r, why, err := t.run(ctx, t.config(), 0)
	if r == nil {
		return why, false, err
	}
	if why := short(r, 0); why != "" {
		return why, true, nil
	}
	for i := range r.Services {
		for _, d := range r.Services[i].Deployments {
			if d.Creation && d.Verdict != report.Completed {
				return fmt.Sprintf("the deployment that creates service %s is %s", r.Services[i].ServiceName, d.Verdict), true, nil
			}
		}
	}
	return "", true, nil
}

// short says what does not run at the end of a run; lost are tasks that cannot.
func short(r *report.Report, lost int) string {
	if r.Tasks.Running+lost >= r.Tasks.Requested {
		return ""
	}
	for i := range r.Services {
		if s := &r.Services[i]; s.Running < s.Desired {
			return fmt.Sprintf("only %d of %d tasks of service %s run", s.Running, s.Desired, s.ServiceName)
		}
	}
	return fmt.Sprintf("only %d of %d tasks run", r.Tasks.Running, r.Tasks.Requested)
}

// zoneLost takes each zone in turn away from the fleet while everything runs, and says what does not come to run
// again; peaks are the most addresses taken of each subnet.
func (t *trial) zoneLost(ctx context.Context, peaks map[string]int) (why string, err error) {
	for _, zone := range t.zones() {
		c := before(t.config())
		e := config.NewEvent(des.Time(deployEvery), config.FailAvailabilityZone)
		e.Zone = zone
		c.Events = []config.Event{e}
		r, why, err := t.run(ctx, c, 0)
		if r == nil {
			return why, err
		}
		if why := short(r, t.confined(zone)); why != "" {
			return "without " + zone + ", " + why, nil
		}
		peaksOf(r, peaks)
	}
	return "", nil
}

// zones are those in which the fleet has hosts.
func (t *trial) zones() []string { return t.w.c.Groups[0].Zones }

// confined is how many tasks may run in one zone only.
func (t *trial) confined(zone string) (tasks int) {
	for i := range t.w.list {
		if w := &t.w.list[i]; slices.Equal(t.w.zonesOf(i), []string{zone}) {
			tasks += w.Count
		}
	}
	return tasks
}

// zonesOf are the zones in which a workload's tasks may run; nil = any.
func (w *workload) zonesOf(i int) []string {
	x := &w.list[i]
	if x.Claim.Addresses == 0 || x.Service == config.None {
		return nil
	}
	return w.c.Zones(w.c.Services[x.Service].Subnets)
}

func peaksOf(r *report.Report, peaks map[string]int) {
	for i := range r.Subnets {
		s := &r.Subnets[i]
		peaks[s.SubnetID] = max(peaks[s.SubnetID], s.Peak)
	}
}

// redeployed is what came of one run in which every service is deployed once more.
type redeployed struct {
	report    *report.Report
	completed int
	why       string
}

// redeploy runs the fleet while every service is deployed once more, in the order of a run.
func (t *trial) redeploy(ctx context.Context, number int) (redeployed, error) {
	c := before(t.config())
	order := given(len(c.Services))
	luck := rand.New(rand.NewPCG(c.Seed, uint64(number)))
	luck.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for k, s := range order {
		e := config.NewEvent(des.Time(int64(k+1)*int64(t.w.between())), config.UpdateService)
		e.Service, e.Force = s, true
		c.Events = append(c.Events, e)
	}
	r, why, err := t.run(ctx, c, number)
	if r == nil {
		return redeployed{why: why}, err
	}
	out := redeployed{report: r}
	for i := range r.Services {
		for k := range r.Services[i].Deployments {
			if d := &r.Services[i].Deployments[k]; d.Forced && d.Verdict == report.Completed {
				out.completed++
			}
		}
	}
	return out, nil
}

// redeploys makes the runs in which every service is deployed once more, numbered from first: all of them, or until one
// fails. peaks are the most addresses taken of each subnet.
func (t *trial) redeploys(ctx context.Context, first, workers int, all bool, peaks map[string]int) (*Redeploys, error) {
	out := &Redeploys{Of: redeployments, Deployments: len(t.w.c.Services), Least: len(t.w.c.Services)}
	if out.Deployments == 0 {
		out.Completed = out.Of
		return out, nil
	}
	results, err := inOrder(ctx, redeployments, workers, func(ctx context.Context, k int) (redeployed, error) { return t.redeploy(ctx, first+k) },
		func(x redeployed) bool { return !all && x.completed < out.Deployments })
	if err != nil {
		return nil, err
	}
	out.ran = len(results)
	for _, x := range results {
		if x.completed == out.Deployments {
			out.Completed++
		}
		out.Least, out.Most = min(out.Least, x.completed), max(out.Most, x.completed)
		if x.report == nil {
			continue
		}
		peaksOf(x.report, peaks)
		for i := range x.report.Services {
			for _, d := range x.report.Services[i].Deployments {
				if d.Forced && d.Seconds != nil {
					out.Longest = max(out.Longest, *d.Seconds)
				}
			}
		}
	}
	return out, nil
}

// inOrder makes n things on several workers and returns them in order, up to the first that is the last. That one
// does not depend on the number of workers.
func inOrder[T any](ctx context.Context, n, workers int, do func(context.Context, int) (T, error), last func(T) bool) ([]T, error) {
	workers = max(workers, 1)
	var out []T
	for from := 0; from < n; from += workers {
		batch := min(workers, n-from)
		got, errs := make([]T, batch), make([]error, batch)
		var wait sync.WaitGroup
		for i := range batch {
			wait.Go(func() { got[i], errs[i] = do(ctx, from+i) })
		}
		wait.Wait()
		for i := range batch {
			if errs[i] != nil {
				return nil, errs[i]
			}
			out = append(out, got[i])
			if last(got[i]) {
				return out, nil
			}
		}
	}
	return out, nil
}
