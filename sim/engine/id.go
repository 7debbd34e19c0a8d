package engine

import "ecssim/sim/placement"

// The records of a run are named by their index. Each kind of record has an index of
// its own type, so that one cannot be taken for another; what lies beside the records
// of a kind is a plain slice, which any of them may index.

// none stands in the place of an index where there is no such record.
const none = -1

// taskID is a task: an index into cluster.tasks. When the task is gone the next one may
// have it; a ticket tells them apart.
type taskID int32

// hostID is a container instance: an index into cluster.info, and that by which
// model.Hosts and placement.Fleet know it. An instance that is gone keeps its own.
type hostID int32

// workID is a service or a RunTask stream: an index into cluster.work, where the
// services of the scenario come first, each as its number in Config.Services, and then
// the streams of Config.RunTasks.
type workID int32

// depID is a deployment: an index into cluster.deps, where the deployments of all
// services and streams are in the order in which they began.
type depID int32

// providerID is a capacity provider: an index into cluster.providers and
// Config.Providers.
type providerID int32

// laneID is what the tasks of one revision have in common that go to one capacity
// provider: an index into cluster.lanes.
type laneID int32

// groupID is a group of container instances: an index into Config.Groups. The groups by
// which placement counts tasks are others.
type groupID int32

// nodeID is a dynamic port of a task: an index into sockets.nodes.
type nodeID int32

// shapeID is what placement knows of tasks that are alike: those of one revision, or those of
// them that go to one capacity provider or one availability zone.
type shapeID = placement.ShapeID
