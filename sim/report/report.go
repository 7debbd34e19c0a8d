// Package report is what a run reports, and what it answers when it is asked why a task was
// refused or who reaches whom: data only, in the shape of the JSON output. It knows no engine.
package report

// Report is the outcome of one run: data only, in the shape of the JSON output.
// Times are seconds from the start of the run. A nil number means that there is
// none: no price known, no limit, nothing that happened.
type Report struct {
	Scenario         string  `json:"scenario"`
	Title            string  `json:"title,omitempty"`
	Lesson           string  `json:"lesson,omitempty"`
	Seed             uint64  `json:"seed" report:"name"`
	Setup            string  `json:"setup,omitempty"`
	SimulatedSeconds float64 `json:"simulatedSeconds" report:"neither,unit=s"`

	Tasks     Tasks            `json:"tasks" report:"compare"`
	Refusals  []Refusal        `json:"refusals" report:"zero"`
	Failures  []Failure        `json:"failures" report:"zero"`
	Services  []ServiceReport  `json:"services"`
	RunTasks  []RunTaskReport  `json:"runTasks"`
	Instances []InstanceReport `json:"instances"`
	Subnets   []SubnetReport   `json:"subnets"`

	CapacityProviders []ProviderReport    `json:"capacityProviders"`
	TargetGroups      []TargetGroupReport `json:"targetGroups"`
	InstanceHours     float64             `json:"instanceHours" report:"worse,compare"` // launch to termination or the end, all instances
	USD               *float64            `json:"usd" report:"worse,unit=USD,compare"`  // their price; nil where one is not known
	PriceNote         string              `json:"priceNote,omitempty"`                  // of which of their types no price is known

	Unreachable []Unreachable  `json:"unreachable" report:"zero"`
	Firewall    FirewallReport `json:"firewall"`

	Density       Density       `json:"density"`
	PortConflicts PortConflicts `json:"portConflicts"`
	ENIExhaustion ENIExhaustion `json:"eniExhaustion"`

	TimeToPlace   Times `json:"timeToPlaceSeconds" report:"compare"`
	TimeToRunning Times `json:"timeToRunningSeconds" report:"compare"`

	Bound    *Bound   `json:"bound"` // the limit that the busiest host class meets first
	Warnings []string `json:"warnings"`
	// Findings are what a reader has to be told, most important first; nil where nobody asked
	// for them.
	Findings    []Finding `json:"findings,omitzero" report:"position"`
	DataDate    string    `json:"dataDate"`
	Fingerprint string    `json:"fingerprint"` // of the run's trace of events
	Work        int       `json:"-"`           // what the run has cost, in events

	// Expectations are what the scenario file expects of the run; empty where nobody has tested it.
	Expectations []Expectation `json:"expectations,omitempty"`

	// RemediesSearched says how changes were looked for under which deployments complete;
	// nil where none need one.
	RemediesSearched *RemedySearch `json:"remediesSearched,omitempty"`
}

// Expectation is something that a scenario file expects, and whether it holds.
type Expectation struct {
	That  string `json:"that" report:"id,called"` // the value that it is about, such as services.web.running
	Want  string `json:"want" report:"id"`        // such as 3 or at least 3
	Have  string `json:"have"`                    // as JSON writes it; nothing where the output has no such value
	Holds bool   `json:"holds"`
}

// String returns "services.web.running is 2, want 3".
func (e Expectation) String() string { return e.That + " is " + e.Have + ", want " + e.Want }

// Tasks counts what became of every task asked for. Requested = RunTask's tasks
// and services' desired counts, a daemon's one per eligible host.
type Tasks struct {
	Requested   int `json:"requested" report:"neither"`
	Placed      int `json:"placed" report:"better"` // on an instance at the end, or run to its end
	Running     int `json:"running" report:"better"`
	Waiting     int `json:"waiting" report:"worse"`     // still wanted by a service at the end
	Refused     int `json:"refused" report:"worse"`     // refused by RunTask for good
	Failed      int `json:"failed" report:"worse"`      // accepted, then stopped by a failure
	Unreachable int `json:"unreachable" report:"worse"` // running, but cut off by a firewall
}

// Refusal counts the refusals with one reason.
type Refusal struct {
	Reason   string `json:"reason" report:"id,called"`
	Tasks    int    `json:"tasks" report:"worse"`    // unplaced at the end, their last try ended with it
	Attempts int    `json:"attempts" report:"worse"` // tries that ended with it
	Message  string `json:"message"`                 // the first such service event or RunTask failure
}

// Failure counts the tasks that were accepted and then stopped with one reason.
type Failure struct {
	StoppedReason string `json:"stoppedReason" report:"id,called"`
	Tasks         int    `json:"tasks" report:"worse"`
}

// ServiceReport is one service at the end of the run.
type ServiceReport struct {
	ServiceName string       `json:"serviceName" report:"id,called"`
	Desired     int          `json:"desired" report:"neither"`
	Running     int          `json:"running" report:"better"`
	Placed      int          `json:"placed" report:"better"`
	Waiting     int          `json:"waiting" report:"worse"`
	NetworkMode string       `json:"networkMode"`
	Daemon      bool         `json:"daemon,omitempty"`
	LastReason  string       `json:"lastReason,omitempty"` // why the last try to place failed, or what keeps the capacity provider that tasks wait for from launching; empty when all are placed
	Events      []string     `json:"events"`               // service events in ECS's words, duplicates suppressed
	Deployments []Deployment `json:"deployments" report:"position"`

	// LowestRunning and LowestHealthy are the fewest RUNNING and the fewest healthy tasks since there
	// were as many as desired for the first time; nil where there never were.
	LowestRunning *int           `json:"lowestRunning" report:"better"`
	LowestHealthy *int           `json:"lowestHealthy" report:"better"`
	BelowDesired  float64        `json:"belowDesiredSeconds" report:"worse,unit=s"` // with fewer RUNNING than desired
	Interrupted   int            `json:"interrupted" report:"worse"`                // tasks that ran and that were not told to stop but for their health checks: unhealthy, exited or lost
	Zones         map[string]int `json:"zones" report:"neither"`                    // RUNNING tasks by availability zone
	// Headroom is how many more of its tasks fit; nil for a daemon, which has one on each instance.
	Headroom *Headroom `json:"headroom"`
	// Scaling is the steps of service auto scaling; nil where it has none.
	Scaling []DesiredStep `json:"scaling,omitempty" report:"position"`
}

// Headroom is how many more tasks of one workload fit on the container instances that there are
// at the end of the run, if no other workload takes any of the room.
type Headroom struct {
	Tasks     int     `json:"tasks" report:"better"`
	Hosts     int     `json:"hosts" report:"better"` // instances on which at least one more fits
	BoundBy   *string `json:"boundBy"`               // what ECS would say of the next one: what the closest instance lacks; nil where there is none
	NextBound *string `json:"nextBound"`             // what would stop it there if there were more of that
	// StoppedBy counts the instances by what stops the next task on each of them.
	StoppedBy []StoppedBy `json:"stoppedBy" report:"zero"`
	// Together is how many more fit where the other workloads that were asked about grow too: they take
	// turns, one task each. About 200,000 are counted in all; nil = it was not asked.
	Together *int `json:"together,omitempty" report:"better"`
	// Remedies are changes under which more fit, those that cost nothing first; nil = none was looked for.
	Remedies []FindingRemedy `json:"-"`
}

// StoppedBy counts instances on which the next task lacks the same.
type StoppedBy struct {
	Reason    string `json:"reason" report:"id,called"` // RESOURCE:ENI, ...
	Instances int    `json:"instances" report:"neither"`
}

// Verdicts of deployments.
const (
	Completed  = "COMPLETED"
	InProgress = "IN_PROGRESS" // time ran out while it still moved
	Stuck      = "STUCK"       // nothing that it may do can happen as things stand
	Failed     = "FAILED"      // its circuit breaker ended it
	RolledBack = "ROLLED_BACK" // and the service went back to the revision before
)

// BlockedByConfiguration is the rule in the way of a deployment that may neither stop nor
// start a task: a value of Deployment.BlockedBy.
const BlockedByConfiguration = "deploymentConfiguration"

