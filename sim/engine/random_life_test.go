package engine_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// chance draws what may happen to a random world.
type chance struct {
	*rand.Rand
	swarm *swarm // nil for all features
}

// in reports true once in n times.
func (r chance) in(n int) bool { return r.IntN(n) == 0 }

// upTo is a length of time, in whole nanoseconds or in whole seconds.
func (r chance) upTo(most time.Duration) time.Duration {
	if !r.may(nanos, 2) {
		return time.Duration(r.IntN(int(most/time.Second)+1)) * time.Second
	}
	return time.Duration(r.Int64N(int64(most) + 1))
}

// some is a distribution with a mean of up to most; one in four takes no time.
func (r chance) some(most time.Duration) des.Dist {
	switch {
	case !r.mostly(lengths, 4):
		return des.Dist{}
	case !r.mostly(nanos, 6):
		return des.Constant(r.upTo(most))
	}
	return must(des.Exponential(1 + r.upTo(most)))
}

// providers adds capacity providers with a group each.
func (r chance) providers(c *config.Config, zones []string) {
	for i := range 1 + r.IntN(2) {
		g := r.group(fmt.Sprintf("asg%d", i), zones)
		p := config.CapacityProvider{
			Name: g.Name, Group: len(c.Groups), Min: r.IntN(3), Managed: !r.may(unmanaged, 4), Target: []int{100, 100, 80, 50, 1}[r.IntN(5)],
			MinStep: 1 + r.IntN(2), MaxStep: 2 + r.IntN(5), Warmup: r.upTo(5 * time.Minute), Drain: r.may(providerDrain, 2),
		}
		p.Max = max(p.Min, 1) + r.IntN(4)
		p.Protect = p.Managed && r.may(protection, 2)
		p.AZRebalanceSuspended = r.in(8)
		g.Count = p.Min
		if r.in(3) {
			g.Count += r.IntN(p.Max - p.Min + 1)
		}
		p.Types = []model.InstanceSize{{CPU: g.CPU, Memory: g.Memory, GPU: g.GPU, SlotsPlain: g.SlotsPlain, SlotsTrunk: g.SlotsTrunk}}
		if r.may(mixedTypes, 3) {
			other := p.Types[0]
			other.CPU, other.Memory, other.SlotsPlain = other.CPU*2, other.Memory/2, other.SlotsPlain+1
			p.Types = append(p.Types, other)
		}
		c.Groups = append(c.Groups, g)
		c.Providers = append(c.Providers, p)
	}
}

// shares is a capacity provider strategy; none in half of all cases.
func (r chance) shares(c *config.Config) []config.ProviderShare {
	if len(c.Providers) == 0 || r.in(2) {
		return nil
	}
	var s []config.ProviderShare
	based := false
	for p := range c.Providers {
		item := config.ProviderShare{Provider: p, Weight: r.IntN(4)}
		if !based && r.in(3) {
			item.Base, based = r.IntN(4), true
		}
		s = append(s, item)
	}
	if i := r.IntN(len(s)); !slices.ContainsFunc(s, func(x config.ProviderShare) bool { return x.Weight > 0 }) {
		s[i].Weight = 1
	}
	return s
}

// timings draws what the steps beyond starting and stopping take.
func (r chance) timings(t *config.Timings) {
	t.ApplicationReady, t.ProxyReady = r.some(time.Minute), r.some(time.Minute)
	t.ApplicationStop, t.DependencyRun, t.TargetRegistration = r.some(40*time.Second), r.some(20*time.Second), r.some(10*time.Second)
	if r.may(noEnd, 6) {
		t.ApplicationStop = des.Endless()
	}
	t.HealthyAfter = r.upTo(time.Minute)
	t.HealthCheckInterval = []time.Duration{0, 5 * time.Second, 30 * time.Second}[r.IntN(3)]
	t.DeregistrationDelay, t.BakeTime = r.upTo(5*time.Minute), r.upTo(5*time.Minute)
	t.LostHostGrace = r.upTo(2 * time.Minute)
	t.InstanceBoot, t.InstanceTerminate = r.some(2*time.Minute), r.some(time.Minute)
	if r.may(noEnd, 12) {
		t.InstanceBoot = des.Endless()
	}
	t.SpotNotice, t.DrainTimeout = r.upTo(2*time.Minute), []time.Duration{10 * time.Minute, 48 * time.Hour}[r.IntN(2)]
	t.ScaleInPoints = 1 + r.IntN(15)
	t.MetricDelay = []time.Duration{0, 26 * time.Second, 3 * time.Minute}[r.IntN(3)]
	if r.may(expiry, 2) {
		t.ProvisioningExpiry = must(des.Uniform(10*time.Minute, 30*time.Minute))
	}
	if r.may(noEnd, 8) {
		t.ContainerStartTimeout = 0
	}
	if r.may(lengths, 8) {
		t.ENIAttachTimeout = r.upTo(time.Minute)
	}
	t.CallTimeout = []time.Duration{0, 2 * time.Second, 5 * time.Minute}[r.IntN(3)]
}

// own makes one task definition in four slow or broken.
func (r chance) own(c *config.Config, td *model.TaskDefinition) {
	if !r.may(badTasks, 4) {
		return
	}
	never := des.Endless()
	x := config.TaskTimings{}
	switch r.IntN(6) {
	case 0:
		x.ApplicationReady = &never
	case 1:
		x.ContainerStart = &never
	case 2, 3:
		d := r.some(10 * time.Minute)
		x.ExitAfter, x.ExitCode = &d, r.IntN(2)
	case 4:
		x.ProxyReady = &never
	case 5:
		x.ImagePull = &never
	}
	if c.Own == nil {
		c.Own = map[string]config.TaskTimings{}
	}
	c.Own[td.Name()] = x
}

// deploying draws a deployment configuration.
func (r chance) deploying(daemon bool) config.Deploying {
	d := config.Deploying{MinimumHealthyPercent: []int{0, 0, 50, 67, 100, 100}[r.IntN(6)], MaximumPercent: 100}
	if !daemon {
		d.MaximumPercent = []int{100, 125, 150, 200, 200, 200}[r.IntN(6)]
	}
	if r.may(earlySuccess, 4) {
		least := d.MinimumHealthyPercent
		d.EarlySuccess = config.EarlySuccess{Enable: true, HealthyPercent: least + r.IntN(101-least), Deferred: r.in(2)}
	}
	if r.may(alarms, 4) {
		d.Alarms = &config.DeploymentAlarms{Enable: !r.in(6), Rollback: r.in(2), Alarms: []int{r.IntN(2)}}
		if r.in(2) {
			bake := time.Duration(r.IntN(20)) * time.Minute
			d.BakeTime = &bake
		}
	}
	if r.may(breakers, 2) {
		d.Breaker = config.CircuitBreaker{Enable: true, Rollback: r.in(2), Kind: config.ThresholdKind(r.IntN(3)), Value: 1 + r.IntN(100), Cumulative: r.in(3)}
		if d.Breaker.Kind == config.CountThreshold {
			d.Breaker.Value = 1 + r.IntN(8)
		}
	}
	return d
}

// careful gives containers health checks and dependencies.
func (r chance) careful(td *model.TaskDefinition) {
	for i := range td.Containers {
		x := &td.Containers[i]
		if r.may(healthChecks, 4) {
			x.HealthCheck = &model.HealthCheck{Interval: time.Duration(5+r.IntN(26)) * time.Second, Timeout: 5 * time.Second, Retries: 1 + r.IntN(3), StartPeriod: r.upTo(time.Minute)}
		}
		if r.may(stopTimeouts, 4) {
			x.StopTimeout = 1 + r.upTo(time.Minute)
		}
	}
	if len(td.Containers) > 1 && r.may(dependencies, 2) {
		on := model.Dependency{Container: td.Containers[1].Name, Condition: []string{"START", "COMPLETE", "SUCCESS", "HEALTHY"}[r.IntN(4)]}
		td.Containers[1].Essential = on.Condition == "START" || on.Condition == "HEALTHY"
		td.Containers[0].DependsOn = append(td.Containers[0].DependsOn, on)
	}
	r.besides(td)
}

