package config

import "ecssim/sim/des"

// HostTimings is what single steps take on the instances of one group; nil = as for all. Where a
// task definition has its own, of an image pull or the start of containers, that counts.
type HostTimings struct {
	InstanceBoot, InstanceTerminate       *des.Dist
	ENIAttach, BranchAttach, ENIDetach    *des.Dist
	PauseStart, ImagePull, ContainerStart *des.Dist
	LaunchedFrom                          des.Time // only of instances launched then or later; 0 = of all
}

// HostFaults is what may go wrong with the instances of one group, such as those of an AMI that is
// broken. The zero value is no fault.
type HostFaults struct {
	Register     float64  // the share of instances launched in a run that never register with ECS, 0 to 1
	ENIAttach    float64  // the share of tasks whose network interface is never attached, 0 to 1
	LaunchedFrom des.Time // only of instances launched then or later; 0 = of all
}
