package state

import "ecssim/sim/placement"

// QueueID is the queue of one capacity provider for the tasks of one revision: an index into
// Cluster.Queues.
type QueueID int32

// PortNodeID is a dynamic port of a task: an index into Sockets.Nodes.
type PortNodeID int32

// ShapeID is what placement knows of tasks that are alike: those of one revision, or those of
// them that go to one capacity provider or one availability zone.
type ShapeID = placement.ShapeID