// Deployment is a deployment that started during the run; the creation of a
// service is one.
type Deployment struct {
	TaskDefinition string   `json:"taskDefinition" report:"called"`
	Verdict        string   `json:"verdict" report:"times"`
	Creation       bool     `json:"creation,omitempty"`     // the first of its service, which it creates
	Forced         bool     `json:"forced,omitempty"`       // forceNewDeployment
	Superseded     bool     `json:"superseded,omitempty"`   // another one started before it was over; its verdict is that of the moment
	RolledBackTo   string   `json:"rolledBackTo,omitempty"` // the revision that a circuit breaker went back to
	StartedAt      float64  `json:"startedAt" report:"neither,unit=s"`
	Desired        int      `json:"desired" report:"neither"`
	Lower          int      `json:"lower" report:"neither"` // healthy tasks that it has to leave running
	Upper          int      `json:"upper" report:"neither"` // tasks that there may be from PROVISIONING to RUNNING
	Minimum        int      `json:"minimumHealthyPercent" report:"neither,unit=%"`
	Maximum        int      `json:"maximumPercent" report:"neither,unit=%"`
	LowestRunning  int      `json:"lowestRunning" report:"better"` // of all revisions
	PeakTasks      int      `json:"peakTasks" report:"worse"`      // PROVISIONING to RUNNING, of all revisions
	Rounds         int      `json:"rounds" report:"worse"`         // passes that placed a new task that came to run
	FailedTasks    int      `json:"failedTasks" report:"worse"`
	Seconds        *float64 `json:"seconds" report:"worse,unit=s"` // start to COMPLETED; nil before
	// Of a STUCK deployment: since when, the rule in its way, in ECS's words, and the
	// smallest changes that unblock it.
	StuckAt   *float64 `json:"stuckAt" report:"neither,unit=s"`
	BlockedBy string   `json:"blockedBy,omitempty"` // a reason, "deploymentConfiguration", or the status in which its tasks stay
	Message   string   `json:"message,omitempty"`
	Remedies  []Remedy `json:"remedies" report:"position"`
	// RemediesBy is the end that the scenario sets, by which the deployment has to complete
	// under each of them; a longer run could do with less.
	RemediesBy *float64 `json:"remediesBy,omitempty" report:"neither,unit=s"`
	// TriedInVain are the largest changes that were tried where none has been found under
	// which the deployment completes.
	TriedInVain []string `json:"triedInVain,omitempty"`
}

// Remedy is a change under which a deployment completes that is STUCK, or whose tasks
// fail for want of something, found by running the scenario with it.
type Remedy struct {
	Change string  `json:"change" report:"called"` // one of the kinds of edits
	Edit   Edit    `json:"-"`
	Value  int     `json:"value" report:"neither"` // hosts to add, the new size, the percentage, the host port, ports to add, the new prefix length
	Text   string  `json:"text"`
	Lowest int     `json:"lowestRunning" report:"better"` // of the deployment under it
	Rounds int     `json:"rounds" report:"worse"`
	Time   float64 `json:"seconds" report:"worse,unit=s"`
}

// RemedySearch is how changes were looked for under which deployments complete.
type RemedySearch struct {
	Changes  int  `json:"changes" report:"neither"` // for which the scenario was run
	Complete bool `json:"complete"`                 // looked to the end for every deployment: the work was enough
}

// RunTaskReport is one stream of RunTask requests at the end of the run.
type RunTaskReport struct {
	Name           string         `json:"name" report:"id,called"`
	TaskDefinition string         `json:"taskDefinition" report:"called"`
	NetworkMode    string         `json:"networkMode"`
	Requested      int            `json:"requested" report:"neither"`
	Placed         int            `json:"placed" report:"better"`
	Running        int            `json:"running" report:"neither"`
	Completed      int            `json:"completed" report:"better"` // run to their end
	Refused        int            `json:"refused" report:"worse"`
	Failed         int            `json:"failed" report:"worse"`
	Waiting        int            `json:"waiting" report:"worse"` // PROVISIONING for want of a capacity provider's instances
	LastReason     string         `json:"lastReason,omitempty"`
	Interrupted    int            `json:"interrupted" report:"worse"` // tasks that ran and were lost with their instance
	Zones          map[string]int `json:"zones" report:"neither"`     // RUNNING tasks by availability zone
	Headroom       *Headroom      `json:"headroom"`                   // how many more of its tasks fit
	// LastStoppedAt is when the last of its tasks ran to its end; nil = none has.
	LastStoppedAt *float64 `json:"lastStoppedAt" report:"worse,unit=s"`
}

