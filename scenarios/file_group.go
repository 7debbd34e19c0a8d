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
	MinSize         *int   `yaml:"minSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was; one above the desired capacity raises that (EC2 Auto Scaling API, UpdateAutoScalingGroup)"`
	MaxSize         *int   `yaml:"maxSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was; one below the desired capacity lowers that"`
	DesiredCapacity *int   `yaml:"desiredCapacity" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was. What the group has too many is terminated by the default termination policy, DRAINING first as in scaling in; instances with managed termination protection when their tasks are gone. Managed scaling goes on from there"`
}

// Replacement is which instances are replaced, and how those of a group are in batches: by what
// start-instance-refresh takes, or by CloudFormation's AutoScalingRollingUpdate.
type Replacement struct {
	InstanceChoice
	MinHealthy     *int            `yaml:"minHealthyPercentage" jsonschema:"minimum=0,maximum=100" jsonschema_description:"of an instance refresh: percent of the desired capacity, rounded up, that is in service all the time; 90 where another key of a refresh is given (EC2 Auto Scaling guide, understand-instance-refresh-default-values)"`
	MaxHealthy     *int            `yaml:"maxHealthyPercentage" jsonschema:"minimum=100,maximum=200" jsonschema_description:"of an instance refresh: percent of the desired capacity, rounded down, that there is at the most; needs minHealthyPercentage, which is 100 less at the most. Left out, an instance is terminated and another launched together where minHealthyPercentage leaves nothing else; given, one is launched first (EC2 Auto Scaling API, RefreshPreferences)"`
	Warmup         *value.Duration `yaml:"instanceWarmup" jsonschema_description:"of an instance refresh: from an instance's being in service until the next are replaced; left out = 0s (EC2 Auto Scaling: the group's default instance warm-up, else its health check grace period, which is 0 in the API)"`
	Protected      string          `yaml:"scaleInProtectedInstances" jsonschema:"enum=Wait,enum=Ignore,enum=Refresh" jsonschema_description:"of an instance refresh: what becomes of instances with managed termination protection and tasks; left out = Wait: for an hour, and then the refresh fails (EC2 Auto Scaling API, RefreshPreferences)"`
	MaxBatch       *int            `yaml:"maxBatchSize" jsonschema:"minimum=1,maximum=100" jsonschema_description:"of a rolling update: instances replaced together at the most; left out = 1 (CloudFormation, aws-attribute-updatepolicy)"`
	MinInService   *int            `yaml:"minInstancesInService" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"of a rolling update: instances in service all the time, fewer than maxSize; left out = 0"`
	Pause          *value.Duration `yaml:"pauseTime" jsonschema_description:"of a rolling update: how long it waits when a batch is in service; 1h at most; left out = 0s. With waitOnResourceSignals: how long it waits for that before it fails; left out = 5m"`
	WaitForSignals *bool           `yaml:"waitOnResourceSignals" jsonschema_description:"of a rolling update: the next batch follows when the new instances have registered, with no pause; left out = false"`
}

// HostTimings is what single steps take on the instances of one group, and for the tasks on them.
type HostTimings struct {
	InstanceBoot      *value.Dist     `yaml:"instanceBoot" jsonschema_description:"launch to registration, or never"`
	InstanceTerminate *value.Dist     `yaml:"instanceTerminate" jsonschema_description:"termination until the instance is INACTIVE"`
	ENIAttach         *value.Dist     `yaml:"eniAttach" jsonschema_description:"create and attach a task's interface, or never"`
	BranchAttach      *value.Dist     `yaml:"branchAttach" jsonschema_description:"the same for a branch of a trunk"`
	ENIDetach         *value.Dist     `yaml:"eniDetach" jsonschema_description:"detach and delete it"`
	PauseStart        *value.Dist     `yaml:"pauseStart" jsonschema_description:"start a pause container and its network"`
	ImagePull         *value.Dist     `yaml:"imagePull" jsonschema_description:"of every task whose definition has none of its own"`
	ContainerStart    *value.Dist     `yaml:"containerStart" jsonschema_description:"create and start, or never; of every task whose definition has none of its own"`
	LaunchedFrom      *value.Duration `yaml:"launchedFrom" jsonschema_description:"only of instances that are launched then or later in the run; left out = of all"`
}

// HostFaults is what goes wrong with the instances of one group, as with those of a broken AMI.
type HostFaults struct {
	Register     *Share          `yaml:"register" jsonschema_description:"instances that are launched in the run and never register with ECS: never = all of them, or a share from 0 to 1, by each instance's own chance. Their group counts on them"`
	ENIAttach    *Share          `yaml:"eniAttach" jsonschema_description:"tasks in awsvpc mode whose interface is never attached, until timings.eniAttachTimeout: never = all of them, or a share from 0 to 1, by each task's own chance"`
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
