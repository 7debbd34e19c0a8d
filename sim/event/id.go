// Package event is what happens in a run, as numbers: the events that the engine emits and
// that everything else reads, and the names of what they are about.
package event

// The records of a run are named by their index. Each kind of record has an index of its own
// type, so that one cannot be taken for another.

// None stands in the place of an index where there is no such record.
const None = -1

// TaskID is a task. When the task is gone the next one may have its number.
type TaskID int32

// InstanceID is a container instance: its number in the order of launches. An instance that is
// gone keeps its own.
type InstanceID int32

// WorkloadID is a service or a RunTask request: the services of the scenario come first, each as
// its number in Config.Services, and then the requests of Config.RunTasks.
type WorkloadID int32

// DeploymentID is a deployment: those of all services and requests are in the order in which
// they began.
type DeploymentID int32

// ProviderID is a capacity provider: an index into Config.Providers.
type ProviderID int32

// GroupID is a group of container instances: an index into Config.Groups.
type GroupID int32

// SubnetID is a subnet: an index into Config.Subnets.
type SubnetID int32

// TargetGroupID is a target group, in the order in which the services of the scenario name
// them.
type TargetGroupID int32

// ZoneID is an availability zone, in the order in which the groups of container instances name
// them, and then the subnets.
type ZoneID int32
