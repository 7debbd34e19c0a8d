package sim

// Report is the outcome of one run: data only, in the shape of the JSON output.
// Times are seconds from the start of the run. A nil number means that there is
// none: no price known, no limit, nothing that happened.
type Report struct {
	Scenario         string  `json:"scenario"`
	Title            string  `json:"title,omitempty"`
	Lesson           string  `json:"lesson,omitempty"`
	Seed             uint64  `json:"seed"`
	Setup            string  `json:"setup,omitempty"`
	SimulatedSeconds float64 `json:"simulatedSeconds"`

	Tasks     Tasks            `json:"tasks"`
	Refusals  []Refusal        `json:"refusals"`
	Failures  []Failure        `json:"failures"`
	Services  []ServiceReport  `json:"services"`
	RunTasks  []RunTaskReport  `json:"runTasks"`
	Instances []InstanceReport `json:"instances"`
	Subnets   []SubnetReport   `json:"subnets"`

	CapacityProviders []ProviderReport    `json:"capacityProviders"`
	TargetGroups      []TargetGroupReport `json:"targetGroups"`
	InstanceHours     float64             `json:"instanceHours"` // launch to termination or the end, all instances
	USD               *float64            `json:"usd"`           // their price; nil where one is not known

	Unreachable []Unreachable  `json:"unreachable"`
	Firewall    FirewallReport `json:"firewall"`

	Density       Density       `json:"density"`
	PortConflicts PortConflicts `json:"portConflicts"`
	ENIExhaustion ENIExhaustion `json:"eniExhaustion"`

	TimeToPlace   Times `json:"timeToPlaceSeconds"`
	TimeToRunning Times `json:"timeToRunningSeconds"`

	Bound       *Bound   `json:"bound"` // the limit that the busiest host class meets first
	Warnings    []string `json:"warnings"`
	DataDate    string   `json:"dataDate"`
	Fingerprint string   `json:"fingerprint"` // of the run's trace of events
	Work        int      `json:"-"`           // what the run has cost, in events
}

// Tasks counts what became of every task asked for. Requested = RunTask's tasks
// and services' desired counts, a daemon's one per eligible host.
type Tasks struct {
	Requested   int `json:"requested"`
	Placed      int `json:"placed"` // on an instance at the end, or run to its end
	Running     int `json:"running"`
	Waiting     int `json:"waiting"`     // still wanted by a service at the end
	Refused     int `json:"refused"`     // refused by RunTask for good
	Failed      int `json:"failed"`      // accepted, then stopped by a failure
	Unreachable int `json:"unreachable"` // running, but cut off by a firewall
}

// Refusal counts the refusals with one reason.
type Refusal struct {
	Reason   string `json:"reason"`
	Tasks    int    `json:"tasks"`    // unplaced at the end, their last try ended with it
	Attempts int    `json:"attempts"` // tries that ended with it
	Message  string `json:"message"`  // the first such service event or RunTask failure
}

// Failure counts the tasks that were accepted and then stopped with one reason.
type Failure struct {
	StoppedReason string `json:"stoppedReason"`
	Tasks         int    `json:"tasks"`
}

// ServiceReport is one service at the end of the run.
type ServiceReport struct {
	ServiceName string       `json:"serviceName"`
	Desired     int          `json:"desired"`
	Running     int          `json:"running"`
	Placed      int          `json:"placed"`
	Waiting     int          `json:"waiting"`
	NetworkMode string       `json:"networkMode"`
	Daemon      bool         `json:"daemon,omitempty"`
	LastReason  string       `json:"lastReason,omitempty"` // why the last try to place failed, or what keeps the capacity provider that tasks wait for from launching; empty when all are placed
	Events      []string     `json:"events"`               // service events in ECS's words, duplicates suppressed
	Deployments []Deployment `json:"deployments"`
	// Scaling is the steps of service auto scaling; nil where it has none.
	Scaling []DesiredStep `json:"scaling,omitempty"`
}

// Verdicts of deployments.
const (
	Completed  = "COMPLETED"
	InProgress = "IN_PROGRESS" // time ran out while it still moved
	Stuck      = "STUCK"       // nothing that it may do can happen as things stand
	Failed     = "FAILED"      // its circuit breaker ended it
	RolledBack = "ROLLED_BACK" // and the service went back to the revision before
)