// besides gives a definition containers that are not essential, other ways to wait for each
// other, and restart policies.
func (r chance) besides(td *model.TaskDefinition) {
	if !r.may(nonessential, 2) {
		return
	}
	main := &td.Containers[0]
	if len(td.Containers) > 1 {
		other := &td.Containers[1]
		switch r.IntN(5) {
		case 0:
			other.Links = []string{main.Name}
		case 1:
			main.VolumesFrom = []string{other.Name}
		case 2:
			other.FireLens, main.LogDriver = true, "awsfirelens"
		case 3:
			other.Essential = false
		}
		if len(main.DependsOn) > 0 {
			other.Links = nil // it would be a cycle
		}
		if r.in(3) {
			other.StartTimeout = 1 + r.upTo(20*time.Second)
		}
		if r.in(4) {
			td.Containers = append(td.Containers, model.Container{Name: "third", Essential: r.in(2), Memory: 16, DependsOn: []model.Dependency{{Container: other.Name, Condition: "START"}}})
		}
	}
	if r.may(restarts, 3) {
		main.Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: time.Duration(60+r.IntN(240)) * time.Second, IgnoredExitCodes: []int{r.IntN(2)}}
	}
}

// behind puts a service behind load balancers and gives it auto scaling.
func (r chance) behind(c *config.Config, s *config.Service, td *model.TaskDefinition) {
	if r.may(targetGroups, 3) && td.NetworkMode != model.None {
		for range 1 + r.IntN(2) {
			groups := len(c.TargetGroups)
			g := behindGroup(c, s, fmt.Sprintf("tg%d", r.IntN(3)), 0, 8000)
			if groups < len(c.TargetGroups) && r.may(targetTimings, 2) {
				r.describe(g, td)
			}
		}
		if len(s.Targets) == 2 && s.Targets[0] == s.Targets[1] {
			s.Targets = s.Targets[:1]
		}
		s.Grace = r.upTo(2 * time.Minute)
	}
	if s.Daemon || !r.may(tracking, 4) {
		return
	}
	s.Scaling = &config.Scaling{Min: r.IntN(3), Load: float64(r.IntN(100))}
	s.Scaling.Max = s.Scaling.Min + r.IntN(8)
	if r.in(2) && c.Duration > 0 { // a scenario with noise has to have an end
		s.Scaling.Noise = 0.3 * r.Float64()
	}
	for range 1 + r.IntN(2) {
		s.Scaling.Policies = append(s.Scaling.Policies, config.TrackingPolicy{
			Target: float64(5 + r.IntN(50)), InCooldown: r.upTo(5 * time.Minute), OutCooldown: r.upTo(5 * time.Minute), DisableScaleIn: r.in(4),
		})
	}
	r.steps(c, s.Scaling)
}

// steps gives auto scaling step policies, scheduled actions and metrics of its own.
func (r chance) steps(c *config.Config, s *config.Scaling) {
	if r.may(stepScaling, 4) {
		s.HighResolution = &config.Resolution{Period: 20 * time.Second, Delay: 26 * time.Second}
	}
	for range r.IntN(4) * r.one(stepScaling) {
		bound := float64(r.IntN(20))
		p := config.StepPolicy{
			Alarm:    config.Alarm{Threshold: float64(5 + r.IntN(40)), Comparison: config.Comparison(r.IntN(4)), Periods: 1 + r.IntN(3)},
			Cooldown: r.upTo(5 * time.Minute), Adjustment: config.AdjustmentType(r.IntN(3)), Aggregation: config.Statistic(r.IntN(3)),
		}
		p.Alarm.Datapoints = 1 + r.IntN(p.Alarm.Periods)
		p.Alarm.Period = time.Duration(r.IntN(3)) * time.Minute
		by := func() int {
			n := r.IntN(4)
			switch {
			case p.Adjustment == config.PercentChange:
				p.Magnitude = r.IntN(2)
				n *= 40
			case p.Adjustment == config.ExactCapacity:
				return n
			}
			if r.in(8) == p.Alarm.Comparison.Upwards() {
				return -n
			}
			return n
		}
		if p.Steps = []config.StepAdjustment{{Lower: 0, Upper: math.Inf(1), By: by()}}; p.Alarm.Comparison.Upwards() && bound > 0 {
			p.Steps = []config.StepAdjustment{{Lower: 0, Upper: bound, By: by()}, {Lower: bound, Upper: math.Inf(1), By: by()}}
		} else if !p.Alarm.Comparison.Upwards() {
			p.Steps = []config.StepAdjustment{{Lower: math.Inf(-1), Upper: 0, By: by()}}
		}
		s.Steps = append(s.Steps, p)
	}
	if len(s.Steps) > 0 && r.in(2) {
		s.Policies = nil
	}
	for range r.IntN(3) * r.one(schedules) {
		a := config.ScheduledAction{At: des.Time(r.upTo(time.Hour)), Min: r.IntN(4), Max: 4 + r.IntN(6)}
		if r.in(3) && c.Duration > 0 {
			a.Every = time.Minute + r.upTo(time.Hour)
		}
		s.Scheduled = append(s.Scheduled, a)
	}
}

