package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/health"
	"ecssim/sim/engine/internal/outlook"
	"ecssim/sim/engine/internal/servicescaling"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/placement"
	"ecssim/sim/reach"
)

// cluster is one run: what there is, and the handlers that change it.
type cluster struct {
	state.Cluster
	patience
	streams des.Streams
	trace   des.Trace
	vpc     *reach.VPC
	outlook outlook.Outlook
	knownAt des.Time // what the outlook knows, if it knows anything

	spareContainers  []*state.Containers // records to use again
	queuesTriedAt    int                 // Changes when placeQueued last tried
	followers        bool                // some daemon has Workload.FollowsTasks
	followersWokenAt int                 // Changes when the followers were last woken
	judgedAt         int                 // Changes when all deployments were last judged; -1 = to be judged again
	scaling          *servicescaling.Scaling
	health           *health.Checks
	prefetched       []event.InstanceID // instances of the next entries of the agenda, as prefetch found them
	touched          int32              // a sum of what prefetch read, so that the reads are not optimized away

	notifier
	view View

	afterEvent func(*cluster) // for tests
}

// newCluster registers the scenario's container instances and prepares its
// services and RunTask requests. The error names an instance or subnet that cannot
// be as the scenario says.
func newCluster(p patience, c *config.Config, run int, observers ...Observer) (*cluster, error) {
	if over := c.OverQuota(); len(over) > 0 {
		return nil, &ImpossibleError{Why: over[0].Text}
	}
	k := &cluster{patience: p, streams: des.NewStreams(c.Seed, run), queuesTriedAt: -1, judgedAt: -1}
	k.Cluster = state.Cluster{
		Config: c, InAlarm: make([]bool, len(c.Alarms)), FailedZones: map[string]bool{}, KnownAttributes: map[state.InstanceKind]map[string]string{},
		DaemonClaims: map[state.EmptyInstance]model.Claim{}, Containers: map[event.TaskID]*state.Containers{},
		HostsDiffer: slices.ContainsFunc(c.Groups, func(g config.InstanceGroup) bool { return g.Timings != nil || g.Faults != config.HostFaults{} }),
	}
	k.view.k = k
	k.notifier.state = &k.Cluster
	k.listen(observers)
	k.vpc = reach.NewVPC(c)
	k.PortTable = model.NewPortTable(staticPorts(c))
	k.Hosts = model.NewHosts(k.PortTable.Words())
	if err := k.prepareGPUs(); err != nil {
		return nil, err
	}
	opts := PlacementOptions(c)
	opts.Ports = k.PortTable
	k.Fleet = placement.NewFleet(k.Hosts, opts)
	k.Subnets = make([]model.Addresses, len(c.Subnets))
	for i, s := range c.Subnets {
		k.Subnets[i] = s.Network.Addresses()
	}
	k.ZoneNames = c.ZoneNames()
	k.addZones()
	if err := k.addWorkloads(); err != nil {
		return nil, err
	}
	k.outlook = outlook.New(&k.Cluster)
	k.addTargetGroups()
	k.scaling = servicescaling.New(&k.Cluster, forScaling{k}, func(service string) *des.Stream { return k.streams.Stream("service", service, "load") })
	k.health = health.New(&k.Cluster, forHealth{forScaling{k}})
	if err := k.launchFirstInstances(); err != nil {
		return nil, err
	}
	k.begin()
	return k, nil
}

// staticPorts lists every static host port that a task of the scenario may take.
func staticPorts(c *config.Config) []model.HostPort {
	var ps []model.HostPort
	for i := range c.Events {
		if e := &c.Events[i]; e.Redefines() {
			ps = append(ps, c.Tasks[e.Task].StaticPorts(c.Services[e.Service].ServiceConnect)...)
		}
	}
	for i := range c.Services {
		ps = append(ps, c.Tasks[c.Services[i].Task].StaticPorts(c.Services[i].ServiceConnect)...)
	}
	for i := range c.RunTasks {
		ps = append(ps, c.Tasks[c.RunTasks[i].Task].StaticPorts(c.RunTasks[i].ServiceConnect)...)
	}
	return ps
}

// ImpossibleError says why the container instances of a scenario cannot be as it
// says: a subnet too small for their own interfaces, a quota that they are over.
type ImpossibleError struct {
	Why string

	// Instance is the container instance that Obstacle keeps from being launched; it
	// is for the caller of Run to say so in words. "" where Why says what cannot be.
	Instance string
	Obstacle event.Obstacle
}

// Error returns the reason.
func (e *ImpossibleError) Error() string {
	if e.Why == "" {
		return e.Instance + ": " + e.Obstacle.Reason.String()
	}
	return e.Why
}

func impossible(format string, args ...any) error {
	return &ImpossibleError{Why: fmt.Sprintf(format, args...)}
}
