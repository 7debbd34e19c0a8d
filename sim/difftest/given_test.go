package difftest

import (
	"fmt"
	"strings"
	"time"
)

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
	Exit        time.Duration // RUNNING until the first essential container exits, before its Run is over; 0 or never = not so
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
	PortTaken                 bool // it publishes, or its pause does, a port that another process listens on
}

// Edge is an entry of dependsOn. CREATE is the agent's own, for volumesFrom.
type Edge struct{ On, Condition string }

// Restart is a restartPolicy.
type Restart struct {
	Period  time.Duration
	Ignored []int         // exit codes
	Takes   time.Duration // the docker start call of one that was there before
}

// Op starts or stops a task.
type Op struct {
	At   time.Duration
	Task int
	Stop bool
}

// Outcome is when a task came how far; notYet where it did not.
type Outcome struct {
	Arrived, Pending, Running, Stopped time.Duration
	Containers                         map[string]Times // pauses and proxy too
	Restarts                           int              // by restart policies
	// Tied is that one container could not start at the very moment at which the start of
	// another began, or would have: which of the two comes first is nobody's to say.
	Tied bool
	// Pausing is that it was told to stop while a pause of it was being started.
	Pausing bool
}

// Times is when a container came how far.
type Times struct{ Pulling, Created, Started, Stopped time.Duration }

const notYet = time.Duration(-1)

// String is a task on a line, and each of its containers on one.
func (t Task) String() string {
	s := fmt.Sprintf("mode %d, CPU %d, memory %d, ports %v, pause %v, exit %v", t.Mode, t.CPU, t.Memory, t.Ports, t.Pause, long(t.Exit))
	all := t.Containers
	if t.Proxy != nil {
		all = append(all[:len(all):len(all)], *t.Proxy)
	}
	for _, c := range all {
		s += fmt.Sprintf("\n    %s: essential %t, pull %v, start %v, run %v, halt %v within %v, waits for %v %s %v", c.Name, c.Essential, c.Pull, c.Start, long(c.Run), long(c.Halt), c.StopTimeout, c.DependsOn, strings.Join(c.Links, " "), c.VolumesFrom)
		if c.Checked {
			s += fmt.Sprintf(", healthy after %v", long(c.Healthy))
		}
		if c.StartTimeout > 0 {
			s += fmt.Sprintf(", startTimeout %v", c.StartTimeout)
		}
		if c.Restart != nil {
			s += fmt.Sprintf(", restarts %v", *c.Restart)
		}
		if c.PortTaken {
			s += ", its port is taken"
		}
	}
	return s
}

func long(d time.Duration) string {
	if d == never {
		return "never"
	}
	return d.String()
}
