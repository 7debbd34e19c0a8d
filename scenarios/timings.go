package scenarios

// Timings is what each step of a task's life takes; what is left out is the
// preset's. The steps below the blank line belong to deployments, scaling and
// failures, which this version does not simulate: they are checked and have no
// effect.
type Timings struct {
	Preset           string     `yaml:"preset" jsonschema:"enum=typical,enum=instant,default=typical" jsonschema_description:"instant makes every step take no time; the scheduler's tick stays"`
	SchedulerTick    *Duration  `yaml:"schedulerTick" jsonschema_description:"the service scheduler's period; typical: 5s (assumption)"`
	PlacementRetry   []Duration `yaml:"placementRetry" jsonschema:"minItems=1,maxItems=100" jsonschema_description:"waits after failed passes of a service, the last repeats; typical: 10s, 10s, 20s, 300s (from reproio/ecs_deploy pull request 53)"`
	ENIAttach        *Dist      `yaml:"eniAttach" jsonschema_description:"create and attach a task's interface; typical: triangular 4s, 10s, 25s (assumption)"`
	BranchAttach     *Dist      `yaml:"branchAttach" jsonschema_description:"the same for a branch of a trunk; typical: triangular 6s, 12s, 25s (assumption)"`
	ENIAttachTimeout *Duration  `yaml:"eniAttachTimeout" jsonschema_description:"when the agent gives an attachment up; typical: 3m (amazon-ecs-agent)"`
	ENIDetach        *Dist      `yaml:"eniDetach" jsonschema_description:"detach and delete it; typical: triangular 5s, 15s, 45s (assumption)"`
	PauseStart       *Dist      `yaml:"pauseStart" jsonschema_description:"start a pause container and its network; typical: 1s (assumption)"`
	ImagePull        *Dist      `yaml:"imagePull" jsonschema_description:"typical: triangular 2s, 8s, 60s (assumption)"`
	ContainerStart   *Dist      `yaml:"containerStart" jsonschema_description:"create and start; typical: triangular 1s, 2s, 6s (assumption)"`
	ApplicationStop  *Dist      `yaml:"applicationStop" jsonschema_description:"SIGTERM to exit, or never; typical: 1s (assumption)"`
	StopTimeout      *Duration  `yaml:"stopTimeout" jsonschema_description:"SIGTERM to SIGKILL; typical: 30s (ECS_CONTAINER_STOP_TIMEOUT)"`

	InstanceBoot        *Dist     `yaml:"instanceBoot" jsonschema_description:"launch to registration; no effect in this version"`
	InstanceTerminate   *Dist     `yaml:"instanceTerminate" jsonschema_description:"no effect in this version"`
	MetricPeriod        *Duration `yaml:"metricPeriod" jsonschema_description:"no effect in this version"`
	HealthyAfter        *Duration `yaml:"healthyAfter" jsonschema_description:"no effect in this version"`
	DeregistrationDelay *Duration `yaml:"deregistrationDelay" jsonschema_description:"no effect in this version"`
	HealthCheckInterval *Duration `yaml:"healthCheckInterval" jsonschema_description:"no effect in this version"`
	HealthCheckTimeout  *Duration `yaml:"healthCheckTimeout" jsonschema_description:"no effect in this version"`
	ProvisioningExpiry  *Dist     `yaml:"provisioningExpiry" jsonschema_description:"no effect in this version"`
	ThrottleMaximum     *Duration `yaml:"throttleMaximum" jsonschema_description:"no effect in this version"`
}
