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
	Alike:       "%s and %d alike", AlikeTable: "Drawn once, for they are alike",
	SmallTitle: "%d more instances", SmallSays: "%d instances, small: CPU, memory and ENI slots of each as bars. On %d of them something stops the next task.",
	SmallColumns: "instances|tasks|CPU|memory|ENI|stops the next task",
	KeyRoom:      "a network namespace: what is in it shares 127.0.0.1", KeyBox: "a container", KeyPause: "the pause container, which holds the namespace",
	KeySocket: "an ENI slot; dashed: free", KeyTrunk: "a trunk ENI and its branches", KeyDoor: "a host port from the task definition",
	KeyDynamic: "a host port chosen at the start", KeyBinds: "stops the next task", KeyGhost: "wait, and find no place here",
	KeyStarting: "starting", KeyStopping: "stopping",
}
