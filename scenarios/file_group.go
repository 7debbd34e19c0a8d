package scenarios

import (
	"reflect"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
)

// GroupSize is what update-auto-scaling-group takes of a group's size.
type GroupSize struct {
	Group           string `yaml:"group" jsonschema:"required" jsonschema_description:"a capacity provider, or an instance group, which has desiredCapacity alone"`
	MinSize         *int   `yaml:"minSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances at least; one above the desired capacity raises that (EC2 Auto Scaling API, UpdateAutoScalingGroup); left out = as it was"`
	MaxSize         *int   `yaml:"maxSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances at most; one below the desired capacity lowers that; left out = as it was"`
	DesiredCapacity *int   `yaml:"desiredCapacity" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances: what the group has too many is terminated by the default termination policy, DRAINING first as in scaling in, and instances with managed termination protection when their tasks are gone; managed scaling goes on from there; left out = as it was"`
}

// Replacement is which instances are replaced, and how those of a group are in batches: by what
// start-instance-refresh takes, or by CloudFormation's AutoScalingRollingUpdate.
type Replacement struct {
	InstanceChoice
	MinHealthy     *int            `yaml:"minHealthyPercentage" jsonschema:"minimum=0,maximum=100" jsonschema_description:"of an instance refresh: percent of the desired capacity, rounded up, that is in service all the time (EC2 Auto Scaling guide, understand-instance-refresh-default-values); default: 90 where another key of a refresh is given"`
	MaxHealthy     *int            `yaml:"maxHealthyPercentage" jsonschema:"minimum=100,maximum=200" jsonschema_description:"of an instance refresh: percent of the desired capacity, rounded down, that there is at the most, so that an instance is launched before one is terminated; needs minHealthyPercentage, which is 100 less at the most (EC2 Auto Scaling API, RefreshPreferences); left out = an instance is terminated and another launched together where minHealthyPercentage leaves nothing else"`
	Warmup         *value.Duration `yaml:"instanceWarmup" jsonschema_description:"of an instance refresh: from an instance's being in service until the next are replaced (EC2 Auto Scaling: the group's default instance warm-up, else its health check grace period, which is 0 in the API); default: 0s"`
	Protected      string          `yaml:"scaleInProtectedInstances" jsonschema:"enum=Wait,enum=Ignore,enum=Refresh" jsonschema_description:"of an instance refresh: what becomes of instances with managed termination protection and tasks (EC2 Auto Scaling API, RefreshPreferences); default: Wait, for an hour, and then the refresh fails"`
	MaxBatch       *int            `yaml:"maxBatchSize" jsonschema:"minimum=1,maximum=100" jsonschema_description:"of a rolling update: instances replaced together at the most (CloudFormation, aws-attribute-updatepolicy); default: 1"`
	MinInService   *int            `yaml:"minInstancesInService" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"of a rolling update: instances in service all the time, fewer than maxSize; default: 0"`
	Pause          *value.Duration `yaml:"pauseTime" jsonschema_description:"of a rolling update: how long it waits when a batch is in service, or with waitOnResourceSignals for the batch before it fails; 1h at most; default: 0s, with waitOnResourceSignals 5m"`
	WaitForSignals *bool           `yaml:"waitOnResourceSignals" jsonschema_description:"of a rolling update: true = the next batch follows when the new instances have registered, with no pause; default: false"`
}

// HostTimings is what single steps take on the instances of one group, and for the tasks on them.
type HostTimings struct {
	InstanceBoot      *value.Dist     `yaml:"instanceBoot" jsonschema_description:"launch to registration, or never; left out = the file's timings"`
	InstanceTerminate *value.Dist     `yaml:"instanceTerminate" jsonschema_description:"termination until the instance is INACTIVE; left out = the file's timings"`
	ENIAttach         *value.Dist     `yaml:"eniAttach" jsonschema_description:"create and attach a task's interface, or never; left out = the file's timings"`
	BranchAttach      *value.Dist     `yaml:"branchAttach" jsonschema_description:"the same for a branch of a trunk; left out = the file's timings"`
	ENIDetach         *value.Dist     `yaml:"eniDetach" jsonschema_description:"detach and delete a task's interface; left out = the file's timings"`
	PauseStart        *value.Dist     `yaml:"pauseStart" jsonschema_description:"start a pause container and its network; left out = the file's timings"`
	ImagePull         *value.Dist     `yaml:"imagePull" jsonschema_description:"pull the images of a task whose definition has no timings of its own for it; left out = the file's timings"`
	ContainerStart    *value.Dist     `yaml:"containerStart" jsonschema_description:"create and start the containers of a task whose definition has no timings of its own for it, or never; left out = the file's timings"`
	LaunchedFrom      *value.Duration `yaml:"launchedFrom" jsonschema_description:"only of instances that are launched then or later in the run; left out = of all"`
}

// HostFaults is what goes wrong with the instances of one group, as with those of a broken AMI.
type HostFaults struct {
	Register     *Share          `yaml:"register" jsonschema_description:"instances that are launched in the run and never register with ECS, though their group counts on them: never = all of them, or a share from 0 to 1, by each instance's own chance; default: 0"`
	ENIAttach    *Share          `yaml:"eniAttach" jsonschema_description:"tasks in awsvpc mode whose interface is never attached, until timings.eniAttachTimeout: never = all of them, or a share from 0 to 1, by each task's own chance; default: 0"`
	LaunchedFrom *value.Duration `yaml:"launchedFrom" jsonschema_description:"only of instances that are launched then or later in the run; left out = of all"`
}

// Share is how many of all something fails for: never, for all of them, or a number from 0 to 1.
type Share float64

// ReadNode decodes the value.
func (s *Share) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if n.Kind == yaml.ScalarNode && n.Value == "never" {
		*s = 1
		return
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!int" && n.Tag != "!!float" {
		d.Wrong(n, "", what, "never, or a share from 0 to 1 of those that fail")
		return
	}
	least, most := 0.0, 1.0
	d.Scalar(n, reflect.ValueOf((*float64)(s)).Elem(), &strict.Rule{Min: &least, Max: &most}, what)
}
