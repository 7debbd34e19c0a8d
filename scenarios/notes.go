package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"regexp"
	"slices"
	"strings"
)

// noteAccelerators notes the accelerators that a task asks for and no run counts.
func noteAccelerators(def *TaskDefinition, at strict.Place) {
	for i := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[i]
		for j, q := range c.ResourceRequirements {
			at := at.At("containerDefinitions", i, "resourceRequirements", j)
			switch {
			case q.Type == "GPU" && q.sharing(at):
				at.Note("container %s shares GPUs: shared GPUs are not counted", strict.Quote(c.Name))
			case q.Type == "NeuronDevice":
				at.Note("container %s asks for Neuron devices: these are not counted", strict.Quote(c.Name))
			case q.Type == "InferenceAccelerator":
				at.Note("container %s asks for an inference accelerator: these are not counted", strict.Quote(c.Name))
			}
		}
	}
}

// sharing reports whether a GPU is asked for by a share of it (ECS API ResourceRequirement,
// sharingStrategy, August 2026).
func (q *ResourceRequirement) sharing(at strict.Place) bool {
	s := strict.Child(at.Node, "sharingStrategy")
	return s != nil && !strict.IsNull(s)
}

// ecrImage is an image of a private repository of Amazon ECR, in any partition.
var ecrImage = regexp.MustCompile(`^[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.`)

// noteRegistration notes what RegisterTaskDefinition would refuse though it has no bearing on
// what is simulated: images, volumes, roles. It looks at files of the AWS CLI only; a scenario
// may leave them out. The words are ECS's where users have reported them, and stand in quotes.
func noteRegistration(def *TaskDefinition, at strict.Place) {
	refuses := func(at strict.Place, what, says string) {
		at.Note("%s: RegisterTaskDefinition would say %q", what, says)
	}
	role := strict.Given(at.Node, "executionRoleArn")
	volumes := map[string]bool{}
	for _, v := range strict.Items(at.Node, "volumes") {
		if name := strict.Child(v, "name"); name != nil {
			volumes[name.Value] = true
		}
		if launch := strict.Child(v, "configuredAtLaunch"); launch != nil && launch.Value == "true" {
			strict.Place{Faults: at.Faults, Node: launch}.Note("EBS volumes of tasks, and the attachments that they take of an instance, are not simulated")
		}
	}
	for i := range def.ContainerDefinitions {
		c, at := &def.ContainerDefinitions[i], at.At("containerDefinitions", i)
		name := "container " + strict.Quote(c.Name)
		if c.Image == "" {
			refuses(at, name+" has no image", "Container.image should not be null or empty.")
		}
		for _, m := range strict.Items(at.Node, "mountPoints") {
			if v := strict.Child(m, "sourceVolume"); v != nil && !strict.IsNull(v) && !volumes[v.Value] {
				refuses(strict.Place{Faults: at.Faults, Node: v}, name+" mounts a volume that volumes does not name",
					"Unknown volume '"+strict.Short(v.Value)+"'.")
			}
		}
		if len(strict.Items(at.Node, "secrets")) > 0 && !role {
			at.Key("secrets").Note("%s has secrets: RegisterTaskDefinition asks for executionRoleArn", name)
		}
	}
	if slices.Contains(def.RequiresCompatibilities, "FARGATE") {
		noteFargate(def, at)
	}
	if all := def.RequiresCompatibilities; len(all) > 0 && !slices.Contains(all, "EC2") {
		at.Key("requiresCompatibilities").Note("it asks for %s only: what is said here is what it would be on EC2 instances",
			strings.Join(all, ", "))
	}
}

// noteFargate notes what RegisterTaskDefinition refuses of a task for Fargate.
func noteFargate(def *TaskDefinition, at strict.Place) {
	role := strict.Given(at.Node, "executionRoleArn")
	for i := range def.ContainerDefinitions {
		c, at := &def.ContainerDefinitions[i], at.At("containerDefinitions", i)
		name := "container " + strict.Quote(c.Name)
		if p := strict.Child(at.Node, "privileged"); p != nil && p.Value == "true" {
			at.Key("privileged").Note("%s is privileged, which Fargate is not: RegisterTaskDefinition would refuse it", name)
		}
		if l := c.LogConfiguration; l != nil && l.LogDriver == "awslogs" && !role {
			at.Key("logConfiguration").Note("%s logs by awslogs: RegisterTaskDefinition asks for executionRoleArn", name)
		}
		if ecrImage.MatchString(c.Image) && !role {
			at.Key("image").Note("the image of %s is in Amazon ECR: RegisterTaskDefinition asks for executionRoleArn", name)
		}
	}
}