// describe draws what a target group in front of a task's port 8000 is: its load balancer, where its
// checks go, which may be to nobody, and how soon its targets are registered, healthy and gone.
func (r chance) describe(g *config.TargetGroup, td *model.TaskDefinition) {
	if r.in(2) {
		g.LoadBalancer, g.Check.Protocol = model.NetworkLoadBalancer, model.TargetTCP
		g.Protocol = model.DefaultTargetProtocol(g.LoadBalancer, td.MappedProtocol(td.Containers[0].Name, 8000))
		g.RegistrationDelay = config.DefaultRegistrationDelay(g.LoadBalancer)
	}
	if r.in(3) {
		g.RegistrationDelay = r.some(3 * time.Minute)
	}
	if r.in(6) {
		g.Check.Port = []uint16{8000, 8001, 9000}[r.IntN(3)]
	}
	if r.in(2) {
		g.DeregistrationDelay = new(r.upTo(2 * time.Minute))
	}
	if r.in(2) {
		g.HealthCheckInterval = new([]time.Duration{0, 5 * time.Second, 30 * time.Second}[r.IntN(3)])
		g.UnhealthyThreshold, g.HealthyThreshold = new(1+r.IntN(4)), new(1+r.IntN(4))
	}
}

// revision is a task definition like another, with other sizes, ports or network
// mode.
func (r chance) revision(c *config.Config, s *config.Service) int {
	before := &c.Tasks[s.Task]
	td := r.task(before.Family)
	td.Revision = before.Revision
	for i := range c.Tasks {
		if c.Tasks[i].Family == td.Family {
			td.Revision = max(td.Revision, c.Tasks[i].Revision+1)
		}
	}
	if s.ServiceConnect.Enabled || len(s.Targets) > 0 {
		td.NetworkMode = before.NetworkMode // ECS would refuse some others
	}
	switch {
	case r.in(3): // the same in all but its name
		name := td.Revision
		td = *before
		td.Revision = name
	case td.NetworkMode != before.NetworkMode && r.in(2):
		td.NetworkMode = before.NetworkMode
	}
	if td.NetworkMode != model.Bridge {
		for i := range td.Containers {
			maps := slices.Clone(td.Containers[i].PortMappings)
			for j := range maps {
				maps[j].HostPort = 0
				if maps[j].Range != (model.PortRange{}) {
					maps[j] = model.PortMapping{ContainerPort: maps[j].Range.First}
				}
			}
			if td.NetworkMode == model.None {
				maps = nil
			}
			td.Containers[i].PortMappings = maps
		}
	}
	r.careful(&td)
	r.own(c, &td)
	c.Tasks = append(c.Tasks, td)
	return len(c.Tasks) - 1
}

// quotas draws limits that small worlds meet.
func (r chance) quotas(q *config.Quotas) {
	if r.may(quotas, 3) {
		q.ProvisioningPerCluster = 1 + r.IntN(10)
	}
	if r.may(quotas, 4) {
		q.ENICalls = config.Bucket{Burst: 1 + r.IntN(4), PerSecond: 1}
	}
	if r.may(quotas, 4) {
		q.TaskStartsPerMinute = 1 + r.IntN(6)
	}
	if r.may(quotas, 8) {
		q.ENIsPerZone, q.Enforced = 3+r.IntN(40), map[string]bool{config.QuotaENIsPerZone: true}
	}
}
