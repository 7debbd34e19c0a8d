package scenarios

import "ecssim/scenarios/internal/value"

// Timings is what each step takes; what is left out is the preset's. Steps of a
// task's life come first, then those of health checks and load balancers, of
// instances, and of scaling.
type Timings struct {
	value.NotTargetGroups
	Preset           string           `yaml:"preset" jsonschema:"enum=typical,enum=instant,default=typical" jsonschema_description:"where what is left out comes from: instant makes every step take no time, and the scheduler's tick stays"`
	SchedulerTick    *value.Duration  `yaml:"schedulerTick" jsonschema_description:"the service scheduler's period; typical: 5s (assumption)"`
	PlacementRetry   []value.Duration `yaml:"placementRetry" jsonschema:"minItems=1,maxItems=100" jsonschema_description:"waits after failed passes of a service, the last repeats; typical: 10s, 10s, 20s, 300s (from reproio/ecs_deploy pull request 53)"`
	ENIAttach        *value.Dist      `yaml:"eniAttach" jsonschema_description:"create and attach a task's interface; typical: triangular 4s, 10s, 25s (assumption)"`
	BranchAttach     *value.Dist      `yaml:"branchAttach" jsonschema_description:"the same for a branch of a trunk; typical: triangular 6s, 12s, 25s (assumption)"`
	ENIAttachTimeout *value.Duration  `yaml:"eniAttachTimeout" jsonschema_description:"when the agent gives an attachment up; typical: 3m (amazon-ecs-agent)"`
	CallTimeout      *value.Duration  `yaml:"callTimeout" jsonschema_description:"how long ECS repeats a call for a task's interface that EC2 throttles before the task fails with 'Rate limit exceeded', with quotas.networkInterfaceCalls; 0s = it fails at once; typical: 5m (assumption)"`
	ENIDetach        *value.Dist      `yaml:"eniDetach" jsonschema_description:"detach and delete a task's interface; typical: triangular 5s, 15s, 45s (assumption)"`
	PauseStart       *value.Dist      `yaml:"pauseStart" jsonschema_description:"start a pause container and its network; typical: 1s (assumption)"`
	ImagePull        *value.Dist      `yaml:"imagePull" jsonschema_description:"pull the images of a task, every time, for no image cache is simulated; typical: triangular 2s, 8s, 60s (assumption)"`
	ContainerStart   *value.Dist      `yaml:"containerStart" jsonschema_description:"create and start a task's containers; typical: triangular 1s, 2s, 6s (assumption)"`
	ApplicationStop  *value.Dist      `yaml:"applicationStop" jsonschema_description:"SIGTERM to exit, or never; typical: 1s (assumption)"`
	StopTimeout      *value.Duration  `yaml:"stopTimeout" jsonschema_description:"SIGTERM to SIGKILL; typical: 30s (ECS_CONTAINER_STOP_TIMEOUT)"`

	ApplicationReady      *value.Dist     `yaml:"applicationReady" jsonschema_description:"start of a task's containers until its health checks pass, or never; typical: 0s (assumption)"`
	ProxyReady            *value.Dist     `yaml:"proxyReady" jsonschema_description:"start of the Service Connect proxy until it is HEALTHY, or never; typical: 1s (assumption)"`
	DependencyRun         *value.Dist     `yaml:"dependencyRun" jsonschema_description:"start to exit of a container that others wait for with COMPLETE or SUCCESS; typical: 1s (assumption)"`
	ContainerStartTimeout *value.Duration `yaml:"containerStartTimeout" jsonschema_description:"when the agent gives up a container that has not started; typical: 3m (ECS_CONTAINER_START_TIMEOUT of amazon-ecs-agent)"`

	HealthyAfter        *value.Duration `yaml:"healthyAfter" jsonschema_description:"RUNNING until a task without any health check counts as healthy; typical: 40s (ECS API, DeploymentConfiguration)"`
	HealthCheckInterval *value.Duration `yaml:"healthCheckInterval" jsonschema_description:"from one check of a target group to the next; typical: 30s (Elastic Load Balancing API, CreateTargetGroup)"`
	HealthCheckTimeout  *value.Duration `yaml:"healthCheckTimeout" jsonschema_description:"of target groups; checked, and changes nothing of a run, for a check is decided when it is made"`
	UnhealthyThreshold  *int            `yaml:"unhealthyThreshold" jsonschema:"minimum=1,maximum=100,default=2" jsonschema_description:"failed checks in a row that make a target unhealthy; typical: 2 (Elastic Load Balancing API, CreateTargetGroup)"`
	HealthyThreshold    *int            `yaml:"healthyThreshold" jsonschema:"minimum=1,maximum=100,default=5" jsonschema_description:"passed checks in a row that make an unhealthy target healthy again, where a grace period keeps its task; a new target needs one; typical: 5 (Elastic Load Balancing API, CreateTargetGroup)"`
	TargetRegistration  *value.Dist     `yaml:"targetRegistration" jsonschema_description:"ACTIVATING, of a service behind load balancers (developer guide, task-lifecycle-explanation); typical: 1s (assumption)"`
	DeregistrationDelay *value.Duration `yaml:"deregistrationDelay" jsonschema_description:"how long a target drains before its task is stopped; typical: 300s (Elastic Load Balancing API, TargetGroupAttribute)"`
	BakeTime            *value.Duration `yaml:"bakeTime" jsonschema_description:"how long a deployment watches alarms that roll back when all else is done, without bakeTimeInMinutes; typical: 4m (developer guide, deployment-alarm-failure: below 5 minutes, computed by ECS)"`
	ThrottleMaximum     *value.Duration `yaml:"throttleMaximum" jsonschema_description:"longest wait between tasks of a service that stop without having run; typical: 27m (developer guide, service-throttle-logic)"`

	InstanceBoot      *value.Dist     `yaml:"instanceBoot" jsonschema_description:"launch to registration, or never; typical: triangular 60s, 90s, 180s (assumption; 24s was measured once)"`
	InstanceTerminate *value.Dist     `yaml:"instanceTerminate" jsonschema_description:"termination until the instance is INACTIVE; typical: 30s (measured once)"`
	LostHostGrace     *value.Duration `yaml:"lostHostGrace" jsonschema_description:"loss of an instance until its tasks are replaced; typical: 60s (assumption)"`
	SpotNotice        *value.Duration `yaml:"spotNotice" jsonschema_description:"notice of a Spot interruption until the instance is gone; typical: 2m (EC2 user guide, spot-instance-termination-notices)"`
	DrainTimeout      *value.Duration `yaml:"drainTimeout" jsonschema_description:"longest that managed draining waits for an instance's tasks; typical: 48h (developer guide, managed-instance-draining)"`

	MetricPeriod       *value.Duration `yaml:"metricPeriod" jsonschema_description:"how often CapacityProviderReservation and the metric of service auto scaling have a value; typical: 60s (developer guide, managed-scaling-behavior)"`
	MetricDelay        *value.Duration `yaml:"metricDelay" jsonschema_description:"end of a metric period until service auto scaling has what was measured in it; typical: 180s, or 26s with a metricPeriod below 60s (derived from AWS's benchmark of June 2026: 363 s from a load step to the scale-out with metrics of 60 s, 86 s with metrics of 20 s)"`
	ScaleInPoints      *int            `yaml:"scaleInPoints" jsonschema:"minimum=1,maximum=10000,default=15" jsonschema_description:"metric periods below target before capacity is scaled in; typical: 15 (developer guide, managed-scaling-behavior)"`
	ProvisioningExpiry *value.Dist     `yaml:"provisioningExpiry" jsonschema_description:"how long a task waits for a capacity provider, or never; typical: uniform 10m to 30m (range from aws/containers-roadmap issue 2381, form an assumption)"`
}

// TaskTimings is what single steps take for tasks of one definition: for a
// revision that is slow, or broken.
type TaskTimings struct {
	ImagePull        *value.Dist `yaml:"imagePull" jsonschema_description:"pull the images; left out = the file's timings"`
	ContainerStart   *value.Dist `yaml:"containerStart" jsonschema_description:"create and start the containers; left out = the file's timings"`
	ApplicationReady *value.Dist `yaml:"applicationReady" jsonschema_description:"start of a task's containers until its health checks pass, or never; left out = the file's timings"`
	ApplicationStop  *value.Dist `yaml:"applicationStop" jsonschema_description:"SIGTERM to exit, or never; left out = the file's timings"`
	ProxyReady       *value.Dist `yaml:"proxyReady" jsonschema_description:"start of the Service Connect proxy until it is HEALTHY, or never; left out = the file's timings"`
	ExitAfter        *value.Dist `yaml:"exitAfter" jsonschema_description:"RUNNING until the first essential container exits by itself; left out = it does not"`
	ExitCode         int         `yaml:"exitCode" jsonschema:"minimum=0,maximum=255,default=0" jsonschema_description:"exit code of that container then, for the ignoredExitCodes of its restart policy"`
}
