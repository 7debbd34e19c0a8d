package difftest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// chance draws pairs.
type chance struct{ *rand.Rand }

// in reports true once in n times.
func (r chance) in(n int) bool { return r.IntN(n) == 0 }

// upTo is a length in whole milliseconds; one in six is nothing.
func (r chance) upTo(most time.Duration) time.Duration {
	if r.in(6) {
		return 0
	}
	return time.Duration(1+r.Int64N(int64(most/time.Millisecond))) * time.Millisecond
}

// draw draws an instance, and tasks that come to it and are stopped.
func draw(r chance) *pair {
	p := &pair{host: Host{CPU: 2048, Memory: 7600, StartTimeout: 3 * time.Minute, Upfront: r.in(4)}}
	p.config = config.Config{
		Name: "difftest", Seed: 1, Own: map[string]config.TaskTimings{},
		Groups: []config.InstanceGroup{{
			Name: "host", InstanceType: "m5.large", Count: 1, Zones: []string{"a"}, InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7600, SlotsPlain: 20, SlotsTrunk: 20},
			DynamicRange: model.PortRange{First: 32768, Last: 60999}, Listeners: []model.HostPort{{Port: taken}}, Architecture: "x86_64", AgentVersion: "1.105.1", PullUpfront: p.host.Upfront,
		}},
		Subnets: []config.Subnet{{ID: "subnet", Zone: "a"}},
		Timings: config.Timings{
			SchedulerTick: 5 * time.Second, PlacementRetry: []time.Duration{time.Minute}, ENIAttachTimeout: 3 * time.Minute, StopTimeout: 30 * time.Second,
			ContainerStartTimeout: p.host.StartTimeout, MetricPeriod: time.Minute, UnhealthyThreshold: 2, HealthyThreshold: 5, ScaleInPoints: 15, ProvisioningExpiry: des.Endless(),
			PauseStart: des.Constant(r.upTo(5 * time.Second)), DependencyRun: des.Constant(r.upTo(40 * time.Second)),
		},
		Quotas: config.Quotas{ReservedPortsPerInstance: 100, ProvisioningPerCluster: 500},
	}
	for i := range 1 + r.IntN(6) {
		r.task(p, i)
	}
	slices.SortStableFunc(p.config.Events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
	return p
}

const (
	taken       = 9000 // a port that a process of the instance listens on
	proxyCPU    = 256
	proxyMemory = 64
)

// steps is what the steps of one definition's tasks take.
type steps struct{ pull, start, halt, proxy time.Duration }

// task draws a task definition, a call that runs one task of it, and perhaps its end.
func (r chance) task(p *pair, i int) {
	modes := []struct {
		ours   Mode
		theirs model.NetworkMode
	}{{Bridge, model.Bridge}, {HostMode, model.HostMode}, {Awsvpc, model.AWSVPC}}
	mode := modes[r.IntN(len(modes))]
	name := fmt.Sprint("t", i)
	own := steps{r.upTo(time.Minute), r.upTo(10 * time.Second), r.upTo(50 * time.Second), r.upTo(20 * time.Second)}
	if r.in(30) {
		own.start = p.host.StartTimeout + r.upTo(time.Minute) + 1
	}
	if r.in(5) {
		own.halt = never
	}
	td := model.TaskDefinition{Family: name, Revision: 1, NetworkMode: mode.theirs}
	given := Task{Mode: mode.ours, Pause: p.config.Timings.PauseStart.Mean(), Exit: never}
	if r.in(3) && mode.ours != HostMode && !(p.host.Upfront && mode.ours == Bridge) { // whose pulls wait for pauses in package sim
		proxy := ordinaryOf(model.ProxyName, own)
		proxy.Pull, proxy.Halt, proxy.Checked, proxy.Healthy = 0, 0, true, own.proxy
		given.Proxy = &proxy
	}
	r.containers(p, &td, &given, own)
	timings := config.TaskTimings{ImagePull: length(own.pull), ContainerStart: length(own.start), ApplicationStop: length(own.halt), ProxyReady: length(own.proxy)}
	if r.in(3) {
		given.Exit = 2*time.Second + r.upTo(2*time.Minute)
		timings.ExitAfter = length(given.Exit)
		timings.ExitCode = r.restart(p, &td, &given)
	}
	p.config.Own[td.Name()] = timings
	run := config.RunTask{Name: name, Group: name, Count: 1, At: des.Time(r.upTo(2 * time.Minute)), Forever: true, Use: config.Use{
		Task: i, ServiceConnect: model.ServiceConnect{Enabled: given.Proxy != nil, ProxyCPU: proxyCPU, ProxyMemory: proxyMemory},
	}}
	p.config.Tasks, p.config.RunTasks, p.tasks = append(p.config.Tasks, td), append(p.config.RunTasks, run), append(p.tasks, given)
	if !r.in(4) {
		e := config.NewEvent(run.At+des.Time(time.Millisecond+r.upTo(4*time.Minute)), config.StopTasks)
		e.TaskGroup = name
		p.config.Events = append(p.config.Events, e)
	}
}

// ordinaryOf is a container as the definition's steps have it.
func ordinaryOf(name string, own steps) Container {
	return Container{Name: name, Essential: true, Pull: own.pull, Start: own.start, Run: never, Halt: own.halt, StopTimeout: 30 * time.Second}
}