// InstanceReport is one container instance at the end of the run.
type InstanceReport struct {
	InstanceID       string              `json:"instanceId" report:"id,called"`
	InstanceType     string              `json:"instanceType"`
	AvailabilityZone string              `json:"availabilityZone"`
	CapacityProvider string              `json:"capacityProvider,omitempty"`
	Status           string              `json:"status"` // REGISTERING, ACTIVE, DRAINING or INACTIVE
	Trunk            bool                `json:"trunk"`
	TrunkReason      string              `json:"trunkReason"` // why it has one or has none
	LaunchedAt       float64             `json:"launchedAt" report:"neither,unit=s"`
	TerminatedAt     *float64            `json:"terminatedAt" report:"neither,unit=s"`
	Tasks            int                 `json:"tasks" report:"neither"`
	BoundBy          *string             `json:"boundBy"`
	NextBound        *string             `json:"nextBound"`
	Resources        map[string]Resource `json:"resources"`                     // CPU (units), MEMORY (MiB), ENI (task slots), PORTS (reserved), GPU, DYNAMIC_PORTS (of the range, where tasks ask for such)
	DynamicPorts     int                 `json:"dynamicPorts" report:"neither"` // dynamic host ports in use
	DynamicRanges    string              `json:"dynamicRanges"`                 // which, tcp and udp together: "32768-32770, 32775"; "none"
	PauseContainers  int                 `json:"pauseContainers" report:"neither"`
	BridgePorts      int                 `json:"bridgePorts" report:"neither"` // docker0 ports in use
}

// Resource is what is used and what there is of one resource of an instance.
type Resource struct {
	Used  int `json:"used" report:"neither"`
	Total int `json:"total" report:"neither"`
}

// ProviderReport is one capacity provider. Instances are those launched and not
// terminated.
type ProviderReport struct {
	Name       string  `json:"name" report:"id,called"`
	Instances  int     `json:"instances" report:"neither"`
	Peak       int     `json:"peak" report:"worse"`
	Launched   int     `json:"launched" report:"worse"`
	Terminated int     `json:"terminated" report:"neither"`
	Waiting    int     `json:"waiting" report:"worse"`              // tasks in PROVISIONING for want of room
	Metric     float64 `json:"reservation" report:"neither,unit=%"` // CapacityProviderReservation, last computed; percent
	Excluded   int     `json:"excluded" report:"worse"`             // of Waiting: tasks too large for the group's smallest type
	Desired    int     `json:"desired" report:"neither"`            // the group's desired count
	// BoundBy and Message say what keeps the group from the instances that it lacks or
	// that tasks wait for; nil where nothing does.
	BoundBy *string `json:"boundBy"`
	Message string  `json:"message,omitempty"`
	// Needless counts the steps from no instance that no task needed: the metric of an
	// empty group is 100, and its target lower.
	Needless int           `json:"needlessSteps" report:"worse"`
	Steps    []ScalingStep `json:"steps" report:"position"`
}

// DesiredStep is one change of a service's desired count by service auto scaling; At is in
// seconds.
type DesiredStep struct {
	At     float64 `json:"at" report:"neither,unit=s"`
	Metric float64 `json:"metric" report:"neither"` // 0 of a scheduled action
	From   int     `json:"from" report:"neither"`
	To     int     `json:"to" report:"neither"`
	By     string  `json:"by,omitempty"` // StepScaling or ScheduledAction; empty = target tracking
}

// What has changed a desired count, beside target tracking: values of DesiredStep.By.
const (
	StepScaling     = "StepScaling" // in the words of Application Auto Scaling
	ScheduledAction = "ScheduledAction"
)

// ScalingStep is one change of an Auto Scaling group's desired count.
type ScalingStep struct {
	At     float64 `json:"at" report:"neither,unit=s"`
	Metric float64 `json:"metric" report:"neither,unit=%"`
	From   int     `json:"from" report:"neither"`
	To     int     `json:"to" report:"neither"`
	// FailedLaunches are those of the step that failed at once; BoundBy and Message say
	// what was in the way of the first of them.
	FailedLaunches int    `json:"failedLaunches,omitempty" report:"worse"`
	BoundBy        string `json:"boundBy,omitempty"`
	Message        string `json:"message,omitempty"`
}

