package engine

import (
	"context"
	"fmt"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/film"
)

// This file is the bridge from tests that stand outside, where the observers are that report,
// to what only tests inside see: the recounts of the ledgers (check*_test.go) and what the
// engine decides by.

// RunAsIs is Run of a Config that need not be valid: small worlds leave out what they are not
// about, such as names that differ.
func RunAsIs(ctx context.Context, c *config.Config, run int, observers ...Observer) (*View, error) {
	return simulate(ctx, c, run, nil, observers...)
}

// AfterEach is an observer that calls a function after each entry of the agenda that a run has
// handled, when all ledgers agree again.
func AfterEach(do func(v *View)) Viewer {
	return &hook{begin: func(v *View) {
		before := v.k.afterEvent
		v.k.afterEvent = func(k *cluster) {
			if before != nil {
				before(k)
			}
			do(v)
		}
	}}
}

// Recounter is an observer that recounts all ledgers after each entry of the agenda, holds the
// scene that the run's events tell of to them, and fails the test where they disagree.
type Recounter struct {
	folder
	guards bool
	seldom bool // on a large cluster it compares now and then
}

// Recount returns a Recounter.
func Recount(t testing.TB) *Recounter { return &Recounter{folder: folder{t: t}} }

// Guard is Recount that compares the run, too, with what it was before each entry, and that ends
// the test where the run does not end.
func Guard(t testing.TB) *Recounter { return &Recounter{folder: folder{t: t}, guards: true} }

// Fold is Recount that on a large cluster looks now and then.
func Fold(t testing.TB) *Recounter { return &Recounter{folder: folder{t: t}, seldom: true} }

// Begin has the run recounted.
func (x *Recounter) Begin(v *View) {
	x.Scene, x.addresses = film.NewScene(v.Config()), address.NewBook(v.Config())
	before, entries := v.k.afterEvent, 0
	v.k.afterEvent = func(k *cluster) {
		if entries++; x.seldom && entries%(1+k.Tasks.Len()/20) != 0 {
			return
		}
		if err := k.check(); err != nil {
			x.t.Fatalf("at %v: %v", v.Now(), err)
		}
		if err := k.foldError(x.Scene); err != nil {
			x.t.Fatalf("at %v: %v", v.Now(), err)
		}
		if err := k.addressError(v.Config(), x.addresses); err != nil {
			x.t.Fatalf("at %v: %v", v.Now(), err)
		}
		if before != nil {
			before(k)
		}
	}
	x.begun = func() {
		if x.guards {
			v.k.watch(x.t)
		}
	}
}

// AtStart is an observer that calls a function when all is there that the scenario begins with,
// before anything happens.
func AtStart(do func(v *View)) Viewer { return &hook{started: do} }

// hook calls functions at the beginning of a run.
type hook struct {
	view           *View
	begin, started func(v *View)
}

func (x *hook) Begin(v *View) {
	if x.view = v; x.begin != nil {
		x.begin(v)
	}
}

func (x *hook) Wants() event.Kinds { return event.KindsOf(event.RunStarted) }

func (x *hook) On(*event.Event) {
	if x.started != nil {
		x.started(x.view)
	}
}

// Fetch has the memory deliver what the next entries will touch, which decides nothing.
func (v *View) Fetch() { v.k.prefetch() }

// RepeatsForever reports whether in a run without a duration all that goes on would do so forever.
func (v *View) RepeatsForever() bool {
	return v.k.Config.Duration == 0 && v.k.outlook.RepeatsForever()
}

// Pending is how many entries of the agenda keep the run alive.
func (v *View) Pending() int { return v.k.LiveEvents }

// QueuedTasks is how many tasks wait for capacity providers.
func (v *View) QueuedTasks() int { return v.k.QueuedTasks }