// Deployment is a deployment that started during the run; the creation of a
// service is one.
type Deployment struct {
	TaskDefinition string   `json:"taskDefinition"`
	Verdict        string   `json:"verdict"`
	Creation       bool     `json:"creation,omitempty"`     // the first of its service, which it creates
	Forced         bool     `json:"forced,omitempty"`       // forceNewDeployment
	Superseded     bool     `json:"superseded,omitempty"`   // another one started before it was over; its verdict is that of the moment
	RolledBackTo   string   `json:"rolledBackTo,omitempty"` // the revision that a circuit breaker went back to
	StartedAt      float64  `json:"startedAt"`
	Desired        int      `json:"desired"`
	Lower          int      `json:"lower"` // healthy tasks that it has to leave running
	Upper          int      `json:"upper"` // tasks that there may be from PROVISIONING to RUNNING
	Minimum        int      `json:"minimumHealthyPercent"`
	Maximum        int      `json:"maximumPercent"`
	LowestRunning  int      `json:"lowestRunning"` // of all revisions
	PeakTasks      int      `json:"peakTasks"`     // PROVISIONING to RUNNING, of all revisions
	Rounds         int      `json:"rounds"`        // passes that placed a new task that came to run
	FailedTasks    int      `json:"failedTasks"`
	Seconds        *float64 `json:"seconds"` // start to COMPLETED; nil before
	// Of a STUCK deployment: since when, the rule in its way, in ECS's words, and the
	// smallest changes that unblock it.
	StuckAt   *float64 `json:"stuckAt"`
	BlockedBy string   `json:"blockedBy,omitempty"` // a reason, "deploymentConfiguration", or the status in which its tasks stay
	Message   string   `json:"message,omitempty"`
	Remedies  []Remedy `json:"remedies"`
	// RemediesBy is the end that the scenario sets, by which the deployment completes
	// under each of them; a longer run could do with less.
	RemediesBy *float64 `json:"remediesBy,omitempty"`
}

// Remedy is a change under which a deployment completes that is STUCK, or whose tasks
// fail for want of host ports or addresses, found by running the scenario with it.
type Remedy struct {
	Change string  `json:"change"` // hosts, maxSize, minimumHealthyPercent, maximumPercent, hostPort, ingressPortOverride, dynamicHostPortRange or cidrBlock
	Value  int     `json:"value"`  // hosts to add, the new size, the percentage, the host port, ports to add, the new prefix length
	Text   string  `json:"text"`
	Lowest int     `json:"lowestRunning"` // of the deployment under it
	Rounds int     `json:"rounds"`
	Time   float64 `json:"seconds"`
}

// RunTaskReport is one stream of RunTask requests at the end of the run.
type RunTaskReport struct {
	Name           string `json:"name"`
	TaskDefinition string `json:"taskDefinition"`
	NetworkMode    string `json:"networkMode"`
	Requested      int    `json:"requested"`
	Placed         int    `json:"placed"`
	Running        int    `json:"running"`
	Completed      int    `json:"completed"` // run to their end
	Refused        int    `json:"refused"`
	Failed         int    `json:"failed"`
	Waiting        int    `json:"waiting"` // PROVISIONING for want of a capacity provider's instances
	LastReason     string `json:"lastReason,omitempty"`
	// LastStoppedAt is when the last of its tasks ran to its end; nil = none has.
	LastStoppedAt *float64 `json:"lastStoppedAt"`
}

// InstanceReport is one container instance at the end of the run.
type InstanceReport struct {
	InstanceID       string              `json:"instanceId"`
	InstanceType     string              `json:"instanceType"`
	AvailabilityZone string              `json:"availabilityZone"`
	CapacityProvider string              `json:"capacityProvider,omitempty"`
	Status           string              `json:"status"` // REGISTERING, ACTIVE, DRAINING or INACTIVE
	Trunk            bool                `json:"trunk"`
	TrunkReason      string              `json:"trunkReason"` // why it has one or has none
	LaunchedAt       float64             `json:"launchedAt"`
	TerminatedAt     *float64            `json:"terminatedAt"`
	Tasks            int                 `json:"tasks"`
	BoundBy          *string             `json:"boundBy"`
	NextBound        *string             `json:"nextBound"`
	Resources        map[string]Resource `json:"resources"`     // CPU (units), MEMORY (MiB), ENI (task slots), PORTS (reserved), GPU, DYNAMIC_PORTS (of the range, where tasks ask for such)
	DynamicPorts     int                 `json:"dynamicPorts"`  // dynamic host ports in use
	DynamicRanges    string              `json:"dynamicRanges"` // which, tcp and udp together: "32768-32770, 32775"; "none"
	PauseContainers  int                 `json:"pauseContainers"`
	BridgePorts      int                 `json:"bridgePorts"` // docker0 ports in use
}

