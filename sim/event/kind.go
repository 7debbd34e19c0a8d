package event

// Kind is what happened: a fact, named noun.verbed.
type Kind uint8

// The kinds, by the noun that they are about. docs/events.md says more of each.
const (
	// RunStarted comes when all that the scenario begins with has been told, RunEnded when no
	// more will happen.
	RunStarted Kind = iota
	RunEnded

	// Tasks. Each of their states has a kind of its own.
	TaskRequested      // made: PROVISIONING; its service counts it from now on
	TaskQueued         // it waits for a capacity provider, behind Count others
	TaskPlaced         // on an instance: ECS's ledger holds what it asks for
	TaskWaiting        // PENDING, in the queue of its agent
	TaskPending        // PENDING: the agent's ledger holds what it asks for
	TaskActivating     // ACTIVATING
	TaskRunning        // RUNNING, Length after it was wanted
	TaskHealthy        // its checks pass
	TaskUnhealthy      // a check has failed for good
	TaskSuperseded     // it is to be replaced
	TaskKept           // it is not to be replaced after all
	TaskDraining       // a daemon's, on an instance that drains
	TaskStopping       // it is told to stop
	TaskDismissed      // its desired status is STOPPED: ECS's ledger gives back all but its attachment slot
	TaskDeactivating   // DEACTIVATING
	TaskTerminating    // STOPPING: its containers are being stopped
	TaskStopped        // its containers have stopped in the course of things
	TaskFailed         // it has stopped for a reason that is none of its service's, in State
	TaskHalted         // the agent's ledger gives back what it held
	TaskLeft           // it is on its instance no more
	TaskDeprovisioning // DEPROVISIONING
	TaskLost           // its instance is gone, and ECS has not noticed
	TaskGone           // nothing of it is left

	// Network interfaces of tasks.
	SlotTaken    // an attachment slot of Instance, of which Have are left
	SlotFreed    // likewise
	ENIThrottled // EC2 lets no more calls through that create one
	ENICreated   // On = it has a device index
	ENIAttached
	ENIDeleted
	AddressTaken // Count addresses of Subnet, and as many interfaces of its zone
	AddressFreed // likewise

	// Host ports and bridges, on Instance.
	PortChosen
	PortBound
	PortReleased // On = it had been bound
	BridgeJoined // Count ports of docker0, To addresses of ecs-bridge
	BridgeLeft
	ListenerOpened // by a process that is no task
	ListenerClosed

	// Containers.
	ContainerCreated
	ContainerStarted
	ContainerStopped // On = it did not start, and its task goes on without it
	ContainerRestarted

	// Targets of load balancers.
	TargetRegistered // at Port
	TargetHealthy
	TargetUnhealthy // it was healthy
	TargetDraining  // for Length
	TargetDrained
	TargetDeregistered // On = it was draining

	// Services, RunTask requests and deployments.
	DesiredChanged // From, To
	TasksRequested // RunTask is called for Count tasks
	PlacementRefused
	ClosestRefused // likewise: by the instance that comes closest, what it has and the task needs
	RequestRefused // RunTask was refused Count tasks for good
	ServiceHeldUp  // its deployment configuration lets it neither start nor stop a task
	ServiceBlocked // a pass found no room for Count tasks; the next try is at Until
	ServicePassStarted
	ServicePassed        // its last task is Number; Count of those that it started stand in for unhealthy ones
	ServiceUpdated       // On = its deployment configuration has changed
	ServiceScaled        // by target tracking
	ServiceScaledByStep  // by step policy Number
	ServiceBoundsSet     // scheduled action Number sets the bounds From, To of its desired count
	ServiceMovedToBounds // for that
	ServiceLimited       // it has started Count tasks this minute, as many as it may, until Until
	ServiceThrottled
	ServiceSteady
	ServiceUnbalanced  // its availability zones are out of balance
	ServiceRebalancing // its last task, Number, is one too many, in the zone that had the fewest
	ServiceMoved       // for that, one has been stopped in the zone with the most
	ServiceBalanced
	ServiceOverloaded // On = a healthy task has more load, Metric, than its health checks stand; else no more
	LoadSet
	DeploymentStarted // From healthy at least, To tasks at most, Count wanted; Other was before
	DeploymentChanged // its From, To, Count
	DeploymentStuck
	DeploymentResumed
	DeploymentBaking // all else is done, and its alarms are watched until Until
	DeploymentCompleted
	DeploymentFailed     // its circuit breaker counted Count, of To; or for another Cause
	DeploymentRolledBack // to Other
	DeploymentReverted   // it has gone back to Other

	// Container instances and their agents.
	InstanceLaunched   // On = it has a trunk
	InstanceRegistered // Length after its launch
	InstanceDraining   // with Count tasks on it
	InstanceRetiring   // to be terminated when its tasks are gone; On = another takes its place
	InstanceTerminated // with Count tasks on it
	InstanceMissed     // ECS notices that it is gone
	InstanceInactive
	SpotNoticed
	AgentDisconnected // with Count tasks on it
	AgentReconnected  // with Count changes to catch up with
	AgentRestarted

	// Capacity providers, the account and the scenario's events.
	CapacityMeasured // From instances there are, To are needed
	CapacityScaled   // the desired count of its group, while Count tasks wait
	CapacityExcluded // Count tasks that do not fit its smallest type
	LaunchFailed     // by an Obstacle, whose Limit is To
	ScriptDone       // an event of the scenario, to Count instances
	ScriptVoid       // there was no instance to do it to
	SettingChanged
	AlarmSet // Other, to ALARM where On
	ZoneFailed
	ZoneRestored
	ReplacementStarted   // of Count instances, From in service at least, To there at most
	ReplacementCompleted // of Count instances
	ReplacementFailed    // with Count instances left
	GroupSized           // a group is set to From to To instances, Count wanted

	// NumKinds is how many there are.
	NumKinds
)