// RestsInProgress lists the services whose deployment is IN_PROGRESS though the run has come to
// rest.
func (v *View) RestsInProgress() (names []string) {
	for n, d := range v.k.Deployments {
		w := &v.k.Workloads[d.Workload]
		if w.Service != nil && d.Verdict == "" && v.OpenDeployment(d.Workload) == event.DeploymentID(n) &&
			v.k.isOver() && !v.k.outlook.RepeatsForever() && v.k.UnfollowedExits == 0 {
			names = append(names, fmt.Sprintf("%s: %+v", w.Name, w.Pass))
		}
	}
	return names
}

// ChosenPorts lists the dynamic ports of a task, the last one chosen first.
func (v *View) ChosenPorts(i event.TaskID) (ports []int) {
	for at := v.k.Tasks.At(i).Ports; at >= 0; at = v.k.Sockets.Nodes[at].Next {
		ports = append(ports, int(v.k.Sockets.Nodes[at].Port))
	}
	return ports
}

// WorkloadOf is the service or RunTask request of a task.
func (v *View) WorkloadOf(i event.TaskID) event.WorkloadID {
	return v.k.Cluster.WorkloadOf(v.k.Tasks.At(i))
}

// Publishes reports whether Docker publishes a port of an instance.
func (v *View) Publishes(h event.InstanceID, p model.HostPort) bool {
	return v.k.Sockets.Instances[h].Docker.Published(p.Protocol).Has(p.Port)
}

// Listens reports whether something listens on a port of an instance.
func (v *View) Listens(h event.InstanceID, p model.HostPort) bool {
	return v.k.Sockets.Instances[h].Listeners[p.Protocol].Has(p.Port)
}

// Devices is how many interfaces of tasks an instance has.
func (v *View) Devices(h event.InstanceID) int { return int(v.k.Instances[h].Devices) }

// PortMask is some host ports as claims have them.
func (v *View) PortMask(ports ...model.HostPort) []uint64 { return v.k.PortTable.Mask(ports) }

// Hold has the agent of an instance hold a claim of no task.
func (v *View) Hold(h event.InstanceID, claim *model.Claim) { v.k.Hosts.AgentTake(int32(h), claim) }

// LetGo has the agent of an instance give it back, and start what waits for it.
func (v *View) LetGo(h event.InstanceID, claim *model.Claim) {
	v.k.Hosts.AgentRelease(int32(h), claim)
	v.k.wakeQueue(h)
}

// AgentFits reports whether the agent of an instance has room for a claim.
func (v *View) AgentFits(h event.InstanceID, claim *model.Claim) bool {
	return v.k.Hosts.AgentFits(int32(h), claim)
}

// Check recounts all ledgers.
func (v *View) Check() error { return v.k.check() }

// Starting reports whether tasks on an instance have still to be given their ports.
func (v *View) Starting(h event.InstanceID) bool {
	for i := range v.k.Tasks.All() {
		if t := v.k.Tasks.At(i); t.Instance == h && t.State <= event.Pending && !t.Is(state.DesiredStopped) {
			return true
		}
	}
	return false
}

// GiveDynamicPorts starts tasks on an instance until none gets its ports however often it tries,
// and returns how many did.
func (v *View) GiveDynamicPorts(h event.InstanceID, requests []model.DynamicMapping) (n int32) {
	net := &model.Network{Dynamic: requests}
	for tries := 0; tries < 200; tries++ {
		x := &state.Task{Instance: h, Ports: event.None}
		if _, ok := v.k.Sockets.Choose(x, net, state.AllContainers); !ok {
			continue
		}
		if _, ok := v.k.Sockets.Open(v.k.Hosts, x, net, state.AllContainers, 0, 0); ok {
			n, tries = n+1, -1
		}
	}
	return n
}

// RepeatLimit is after how many failures in a row a run without a duration goes on no more for the
// next.
const RepeatLimit = state.RepeatLimit

// Possible is nil where what a scenario begins with can be.
func Possible(c *config.Config) error {
	_, err := newCluster(patience{ctx: context.Background()}, c, 0)
	return err
}

// Looks is how often the run has looked at a task or service where it looked at many.
func (v *View) Looks() int { return v.k.TasksLookedAt + v.k.outlook.Looks }