// Resource is what is used and what there is of one resource of an instance.
type Resource struct {
	Used  int `json:"used"`
	Total int `json:"total"`
}

// ProviderReport is one capacity provider. Instances are those launched and not
// terminated.
type ProviderReport struct {
	Name       string  `json:"name"`
	Instances  int     `json:"instances"`
	Peak       int     `json:"peak"`
	Launched   int     `json:"launched"`
	Terminated int     `json:"terminated"`
	Waiting    int     `json:"waiting"`     // tasks in PROVISIONING for want of room
	Metric     float64 `json:"reservation"` // CapacityProviderReservation, last computed; percent
	Excluded   int     `json:"excluded"`    // of Waiting: tasks too large for the group's smallest type
	Desired    int     `json:"desired"`     // the group's desired count
	// BoundBy and Message say what keeps the group from the instances that it lacks or
	// that tasks wait for; nil where nothing does.
	BoundBy *string `json:"boundBy"`
	Message string  `json:"message,omitempty"`
	// Needless counts the steps from no instance that no task needed: the metric of an
	// empty group is 100, and its target lower.
	Needless int           `json:"needlessSteps"`
	Steps    []ScalingStep `json:"steps"`
}

// DesiredStep is one change of a service's desired count by service auto scaling; At is in
// seconds.
type DesiredStep struct {
	At     float64 `json:"at"`
	Metric float64 `json:"metric"`
	From   int     `json:"from"`
	To     int     `json:"to"`
}

// ScalingStep is one change of an Auto Scaling group's desired count.
type ScalingStep struct {
	At     float64 `json:"at"`
	Metric float64 `json:"metric"`
	From   int     `json:"from"`
	To     int     `json:"to"`
	// FailedLaunches are those of the step that failed at once; BoundBy and Message say
	// what was in the way of the first of them.
	FailedLaunches int    `json:"failedLaunches,omitempty"`
	BoundBy        string `json:"boundBy,omitempty"`
	Message        string `json:"message,omitempty"`
}

// TargetGroupReport counts the targets of one target group.
type TargetGroupReport struct {
	TargetGroup string `json:"targetGroup"`
	TargetType  string `json:"targetType"` // instance or ip
	Registered  int    `json:"registered"` // draining ones too
	Healthy     int    `json:"healthy"`
	Draining    int    `json:"draining"`
	Peak        int    `json:"peak"`
	Replaced    int    `json:"replaced"` // tasks replaced because their target was unhealthy
}

// SubnetReport counts a subnet's addresses: those of primary, trunk and task
// interfaces. Usable is nil where the file sets no address range.
type SubnetReport struct {
	SubnetID         string `json:"subnetId"`
	AvailabilityZone string `json:"availabilityZone"`
	Usable           *int   `json:"usable"`
	Used             int    `json:"used"`
	Peak             int    `json:"peak"`
}

// Density is tasks a host at the end of the run, and what a task costs.
type Density struct {
	TasksPerInstance MeanMax  `json:"tasksPerInstance"`
	USDPerTaskHour   *float64 `json:"usdPerTaskHour"` // all instances' price over running tasks
	USDPerHour       *float64 `json:"usdPerHour"`
}

// MeanMax is a mean and a largest value.
type MeanMax struct {
	Mean float64 `json:"mean"`
	Max  int     `json:"max"`
}

// PortConflicts counts tries refused for a static port, tasks that failed to
// bind one, and both by port.
type PortConflicts struct {
	Refused int            `json:"refused"`
	Failed  int            `json:"failed"`
	ByPort  []PortConflict `json:"byPort"`
}

// PortConflict counts the conflicts over one port.
type PortConflict struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
	Times    int    `json:"times"`
}

// ENIExhaustion tells where and how long attachment slots had run out.
type ENIExhaustion struct {
	Refused         int      `json:"refused"`         // tries refused with RESOURCE:ENI
	InstancesFull   int      `json:"instancesFull"`   // without a free slot at the end
	FirstAt         *float64 `json:"firstAt"`         // the first such refusal
	InstanceSeconds float64  `json:"instanceSeconds"` // instances without a free slot, over time
}