const ofTask = HasTask | HasWorkload | HasDeployment | HasInstance

// kinds are their names and the fields that they carry.
var kinds = [NumKinds]struct {
	name   string
	fields Fields
}{
	RunStarted: {"run.started", 0},
	RunEnded:   {"run.ended", 0},

	TaskRequested:      {"task.requested", ofTask | HasNumber | HasProvider | HasDefinition},
	TaskQueued:         {"task.provisioning", ofTask | HasProvider | HasReason | HasCount},
	TaskPlaced:         {"task.placed", ofTask | HasCause | HasLength},
	TaskWaiting:        {"task.queued", ofTask},
	TaskPending:        {"task.pending", ofTask},
	TaskActivating:     {"task.activating", ofTask},
	TaskRunning:        {"task.running", ofTask | HasLength},
	TaskHealthy:        {"task.healthy", ofTask},
	TaskUnhealthy:      {"task.unhealthy", ofTask},
	TaskSuperseded:     {"task.superseded", ofTask},
	TaskKept:           {"task.kept", ofTask},
	TaskDraining:       {"task.draining", ofTask},
	TaskStopping:       {"task.stopping", ofTask | HasCause | HasState},
	TaskDismissed:      {"task.dismissed", ofTask | HasState},
	TaskDeactivating:   {"task.deactivating", ofTask},
	TaskTerminating:    {"task.terminating", ofTask},
	TaskStopped:        {"task.stopped", ofTask | HasCause},
	TaskFailed:         {"task.failed", ofTask | HasState | HasStopped},
	TaskHalted:         {"task.halted", ofTask},
	TaskLeft:           {"task.left", ofTask},
	TaskDeprovisioning: {"task.deprovisioning", ofTask},
	TaskLost:           {"task.lost", ofTask},
	TaskGone:           {"task.gone", ofTask},

	SlotTaken:    {"slot.taken", ofTask | HasHave},
	SlotFreed:    {"slot.freed", ofTask | HasHave},
	ENIThrottled: {"eni.throttled", ofTask},
	ENICreated:   {"eni.created", ofTask | HasSubnet | HasOn},
	ENIAttached:  {"eni.attached", ofTask | HasSubnet},
	ENIDeleted:   {"eni.deleted", ofTask | HasSubnet | HasOn},
	AddressTaken: {"address.taken", HasTask | HasInstance | HasSubnet | HasCount},
	AddressFreed: {"address.freed", HasTask | HasInstance | HasSubnet | HasCount},

	PortChosen:     {"port.chosen", ofTask | HasContainer | HasPort},
	PortBound:      {"port.bound", ofTask | HasContainer | HasPort},
	PortReleased:   {"port.released", ofTask | HasContainer | HasPort | HasOn},
	BridgeJoined:   {"bridge.joined", ofTask | HasCount | HasTo},
	BridgeLeft:     {"bridge.left", ofTask | HasCount | HasTo},
	ListenerOpened: {"listener.opened", HasInstance | HasPort},
	ListenerClosed: {"listener.closed", HasInstance | HasPort},

	ContainerCreated:   {"container.created", ofTask | HasContainer},
	ContainerStarted:   {"container.started", ofTask | HasContainer},
	ContainerStopped:   {"container.stopped", ofTask | HasContainer | HasCause | HasStopped | HasOn},
	ContainerRestarted: {"container.restarted", ofTask | HasContainer | HasCause},

	TargetRegistered:   {"target.registered", ofTask | HasTargetGroup | HasPort},
	TargetHealthy:      {"target.healthy", ofTask | HasTargetGroup},
	TargetUnhealthy:    {"target.unhealthy", ofTask | HasTargetGroup | HasPort},
	TargetDraining:     {"target.draining", ofTask | HasTargetGroup | HasLength | HasOn},
	TargetDrained:      {"target.drained", ofTask | HasTargetGroup},
	TargetDeregistered: {"target.deregistered", ofTask | HasTargetGroup | HasOn},

	DesiredChanged:       {"desired.changed", HasWorkload | HasFrom | HasTo | HasCause},
	TasksRequested:       {"tasks.requested", HasWorkload | HasCount},
	PlacementRefused:     {"placement.refused", HasWorkload | HasDeployment | HasReason},
	ClosestRefused:       {"closest.refused", HasWorkload | HasDeployment | HasReason | HasInstance | HasHave | HasNeed},
	RequestRefused:       {"request.refused", HasWorkload | HasReason | HasCount},
	ServiceHeldUp:        {"service.heldUp", HasWorkload},
	ServiceBlocked:       {"service.blocked", HasWorkload | HasReason | HasCount | HasUntil},
	ServicePassStarted:   {"service.passStarted", HasWorkload},
	ServicePassed:        {"service.passed", HasWorkload | HasNumber | HasCount},
	ServiceUpdated:       {"service.updated", HasWorkload | HasFrom | HasTo | HasOn},
	ServiceScaled:        {"service.scaled", HasWorkload | HasFrom | HasTo | HasMetric},
	ServiceScaledByStep:  {"service.scaledByStep", HasWorkload | HasNumber | HasFrom | HasTo | HasMetric},
	ServiceBoundsSet:     {"service.boundsSet", HasWorkload | HasNumber | HasFrom | HasTo},
	ServiceMovedToBounds: {"service.movedToBounds", HasWorkload | HasNumber | HasFrom | HasTo},
	ServiceLimited:       {"service.limited", HasWorkload | HasCount | HasUntil},
	ServiceThrottled:     {"service.throttled", HasWorkload | HasUntil},
	ServiceSteady:        {"service.steady", HasWorkload | HasCount},
	ServiceUnbalanced:    {"service.unbalanced", HasWorkload},
	ServiceRebalancing:   {"service.rebalancing", HasWorkload | HasNumber},
	ServiceMoved:         {"service.moved", HasWorkload},
	ServiceBalanced:      {"service.balanced", HasWorkload},
	ServiceOverloaded:    {"service.overloaded", HasWorkload | HasMetric | HasOn},
	LoadSet:              {"load.set", HasWorkload | HasMetric},
	DeploymentStarted:    {"deployment.started", HasWorkload | HasDeployment | HasDefinition | HasCause | HasFrom | HasTo | HasCount | HasOther},
	DeploymentChanged:    {"deployment.changed", HasWorkload | HasDeployment | HasFrom | HasTo | HasCount},
	DeploymentStuck:      {"deployment.stuck", HasWorkload | HasDeployment},
	DeploymentResumed:    {"deployment.resumed", HasWorkload | HasDeployment},
	DeploymentCompleted:  {"deployment.completed", HasWorkload | HasDeployment},
	DeploymentBaking:     {"deployment.baking", HasWorkload | HasDeployment | HasUntil},
	DeploymentFailed:     {"deployment.failed", HasWorkload | HasDeployment | HasCause | HasCount | HasTo},
	DeploymentRolledBack: {"deployment.rolledBack", HasWorkload | HasDeployment | HasCause | HasOther},
	DeploymentReverted:   {"deployment.reverted", HasWorkload | HasDeployment | HasCause | HasOther},

	InstanceLaunched:   {"instance.launched", HasInstance | HasGroup | HasZone | HasSubnet | HasProvider | HasCause | HasOther | HasOn},
	InstanceRegistered: {"instance.registered", HasInstance | HasLength},
	InstanceDraining:   {"instance.draining", HasInstance | HasCause | HasCount},
	InstanceRetiring:   {"instance.retiring", HasInstance | HasCause | HasOn},
	InstanceTerminated: {"instance.terminated", HasInstance | HasCause | HasCount},
	InstanceMissed:     {"instance.missed", HasInstance | HasCount},
	InstanceInactive:   {"instance.inactive", HasInstance},
	SpotNoticed:        {"spot.noticed", HasInstance | HasUntil},
	AgentDisconnected:  {"agent.disconnected", HasInstance | HasCount},
	AgentReconnected:   {"agent.reconnected", HasInstance | HasCount},
	AgentRestarted:     {"agent.restarted", HasInstance},

	CapacityMeasured:     {"capacity.measured", HasProvider | HasFrom | HasTo | HasMetric},
	CapacityScaled:       {"capacity.scaled", HasProvider | HasFrom | HasTo | HasMetric | HasCount},
	CapacityExcluded:     {"capacity.excluded", HasProvider | HasCount},
	LaunchFailed:         {"launch.failed", HasGroup | HasZone | HasReason | HasSubnet | HasHave | HasNeed | HasTo},
	ScriptDone:           {"script.done", HasScript | HasCount},
	ScriptVoid:           {"script.void", HasScript},
	SettingChanged:       {"setting.changed", HasOn},
	AlarmSet:             {"alarm.set", HasOther | HasOn},
	ZoneFailed:           {"zone.failed", HasZone | HasScript},
	ZoneRestored:         {"zone.restored", HasZone | HasScript},
	ReplacementStarted:   {"replacement.started", HasGroup | HasScript | HasCount | HasFrom | HasTo},
	ReplacementCompleted: {"replacement.completed", HasGroup | HasScript | HasCount},
	ReplacementFailed:    {"replacement.failed", HasGroup | HasScript | HasCause | HasCount},
	GroupSized:           {"group.sized", HasGroup | HasProvider | HasCause | HasFrom | HasTo | HasCount},
}

// String is the kind's name, noun.verbed.
func (k Kind) String() string { return kinds[k].name }

// Fields is which fields of an Event the kind carries.
func (k Kind) Fields() Fields { return kinds[k].fields }