// containers draws the containers of a definition. What one waits for comes before it,
// so that what becomes of the others when one cannot start does not hang on their order.
func (r chance) containers(p *pair, td *model.TaskDefinition, given *Task, own steps) {
	if given.Proxy != nil {
		given.CPU, given.Memory = proxyCPU, proxyMemory
	}
	n := 1 + r.IntN(4)
	for i := range n {
		c := ordinaryOf(fmt.Sprint("c", i), own)
		their := model.Container{Name: c.Name, Essential: i == n-1 || !r.in(3), CPU: model.CPU(r.IntN(1500 / n)), Memory: model.MiB(6 + r.IntN(3000/n))}
		c.Essential = their.Essential
		given.CPU, given.Memory = given.CPU+int(their.CPU), given.Memory+int(their.Memory)
		if r.in(2) {
			their.StopTimeout = time.Millisecond + r.upTo(time.Minute)
			c.StopTimeout = their.StopTimeout
		}
		r.port(given, &their, &c, i)
		td.Containers, given.Containers = append(td.Containers, their), append(given.Containers, c)
		for on := range i {
			r.wait(p, td, given, i, on)
		}
	}
	if r.in(6) {
		r.logRouter(td, given)
	}
	r.giveUp(td, given)
}

// logRouter makes one of the containers the FireLens log router of others. It comes
// before them, so that nothing waits for each other.
func (r chance) logRouter(td *model.TaskDefinition, given *Task) {
	td.Containers[0].FireLens, given.Containers[0].FireLens = true, true
	for i := range td.Containers {
		if r.in(2) {
			td.Containers[i].LogDriver, given.Containers[i].LogsFireLens = "awsfirelens", true
		}
	}
}

// giveUp gives some containers a startTimeout that is over before anything can be
// HEALTHY or have exited. What the agent does when it is over after that, and what it
// says it does, are two things.
func (r chance) giveUp(td *model.TaskDefinition, given *Task) {
	for i := range given.Containers {
		c := &given.Containers[i]
		most := c.Run
		if c.Checked {
			most = min(most, c.Healthy)
		}
		if r.in(8) && most != never && most > 2*time.Millisecond {
			c.StartTimeout = most / 2
			td.Containers[i].StartTimeout = c.StartTimeout
		}
	}
}

// port has a container publish a port, or listen on it, perhaps one that is taken.
func (r chance) port(given *Task, their *model.Container, c *Container, i int) {
	if given.Mode == Awsvpc || !r.in(4) {
		return
	}
	port := uint16(8000 + 10*i + r.IntN(3))
	if r.in(4) && !slices.Contains(given.Ports, portName(taken)) {
		port, c.PortTaken = taken, true
	}
	given.Ports = append(given.Ports, portName(port))
	their.PortMappings = []model.PortMapping{{ContainerPort: port}}
	if given.Mode == Bridge {
		their.PortMappings[0].HostPort = port
	}
}

func portName(port uint16) string { return fmt.Sprintf("%d/tcp", port) }

// wait has a container wait for one before it.
func (r chance) wait(p *pair, td *model.TaskDefinition, given *Task, i, on int) {
	if !r.in(3) {
		return
	}
	their, c := &td.Containers[i], &given.Containers[i]
	dependency, d := &td.Containers[on], &given.Containers[on]
	condition := []string{"START", "COMPLETE", "SUCCESS", "HEALTHY", "link", "volumes"}[r.IntN(6)]
	switch condition {
	case "COMPLETE", "SUCCESS":
		dependency.Essential, d.Essential = false, false
		d.Run = p.config.Timings.DependencyRun.Mean()
	case "HEALTHY":
		if dependency.HealthCheck == nil {
			half := time.Millisecond / 2 // so that it is not HEALTHY at the moment of its exit
			dependency.HealthCheck = &model.HealthCheck{Interval: half + r.upTo(30*time.Second), Timeout: 5 * time.Second, Retries: 3}
			d.Checked, d.Healthy = true, dependency.HealthCheck.Interval
		}
	case "link":
		if given.Mode == Bridge {
			their.Links, c.Links = append(their.Links, dependency.Name+":alias"), append(c.Links, d.Name+":alias")
		}
		return
	case "volumes":
		if d.PortTaken || d.Start > p.host.StartTimeout {
			return // one that is being started when its source fails is STOPPED, and comes up
		}
		their.VolumesFrom, c.VolumesFrom = append(their.VolumesFrom, dependency.Name), append(c.VolumesFrom, d.Name)
		return
	}
	their.DependsOn = append(their.DependsOn, model.Dependency{Container: dependency.Name, Condition: condition})
	c.DependsOn = append(c.DependsOn, Edge{d.Name, condition})
}

// restart gives the first essential container a restart policy, in some cases one by
// which it is not restarted. It returns the code with which it exits. Whether it has run
// long enough does not hang on whether that counts from its start, or from RUNNING.
func (r chance) restart(p *pair, td *model.TaskDefinition, given *Task) int {
	main := slices.IndexFunc(given.Containers, func(c Container) bool { return c.Essential })
	c := &given.Containers[main]
	c.ExitCode = r.IntN(3)
	if r.in(2) {
		policy := model.RestartPolicy{Enabled: !r.in(6), AttemptPeriod: max(given.Exit-r.upTo(given.Exit), time.Millisecond)}
		if r.in(4) {
			policy.AttemptPeriod = 24 * time.Hour
		}
		if r.in(3) {
			policy.IgnoredExitCodes = []int{0, 2}
		}
		td.Containers[main].Restart = &policy
		if policy.Enabled {
			c.Restart = &Restart{Period: policy.AttemptPeriod, Ignored: policy.IgnoredExitCodes}
		}
		p.host.Until = 20 * time.Minute // such a task may be restarted for ever
		p.config.Duration = des.Time(p.host.Until)
	}
	return c.ExitCode
}

func length(d time.Duration) *des.Dist {
	x := des.Constant(d)
	if d == never {
		x = des.Endless()
	}
	return &x
}