// TargetGroupReport counts the targets of one target group.
type TargetGroupReport struct {
	TargetGroup string `json:"targetGroup" report:"id,called"`
	TargetType  string `json:"targetType"`                  // instance or ip
	Registered  int    `json:"registered" report:"neither"` // draining ones too
	Healthy     int    `json:"healthy" report:"better"`
	Draining    int    `json:"draining" report:"neither"`
	Peak        int    `json:"peak" report:"neither"`
	Replaced    int    `json:"replaced" report:"worse"` // tasks replaced because their target was unhealthy
}

// SubnetReport counts a subnet's addresses: those of primary, trunk and task
// interfaces. Usable is nil where the file sets no address range.
type SubnetReport struct {
	SubnetID         string `json:"subnetId" report:"id,called"`
	AvailabilityZone string `json:"availabilityZone"`
	Usable           *int   `json:"usable" report:"neither"`
	Used             int    `json:"used" report:"neither"`
	Peak             int    `json:"peak" report:"neither"`
}

// Density is tasks a host at the end of the run, and what a task costs.
type Density struct {
	TasksPerInstance MeanMax  `json:"tasksPerInstance" report:"compare"`
	USDPerTaskHour   *float64 `json:"usdPerTaskHour" report:"worse,unit=USD/h,compare"` // all instances' price over running tasks
	USDPerHour       *float64 `json:"usdPerHour" report:"worse,unit=USD/h"`
	// Where, when and of what kind these prices and Report.USD are; empty where they are nil.
	PriceRegion string `json:"priceRegion,omitempty"`
	PriceDate   string `json:"priceDate,omitempty"` // of what the catalogue gives; empty where all is the file's
	PriceKind   string `json:"priceKind,omitempty"` // onDemand, file (the scenario's own figures) or mixed
}

// MeanMax is a mean and a largest value.
type MeanMax struct {
	Mean float64 `json:"mean" report:"better"`
	Max  int     `json:"max" report:"better"`
}

// PortConflicts counts tries refused for a static port, tasks that failed to
// bind one, and both by port.
type PortConflicts struct {
	Refused int            `json:"refused" report:"worse,compare"`
	Failed  int            `json:"failed" report:"worse,compare"`
	ByPort  []PortConflict `json:"byPort" report:"zero"`
}

// PortConflict counts the conflicts over one port.
type PortConflict struct {
	Port     int    `json:"port" report:"name,id,called"`
	Protocol string `json:"protocol" report:"id"`
	Times    int    `json:"times" report:"worse"`
}

// ENIExhaustion tells where and how long attachment slots had run out.
type ENIExhaustion struct {
	Refused         int      `json:"refused" report:"worse,compare"`                // tries refused with RESOURCE:ENI
	InstancesFull   int      `json:"instancesFull" report:"worse"`                  // without a free slot at the end
	FirstAt         *float64 `json:"firstAt" report:"neither,unit=s"`               // the first such refusal
	InstanceSeconds float64  `json:"instanceSeconds" report:"worse,unit=s,compare"` // instances without a free slot, over time
}

// Times summarises durations in seconds. A quantile is the smallest value with at
// least that share at or below it; within 1/512 of it where a run has more than
// 4,096 distinct values.
type Times struct {
	Count int     `json:"count" report:"neither"`
	Mean  float64 `json:"mean" report:"worse,unit=s"`
	P50   float64 `json:"p50" report:"worse,unit=s"`
	P95   float64 `json:"p95" report:"worse,unit=s"`
	P99   float64 `json:"p99" report:"worse,unit=s"`
	Max   float64 `json:"max" report:"worse,unit=s"`
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
	Hosts     int    `json:"hosts" report:"neither"` // hosts where BoundBy binds; 0 where it keeps a capacity provider from launching
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
	Kept     []KeptMode    `json:"kept"`   // workloads that every setup leaves as they are, in file order
	Setups   []SetupResult `json:"setups"` // the first is the scenario as it is written
	Fargate  *FargateLine  `json:"fargate"`
	DataDate string        `json:"dataDate"`
	// PriceNote says of which of the scenario's instance types no price is known.
	PriceNote string `json:"priceNote,omitempty"`
}

