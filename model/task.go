package model

import (
	"slices"
	"time"
)

// TaskDefinition is what RegisterTaskDefinition takes, as far as the simulator
// uses it, with units resolved. Field names are the ECS API's.
type TaskDefinition struct {
	Family      string
	Revision    int
	NetworkMode NetworkMode // Bridge where the API's field is absent (Linux)
	CPU         CPU         // task level; 0 = not set
	Memory      MiB         // task level; 0 = not set
	Containers  []Container
	Constraints []Constraint // memberOf only

	Compatibilities []string // requiresCompatibilities
	PIDMode         string
	IPCMode         string
	OSFamily        string   // runtimePlatform.operatingSystemFamily; "" = LINUX
	Architecture    string   // runtimePlatform.cpuArchitecture, as the API spells it; "" = any
	Requires        []string // attribute names from requiresAttributes that a host must have
}

// Name returns family:revision.
func (t *TaskDefinition) Name() string { return revisionName(t.Family, t.Revision) }

// Index finds a container by its name; -1 if there is none.
func (t *TaskDefinition) Index(name string) int {
	return slices.IndexFunc(t.Containers, func(c Container) bool { return c.Name == name })
}

// FirstMapped names the first container that has a port mapping, or else the first.
func (t *TaskDefinition) FirstMapped() string {
	i := slices.IndexFunc(t.Containers, func(c Container) bool { return len(c.PortMappings) > 0 })
	return t.Containers[max(i, 0)].Name
}

// Container is one container definition.
type Container struct {
	Name              string
	Image             string
	Essential         bool // true where the API's field is absent
	CPU               CPU
	Memory            MiB   // hard limit; 0 = not set
	MemoryReservation MiB   // soft limit; 0 = not set
	GPUs              int32 // or AllGPUs
	PortMappings      []PortMapping
	Links             []string
	DependsOn         []Dependency
	VolumesFrom       []string // containers whose volumes it mounts
	FireLens          bool     // it has a firelensConfiguration: the log router of its task
	LogDriver         string   // logConfiguration.logDriver; "awsfirelens" sends its log to the task's log router
	HealthCheck       *HealthCheck
	StartTimeout      time.Duration // others wait no longer than this for it to be HEALTHY or to exit; 0 = for ever
	StopTimeout       time.Duration // 0 = the agent's default, 30 s
	Restart           *RestartPolicy
}

// RestartPolicy has the agent restart a container that exits, in place: its task, ports and
// interface stay (ECS API ContainerRestartPolicy; developer guide, container-restart-policy;
// agent 1.86.0 and later). Nil or not Enabled is none.
type RestartPolicy struct {
	Enabled          bool
	IgnoredExitCodes []int         // exits with one of these are left alone, 50 at most
	AttemptPeriod    time.Duration // it must have run so long since its start or last restart; 300 s unless set, 60 to 1,800 s
}

// Restarts reports whether the policy restarts a container that exits with a code after it has
// run for so long since its start or last restart (amazon-ecs-agent
// ecs-agent/api/container/restart, ShouldRestart).
func (p *RestartPolicy) Restarts(exitCode int, ran time.Duration) bool {
	return p != nil && p.Enabled && ran >= p.AttemptPeriod && !slices.Contains(p.IgnoredExitCodes, exitCode)
}

// PortMapping is one entry of a container's portMappings. HostPort 0 means that
// the field is absent or 0, which the API treats alike.
type PortMapping struct {
	ContainerPort uint16
	HostPort      uint16
	Protocol      Protocol
	Range         PortRange // containerPortRange; zero = a single port
	Name          string    // portName, for Service Connect
}

// Dependency is one entry of dependsOn.
type Dependency struct {
	Container string
	Condition string // START, COMPLETE, SUCCESS or HEALTHY
}

// HealthCheck is a container's own health check, with the API's defaults filled in.
type HealthCheck struct {
	Interval    time.Duration // 30 s unless set
	Timeout     time.Duration // 5 s unless set
	Retries     int           // 3 unless set
	StartPeriod time.Duration // off unless set
}

// Constraint is a placement constraint. Type is "memberOf", with an expression of
// the cluster query language, or "distinctInstance", without.
type Constraint struct {
	Type       string
	Expression string
}

// Strategy is one rule of a placement strategy. Type is "binpack", "spread" or
// "random"; Field is "cpu" or "memory" for binpack, "instanceId" (or its other
// name, "host") or "attribute:NAME" for spread.
type Strategy struct {
	Type  string
	Field string
}
