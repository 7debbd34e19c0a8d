package difftest

import "time"

// Host is what an instance registered, and how its agent is set.
type Host struct {
	CPU, Memory int
	Reserved    []string // ports, such as 22/tcp
	Upfront     bool     // ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT
	// Poll is how long the agent sleeps when a task has nothing to do but to wait for
	// a dependency; 5 s of the real one, whose sleep is not cut short by anything, and
	// which learns of health only when it looks again: after the sleep, or when something
	// has become of a container. Zero = it sees everything at once.
	Poll time.Duration
	// StartTimeout is ECS_CONTAINER_START_TIMEOUT; zero = none.
	StartTimeout time.Duration
	Until        time.Duration // nothing after that is played; zero = to the end
}

// Mode is a network mode.
type Mode int

const (
	Bridge Mode = iota
	HostMode
	Awsvpc
)

// Task is a task as the agent gets it.
type Task struct {
	Mode        Mode
	CPU, Memory int
	Ports       []string // static host ports, such as 80/tcp
	Containers  []Container
	Proxy       *Container    // Service Connect's; nil = none
	Pause       time.Duration // create, start and network of a pause
}

// Container is one container of a task.
type Container struct {
	Name      string
	Essential bool

	Pull, Start time.Duration
	Run         time.Duration // start to exit by itself; never
	ExitCode    int
	Halt        time.Duration // SIGTERM to exit; never = SIGTERM is ignored
	StopTimeout time.Duration // SIGTERM to SIGKILL

	Checked      bool          // it has a health check, which passes
	Healthy      time.Duration // this long after its start; never
	StartTimeout time.Duration // 0 = none
	Restart      *Restart

	DependsOn    []Edge
	Links        []string // name, or name:alias
	VolumesFrom  []string
	FireLens     bool // it is the log router
	LogsFireLens bool // it logs to it

	CannotCreate, CannotStart bool
}

// Edge is an entry of dependsOn. CREATE is the agent's own, for volumesFrom.
type Edge struct{ On, Condition string }

// Restart is a restartPolicy.
type Restart struct {
	Period  time.Duration
	Ignored []int // exit codes
}

// Op starts or stops a task.
type Op struct {
	At   time.Duration
	Task int
	Stop bool
}

// Outcome is when a task came how far; notYet where it did not.
type Outcome struct {
	Pending, Running, Stopped time.Duration
	Containers                map[string]Times // pauses and proxy too
}

// Times is when a container came how far.
type Times struct{ Pulling, Created, Started, Stopped time.Duration }

const notYet = time.Duration(-1)