// HoursOfMonth turns a price an hour into one a month.
const HoursOfMonth = 730

// KeptMode is a workload whose network mode and host ports a comparison leaves alone.
type KeptMode struct {
	Workload    string   `json:"workload"`
	NetworkMode string   `json:"networkMode"`
	Because     []string `json:"because"` // keepNetworkMode, DAEMON, host, none
}

// ChangedMode is a workload that a setup rewrites: From and To are its network modes, which are
// the same where only its ports on the instance change.
type ChangedMode struct {
	Workload string `json:"workload"`
	From     string `json:"from"`
	To       string `json:"to"`
}

// Addresses is how many IPv4 addresses a workload, with the instances' own interfaces, takes of
// each subnet.
type Addresses struct {
	// Hosts is the number of hosts on which this was found, by placing; nil = on the
	// scenario's own, the most at a time during the run.
	Hosts   *int           `json:"hosts"`
	Subnets []SubnetDemand `json:"subnets"` // in file order
}

// SubnetDemand is what is taken of a subnet.
type SubnetDemand struct {
	SubnetID string `json:"subnetId"`
	Usable   *int   `json:"usable"` // nil = the file sets no address range
	Taken    int    `json:"taken"`  // what it would have to have, where that is more than Usable
	Fits     bool   `json:"fits"`
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
	// LowerBoundProvedBy are all resources that prove it, each alone; or where none does, those
	// that prove it together, which LowerBoundTogether says.
	LowerBoundProvedBy []string `json:"lowerBoundProvedBy"`
	LowerBoundTogether bool     `json:"lowerBoundTogether,omitempty"`
	// LowerBoundCertificate is the proof, for whoever wants to check it; nil = none was made.
	LowerBoundCertificate *Certificate `json:"lowerBoundCertificate,omitempty"`
	BoundBy               string       `json:"boundBy,omitempty"` // of the packed hosts: what stops the next task
	NextBound             string       `json:"nextBound,omitempty"`
	NeverPlaceable        string       `json:"neverPlaceable,omitempty"` // why no number of hosts suffices
	// HostsToLoseZone is the number of hosts, dealt evenly over their zones, of which any one
	// zone may be lost: what ran there finds places on the others. nil where ZoneNote says why.
	HostsToLoseZone *int     `json:"hostsToLoseZone"`
	ZoneNote        string   `json:"zoneNote,omitempty"`
	USDPerHour      *float64 `json:"usdPerHour"`
	USDPerMonth     *float64 `json:"usdPerMonth"`           // HoursOfMonth of it
	PriceRegion     string   `json:"priceRegion,omitempty"` // these three as in Density
	PriceDate       string   `json:"priceDate,omitempty"`
	PriceKind       string   `json:"priceKind,omitempty"`
	TasksPerHost    *float64 `json:"tasksPerHost"`   // daemons' included, on the hosts needed
	Note            string   `json:"note,omitempty"` // what the hosts needed leave out of account
	// Changed are the workloads that the setup rewrites, in file order.
	Changed   []ChangedMode `json:"changed"`
	Addresses *Addresses    `json:"addresses"` // nil where Result is
}

// FargateLine is the workload's price on Fargate, each task rounded up to a size
// that Fargate sells.
type FargateLine struct {
	Tasks       int      `json:"tasks"`
	USDPerHour  *float64 `json:"usdPerHour"`
	USDPerMonth *float64 `json:"usdPerMonth"`           // HoursOfMonth of it
	PriceRegion string   `json:"priceRegion,omitempty"` // these three as in Density
	PriceDate   string   `json:"priceDate,omitempty"`
	PriceKind   string   `json:"priceKind,omitempty"`
	Note        string   `json:"note,omitempty"`
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
	PriceRegion    string          `json:"priceRegion,omitempty"` // these three as in Density
	PriceDate      string          `json:"priceDate,omitempty"`
	PriceKind      string          `json:"priceKind,omitempty"`
	NotPossible    string          `json:"notPossible,omitempty"`
	Note           string          `json:"note,omitempty"`
}
