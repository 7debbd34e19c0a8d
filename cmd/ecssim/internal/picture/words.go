package picture

import "fmt"

// Words are the texts of pictures in one language. Those with %d and %s are formats; their verbs
// are in the same order in every language, but for explicit indexes. The names of AWS's things stay
// English.
type Words struct {
	Lang string // of HTML's lang attribute

	// Of figures.
	AsTable string // a picture's title
	More    string // a count of what is not drawn

	// Of container instances.
	Primary, Trunk, Pause, Memory, Ports, DynamicPorts, Old, Dynamic, Empty, Disconnected, OnTrunk string
	Slot, FreeSlots, UsedSlots, Branches, HostPorts, HostPortsRow, TasksModes                      string
	SharedShort, SharedLong                                                                        string
	Ghost, Lacks, NoSlot, PortTaken, PortsLack                                                     string
	HostHas, AndMoreTasks, TaskIs, Waits                                                           string
	OwnAddress, OwnAddressAt, NoWay, HostPort                                                      string
	TasksOn, ResourcesOf, NoPlaceOn                                                                string
	TaskColumns, ResourceColumns, WaitColumns                                                      string
	Alike, AlikeTable, SmallTitle, SmallSays, SmallColumns                                         string
	KeyRoom, KeyBox, KeyPause, KeySocket, KeyTrunk, KeyDoor, KeyDynamic, KeyBinds, KeyGhost        string
	KeyStarting, KeyStopping                                                                       string

	// Of what waits.
	WaitTitle, WaitingColumns, WaitingTasks, ClosestLacks, ForProvider, NoInstances string

	// Of time.
	Units        [len(units)]string // days, hours, minutes, seconds, as they follow a number
	Milliseconds string

	// Of deployments.
	AtLeast, AtMost, Stuck, CompletedIn, StuckSince, EndedIn, GoesOn, BandSays, BandThinned string
	BandColumns, BoundTitle, BoundColumns                                                   string
	KeyOld, KeyStart, KeyWarm, KeyNew, KeyAllowed, KeyRefused, KeyFailed                    string

	// Of tasks through time.
	NoInstance, LanesOf, FirstTasks, LanesSay, LaneColumns, NotHealthy, Free string
	KeyComes, KeyServing, KeyReplaced, KeyGoing, KeyLeaves, KeyGap           string

	// Of subnets, zones and targets.
	Unlimited, SubnetTitle, SubnetColumns, SubnetsFull, SubnetSays        string
	ZoneTitle, ZoneColumns, ZoneHas, ZoneWorks, ZoneFailed                string
	TargetColumns, TargetsHealthy, TargetsSay, NoTargets, OwnAddressShort string

	// Of ports that have to be open, comparisons, and who reaches whom.
	ExposureTitle, ExposureColumns, PortsOpen                                              string
	CompareTitle, CompareColumns, CompareHead, CompareSays, USDPerHour, BoundBy, NoHosts   string
	NotPossible, KeyNeeded, KeyProved                                                      string
	FleetTitle, FleetColumns, AnyFleet, AnyFleetRow, KeyPrice, KeyProvedPrice, KeyAnyFleet string
	Reaches, ReachesNot, ReachColumns, EndTitle, EndColumns, Yes, No                       string
}

func (w *Words) sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }
