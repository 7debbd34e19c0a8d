package engine

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// cluster is the container instances, services and RunTask streams of one run,
// and the handlers that move them. Everything that exists once a task or once an
// instance is a plain record in a slice, named by its index.
type cluster struct {
	config  *config.Config
	clock   des.Clock
	streams des.Streams
	trace   des.Trace
	end     des.Time
	live    int // pending events that are a reason for the run to go on
	serving int // of live: of services' tasks
	exits   int // pending exits of tasks that are none
	repeats int // of live and exits: exits of containers that are restarted each time
	hosting int // of live: what happens to instances and may make room
	script  int // of those, what the scenario has planned: requests, arrivals and its events
	changes int // moments at which a refused try might do better
	freed   int // of those, when a task that had run gave something back

	table    *model.PortTable
	hosts    *model.Hosts
	fleet    *placement.Fleet
	info     []instance // by host
	sockets  sockets
	walls    walls
	subnets  []model.Addresses
	zones    []zoneInterfaces
	zoneOf   []int32 // into zones, by subnet
	eniQuota bool    // the quota of network interfaces holds

	calls calls
	gpus  gpus

	launches []int                          // instances ever launched, by group
	booting  int                            // instances launched and not registered
	trunking bool                           // awsvpcTrunking as it stands
	failed   map[string]bool                // availability zones
	alike    map[hostKind]map[string]string // attributes of instances
	dues     map[emptyHost]model.Claim      // what daemons take from an instance that may be launched, as far as asked for

	tasks     des.Slots[taskID, task]
	inner     map[taskID]*containers // by task: those of several containers while not all of them run
	spare     []*containers          // records to use again
	work      []workload             // services, then RunTask streams, each in file order
	revs      []*revision
	deps      []*deployment
	targets   []targetGroup
	providers []provider
	lanes     []lane
	queued    int      // tasks that wait for a capacity provider
	pumped    int      // changes when they were last tried
	daemons   []workID // services
	followers bool     // one of them follows other tasks
	followed  int      // changes when those were last woken
	judgedAt  int      // changes when deployments were last judged at rest
	hoped     bool     // the last deadlock was none because of tasks that may go
	doubtful  bool     // services have been stuck or failed again and again
	glances   int      // at tasks, by those who look at all of them
	stirring  int      // a service that was the reason not to be at rest; most likely it still is
	busiest   int      // the service last seen with something under way
	scratch   des.Scratch
	soon      []hostID // hosts of the next events
	touched   int32    // so that looking at them is not optimized away
	measure   measure
	warnings  []string

	log        func(Entry)                 // the event log; nil = none
	afterEvent func(*cluster)              // for tests
	onRefusal  func(w workID)              // for Explain
	onLack     func(w workID, why failure) // likewise: a placed task fails for want of what ECS does not count
}

// newCluster registers the scenario's container instances and prepares its
// services and RunTask streams. The error names an instance or subnet that cannot
// be as the scenario says.
func newCluster(c *config.Config, run int) (*cluster, error) {
	if over := c.OverQuota(); len(over) > 0 {
		return nil, &ImpossibleError{over[0].Text}
	}
	k := &cluster{config: c, streams: des.NewStreams(c.Seed, run), failed: map[string]bool{}, alike: map[hostKind]map[string]string{}, dues: map[emptyHost]model.Claim{}, inner: map[taskID]*containers{}, pumped: -1, judgedAt: -1}
	k.walls = walls{config: c, places: map[placeKey][]guard{}}
	k.table = model.NewPortTable(staticPorts(c))
	k.hosts = model.NewHosts(k.table.Words())
	if err := k.tellGPUsApart(); err != nil {
		return nil, err
	}
	opts := PlacementOptions(c)
	opts.Ports = k.table
	k.fleet = placement.NewFleet(k.hosts, opts)
	k.subnets = make([]model.Addresses, len(c.Subnets))
	for i, s := range c.Subnets {
		k.subnets[i] = s.Network.Addresses()
	}
	k.addZones()
	if err := k.addWork(); err != nil {
		return nil, err
	}
	k.addTargets()
	k.addScaling()
	k.measure.init()
	if err := k.firstInstances(); err != nil {
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

// requested is the number of tasks asked for so far.
func (k *cluster) requested() int {
	n := 0
	for i := range k.work {
		n += k.work[i].requested
	}
	return n
}

// ImpossibleError says why the container instances of a scenario cannot be as it
// says: a subnet too small for their own interfaces, a quota that they are over.
type ImpossibleError struct{ Why string }

// Error returns the reason.
func (e *ImpossibleError) Error() string { return e.Why }

func impossible(format string, args ...any) error {
	return &ImpossibleError{fmt.Sprintf(format, args...)}
}