// Times summarises durations in seconds. A quantile is the smallest value with at
// least that share at or below it; within 1/512 of it where a run has more than
// 4,096 distinct values.
type Times struct {
	Count int     `json:"count"`
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

// Bound names the limit that stops the next task of the workload that last found no
// room in the whole run (refused, or failed for want of host ports or addresses) or,
// where all found it, was last placed, on the hosts that it could use; or, where tasks
// wait for a capacity provider that launches no more instances, what keeps it from that,
// and then what they lack on its instances.
type Bound struct {
	Workload  string `json:"workload"` // service or RunTask stream
	BoundBy   string `json:"boundBy"`
	NextBound string `json:"nextBound"`
	Hosts     int    `json:"hosts"` // hosts where BoundBy binds; 0 where it keeps a capacity provider from launching
}

// Diagnosis is why a task of one workload was refused, host by host.
type Diagnosis struct {
	Workload string          `json:"workload"`
	At       float64         `json:"at"`    // seconds, of the last refusal
	Tasks    int             `json:"tasks"` // still unplaced at the end of the run; of a deployment, those that it may start
	Reason   string          `json:"reason"`
	Message  string          `json:"message"`
	Hosts    []HostDiagnosis `json:"hosts"`              // equal hosts folded, closest first
	Remedies []string        `json:"remedies"`           // smallest changes that let the task in; empty = none can
	Hopeless string          `json:"hopeless,omitempty"` // why nothing on these hosts can
	// Failed says that ECS placed the tasks and they failed for want of what it does not
	// count: Tasks are those that do not run, Message is their stopped reason.
	Failed bool `json:"failed,omitempty"`
}

// HostDiagnosis is a set of hosts in the same state.
type HostDiagnosis struct {
	Instances []string `json:"instances"` // up to three of them
	Count     int      `json:"count"`
	Checks    []Check  `json:"checks"`
	Reason    string   `json:"reason"` // of the first check that failed
	Lift      string   `json:"lift"`   // smallest change that lets the task in here; "" = none
}

// Check is one check of a host: what the task needs and what the host has.
type Check struct {
	Check string `json:"check"`
	Have  string `json:"have"`
	Need  string `json:"need"`
	OK    bool   `json:"ok"`
}

// Comparison is the same workload and the same chance under several setups.
type Comparison struct {
	Scenario string        `json:"scenario"`
	Seed     uint64        `json:"seed"`
	Setups   []SetupResult `json:"setups"`
	Fargate  *FargateLine  `json:"fargate"`
	DataDate string        `json:"dataDate"`
}

// SetupResult is one setup of a Comparison. Result is nil where ECS would refuse
// the workload under the setup; NotPossible says why.
type SetupResult struct {
	Setup           string  `json:"setup"`
	Result          *Report `json:"result"`
	NotPossible     string  `json:"notPossible,omitempty"`
	HostsNeeded     *int    `json:"hostsNeeded"`
	LowerBoundHosts *int    `json:"lowerBoundHosts"`
	LowerBoundBy    string  `json:"lowerBoundBy,omitempty"` // the resource that proves the bound, by the widest margin
	// LowerBoundProvedBy are all resources that prove it, each alone.
	LowerBoundProvedBy []string `json:"lowerBoundProvedBy"`
	BoundBy            string   `json:"boundBy,omitempty"` // of the packed hosts: what stops the next task
	NextBound          string   `json:"nextBound,omitempty"`
	NeverPlaceable     string   `json:"neverPlaceable,omitempty"` // why no number of hosts suffices
	USDPerHour         *float64 `json:"usdPerHour"`
	TasksPerHost       *float64 `json:"tasksPerHost"`   // daemons' included, on the hosts needed
	Note               string   `json:"note,omitempty"` // what the hosts needed leave out of account
}

// FargateLine is the workload's price on Fargate, each task rounded up to a size
// that Fargate sells.
type FargateLine struct {
	Tasks      int      `json:"tasks"`
	USDPerHour *float64 `json:"usdPerHour"`
	Note       string   `json:"note,omitempty"`
}

// DensityRow is how many tasks of one kind fit on one instance of one type.
type DensityRow struct {
	InstanceType   string          `json:"instanceType"`
	Setup          string          `json:"setup"`
	Tasks          int             `json:"tasks"`
	BoundBy        *string         `json:"boundBy"`
	NextBound      *string         `json:"nextBound"`
	Limits         map[string]*int `json:"limits"` // CPU, MEMORY, ENI, PORTS, DYNAMIC_PORTS, BRIDGE, ADDRESSES (and GPU where the task wants one); nil = no limit
	USDPerTaskHour *float64        `json:"usdPerTaskHour"`
	NotPossible    string          `json:"notPossible,omitempty"`
	Note           string          `json:"note,omitempty"`
}
