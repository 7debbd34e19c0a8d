package event

// TaskState is where a task stands, in the words of DescribeTasks.
type TaskState uint8

const (
	Queued         TaskState = iota // PROVISIONING: it waits for a capacity provider to have room
	Provisioning                    // PROVISIONING: its network interface is being created and attached
	Waiting                         // PENDING: in the agent's queue for room on the instance
	Pending                         // PENDING: the agent has taken it: images, containers
	Activating                      // ACTIVATING: containers started, targets being registered
	Running                         // all containers started
	Deactivating                    // DEACTIVATING: its targets drain
	Stopping                        // STOPPING: between SIGTERM and SIGKILL
	Deprovisioning                  // DEPROVISIONING: stopped; its network interface is being detached and deleted
)

// taskStates are the words of DescribeTasks.
var taskStates = [...]string{
	Queued: "PROVISIONING", Provisioning: "PROVISIONING", Waiting: "PENDING", Pending: "PENDING", Activating: "ACTIVATING", Running: "RUNNING",
	Deactivating: "DEACTIVATING", Stopping: "STOPPING", Deprovisioning: "DEPROVISIONING",
}

// String is the state in the words of DescribeTasks.
func (s TaskState) String() string { return taskStates[s] }
