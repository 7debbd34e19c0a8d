package picture

// English is the words of pictures in English.
var English = Words{
	Lang: "en",

	AsTable: "%s as a table",
	More:    "+ %d more",

	Primary: "primary", Trunk: "trunk", Pause: "pause", Memory: "memory", Ports: "ports", DynamicPorts: "dynamic ports",
	Old: "(old)", Dynamic: "(dynamic)", Empty: "no tasks", Disconnected: "agent disconnected", OnTrunk: "awsvpc on a trunk",
	Slot: "slot %d", FreeSlots: "%d free", UsedSlots: "%d of %d slots", Branches: "%d of %d branches", HostPorts: "host ports: %d",
	HostPortsRow: "host ports of tasks",
	TasksModes:   "%d tasks, %d modes",
	SharedShort:  "the host's", SharedLong: "all share the host's 127.0.0.1 and its ports",
	Ghost: "%d × %s: %s", Lacks: "%s %d left, needs %d", NoSlot: "no free ENI slot", PortTaken: "host port %s is taken",
	PortsLack: "ports %d left, needs %d",
	HostHas:   "%s, %s, %s: tasks on it: %d.", AndMoreTasks: "And %d more.", TaskIs: "%s in %s mode, %s", Waits: "%d × %s find no place: %s",
	OwnAddress: "with an address of its own", OwnAddressAt: "with an address of its own, %s", NoWay: "reached at no port", HostPort: "at host port %s",
	TasksOn: "Tasks on %s", ResourcesOf: "What %s has", NoPlaceOn: "What finds no place on %s",
	TaskColumns: "task|network mode|status|containers|way in", ResourceColumns: "resource|used|of|share|stops the next task",
	WaitColumns: "workload|tasks|reason|what is lacking",
	Alike:       "%s and %d like it", AlikeTable: "Drawn once, for they are alike",
	SmallTitle: "%d more instances", SmallSays: "%d instances, small: CPU, memory and ENI slots of each as bars. On %d of them something stops the next task.",
	SmallColumns: "instances|tasks|CPU|memory|ENI|stops the next task",
	KeyRoom:      "a network namespace: what is in it shares 127.0.0.1", KeyBox: "a container", KeyPause: "the pause container, which holds the namespace",
	KeySocket: "an ENI slot; dashed: free", KeyTrunk: "a trunk ENI and its branches", KeyDoor: "a host port from the task definition",
	KeyDynamic: "a host port chosen at the start", KeyBinds: "stops the next task", KeyGhost: "wait, and find no place here",
	KeyStarting: "starting", KeyStopping: "stopping",

	WaitTitle: "What waits for an instance", WaitingColumns: "workload|tasks|reason of the last try|closest instance|what it lacks",
	WaitingTasks: "tasks: %d", ClosestLacks: "%s on %s: %s", ForProvider: "for capacity provider %s", NoInstances: "no container instances",

	Units: [...]string{" d", " h", " min", " s"}, Milliseconds: " ms",

	AtLeast: "at least %d", AtMost: "at most %d", Stuck: "nothing may stop, nothing can start",
	CompletedIn: "COMPLETED in %s", StuckSince: "STUCK since %s", EndedIn: "%s after %s", GoesOn: "%s for %s",
	BandSays:    "The tasks of %s while %s is deployed: at least %d healthy, at most %d at a time. %s. At most %d tasks at a time. Tries that found no instance: %d. Tasks that failed: %d.",
	BandThinned: "Some of %d changes", BandColumns: "from|old|new, healthy|new, not healthy yet|new, starting|all",
	BoundTitle: "What the deployment may do", BoundColumns: "from|at least|at most|tries that found no instance|failed tasks",
	KeyOld: "old tasks", KeyStart: "new, starting", KeyWarm: "RUNNING, not healthy yet", KeyNew: "new and healthy",
	KeyAllowed: "what the deployment may do", KeyRefused: "no instance takes another task", KeyFailed: "a task fails",

	NoInstance: "no instance", LanesOf: "%d of %d places", FirstTasks: "the first %d tasks", LanesSay: "The tasks of %s through time: %d tasks, %d places.",
	LaneColumns: "task|instance|status|from|until|for", NotHealthy: "not healthy yet", Free: "free",
	KeyComes: "placed, not RUNNING yet", KeyServing: "healthy", KeyReplaced: "healthy, to be replaced", KeyGoing: "being stopped", KeyLeaves: "stopped; its network interface is still there",
	KeyGap: "the place is free, and nobody has it",

	Unlimited: "no limit", SubnetTitle: "Addresses of subnets", SubnetColumns: "subnet|availability zone|used|most at a time|usable",
	SubnetsFull: "%d full", SubnetSays: "Subnets: %d, of which full: %d.",
	ZoneTitle: "Tasks by availability zone", ZoneColumns: "availability zone|state|instances|tasks|RUNNING|network interfaces",
	ZoneHas: "instances: %d", ZoneWorks: "works", ZoneFailed: "failed",
	TargetColumns: "task|target|state", TargetsHealthy: "%d of %d healthy", TargetsSay: "Target group %s: %d registered, %d healthy, %d draining.",
	NoTargets: "no targets", OwnAddressShort: "own address",

	ExposureTitle: "Ports that have to be open", ExposureColumns: "workload|network mode|in the|ports|rule", PortsOpen: "ports: %d",
	CompareTitle: "Instances needed", CompareColumns: "setup|instances needed|lower bound proved|to lose a zone|bound by|USD an hour|USD a month",
	CompareHead: "instances needed", CompareSays: "What %s needs under each network setup.", USDPerHour: "USD an hour", BoundBy: "%s binds",
	NoHosts: "no instances, and none to fill", NotPossible: "not possible: %s",
	KeyNeeded: "instances that ECS's own placement needs", KeyProved: "proved: fewer are not enough",
	FleetTitle: "What fleets cost", FleetColumns: "fleet|setup|instances|USD an hour|USD an hour at least, proved|bound by",
	AnyFleet: "any fleet: at least %s", AnyFleetRow: "any fleet", KeyPrice: "what the fleet costs an hour",
	KeyProvedPrice: "proved: no fleet of these types costs less", KeyAnyFleet: "proved: no fleet whatever costs less",
	Reaches: "reaches it", ReachesNot: "does not reach it", ReachColumns: "step|where|asked for|finding|passes",
	EndTitle: "The two ends", EndColumns: "who|network mode|instance|network namespace|subnet|security groups", Yes: "yes", No: "no",
}
