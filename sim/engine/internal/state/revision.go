package state

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Revision is one task definition as a service or a RunTask request runs it: a
// service revision of ECS. Tasks of a revision are alike.
type Revision struct {
	Workload   event.WorkloadID
	Definition int // into Config.Tasks
	Network    model.Network
	Claim      model.Claim
	Shape      ShapeID   // of launch type EC2
	Queues     []QueueID // by item of the capacity provider strategy: into Cluster.Queues
	ZoneShapes []ZoneShape

	ImagePull, ContainerStart, ApplicationReady, ExitAfter, ApplicationStop, ProxyReady des.Dist

	OwnImagePull, OwnContainerStart bool // given for the definition

	StopTimeout    time.Duration        // SIGTERM to SIGKILL, the longest of its containers
	Plan           []ContainerPlan      // of several containers, or one and a proxy; nil = a single one
	Simple         bool                 // a single container without a restart policy
	Ordered        bool                 // some containers wait for others
	Restart        *model.RestartPolicy // of the container that exits: the first essential one
	ExitCode       int
	RestartsAlways bool          // Restart restarts it whenever it exits
	MainContainer  string        // name of the container that exits
	MainPlace      int           // place of the container that exits in the definition
	Unanswered     uint8         // whose health checks no port of its tasks answers: bit n is of its service's nth target group
	CheckInterval  time.Duration // interval of the slowest container health check; 0 = none
	CheckPatience  time.Duration // from the start until the first container that never passes its check is UNHEALTHY
	Recheck        Recheck       // of the container that is UNHEALTHY first where the checks of all fail later
	TargetPorts    []TargetPort  // of its targets, one for each target group of its service
}

// ZoneShape is a revision's shape confined to one availability zone, and to one
// capacity provider's instances, for rebalancing.
type ZoneShape struct {
	Zone  string
	Queue QueueID // None = launch type EC2
	Shape ShapeID
}

// SetTimings resolves what the steps of a task's life take for this definition.
func (r *Revision) SetTimings(c *config.Config, td *model.TaskDefinition, serviceConnect bool) {
	t, own := &c.Timings, c.Own[td.Name()]
	pick := func(all des.Dist, one *des.Dist) des.Dist {
		if one != nil {
			return *one
		}
		return all
	}
	r.ImagePull, r.ContainerStart = pick(t.ImagePull, own.ImagePull), pick(t.ContainerStart, own.ContainerStart)
	r.OwnImagePull, r.OwnContainerStart = own.ImagePull != nil, own.ContainerStart != nil
	r.ApplicationReady, r.ApplicationStop = pick(t.ApplicationReady, own.ApplicationReady), pick(t.ApplicationStop, own.ApplicationStop)
	r.ExitAfter, r.ExitCode = pick(des.Endless(), own.ExitAfter), own.ExitCode
	if main := slices.IndexFunc(td.Containers, func(c model.Container) bool { return c.Essential }); main >= 0 {
		r.Restart, r.MainContainer, r.MainPlace = td.Containers[main].Restart, td.Containers[main].Name, main
		r.RestartsAlways = r.Restart.Restarts(r.ExitCode, r.ExitAfter.Min())
	}
	if serviceConnect {
		r.ProxyReady = pick(t.ProxyReady, own.ProxyReady)
	}
	for _, x := range td.Containers {
		stop := x.StopTimeout
		if stop == 0 {
			stop = t.StopTimeout
		}
		r.StopTimeout = max(r.StopTimeout, stop)
		if h := x.HealthCheck; h != nil {
			r.CheckInterval = max(r.CheckInterval, h.Interval)
			patience := h.StartPeriod + time.Duration(h.Retries)*h.Interval
			if r.CheckPatience == 0 || patience < r.CheckPatience {
				r.CheckPatience = patience
			}
			if x := (Recheck{h.Interval, h.Retries}); r.Recheck.Every == 0 || x.lasts() < r.Recheck.lasts() {
				r.Recheck = x
			}
		}
	}
}

// StaticPorts lists the host ports of a revision's tasks that are not chosen on the instance,
// those that no scheduler counts included.
func (r *Revision) StaticPorts() []model.HostPort {
	ports := slices.Clone(r.Network.HostPorts)
	for _, p := range r.Network.Published {
		if !slices.Contains(ports, p.Host) {
			ports = append(ports, p.Host)
		}
	}
	return ports
}

// StoppedText is the stopped reason of a task of the revision, in ECS's words. The revision
// may be nil where the reason names no containers.
func (r *Revision) StoppedText(why model.StoppedReason) string {
	return why.Text(func(container int) string { return r.Plan[container].Name })
}

// Lacks is what a task of the revision that has stopped lacked and ECS does not count; Fits where
// it stopped for another cause. That a port is taken on which its container only listens is no lack.
func (r *Revision) Lacks(why model.StoppedReason) model.Reason {
	lack := why.Lacks()
	if lack == model.ReasonPorts && len(r.Network.Published) == 0 {
		return model.Fits
	}
	return lack
}

// Sum adds two lengths of time; one that is endless makes the sum endless.
func Sum(a, b time.Duration) time.Duration { return time.Duration(des.Time(a).Add(b)) }

// Endless reports whether a step never ends.
func Endless(d des.Dist) bool {
	length, always := d.IsConstant()
	return always && length == des.Forever
}
