package scenarios

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// note is what a reader of a task definition has to be told where the file is taken all the
// same, and beside the faults where it is not.
type note struct {
	line, column int // from 1; 0 = no place in the file
	text         string
}

// notesKept is how many notes of a file are kept, each text once.
const notesKept = 50

// note records a note at a place; one more of the same text is only counted.
func (f *faults) note(line, column int, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if f.noted == nil {
		f.noted = map[string]int{}
	}
	if f.noted[text]++; f.noted[text] > 1 || len(f.notes) == notesKept {
		return
	}
	f.notes = append(f.notes, note{line, column, text})
}

// note records a note here.
func (s spot) note(format string, args ...any) {
	s.faults.note(s.node.Line, s.node.Column, format, args...)
}

// told is the notes as they are shown, "file:line:column: text", in file order; nil if
// there is none.
func (f *faults) told() []string {
	slices.SortStableFunc(f.notes, func(a, b note) int { return cmp.Or(a.line-b.line, a.column-b.column) })
	var all []string
	for _, n := range f.notes {
		text := n.text
		if times := f.noted[text]; times > 1 {
			text += fmt.Sprintf(" (%d times)", times)
		}
		if n.line > 0 {
			text = fmt.Sprintf("%d:%d: %s", n.line, n.column, text)
		} else {
			text = " " + text
		}
		all = append(all, f.file+":"+text)
	}
	if more := len(f.noted) - len(f.notes); more > 0 {
		all = append(all, fmt.Sprintf("%s: and %d more notes", f.file, more))
	}
	return all
}

// noteAccelerators notes the accelerators that a task asks for and no run counts.
func noteAccelerators(def *TaskDefinition, at spot) {
	for i := range def.ContainerDefinitions {
		c := &def.ContainerDefinitions[i]
		for j, q := range c.ResourceRequirements {
			at := at.at("containerDefinitions", i, "resourceRequirements", j)
			switch {
			case q.Type == "GPU" && q.sharing(at):
				at.note("container %s shares GPUs: shared GPUs are not counted", quote(c.Name))
			case q.Type == "NeuronDevice":
				at.note("container %s asks for Neuron devices: these are not counted", quote(c.Name))
			case q.Type == "InferenceAccelerator":
				at.note("container %s asks for an inference accelerator: these are not counted", quote(c.Name))
			}
		}
	}
}

// sharing reports whether a GPU is asked for by a share of it (ECS API ResourceRequirement,
// sharingStrategy, August 2026).
func (q *ResourceRequirement) sharing(at spot) bool {
	s := child(at.node, "sharingStrategy")
	return s != nil && !isNull(s)
}

// ecrImage is an image of a private repository of Amazon ECR, in any partition.
var ecrImage = regexp.MustCompile(`^[0-9]{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.`)

// noteRegistration notes what RegisterTaskDefinition would refuse though it has no bearing on
// what is simulated: images, volumes, roles. It looks at files of the AWS CLI only; a scenario
// may leave them out. The words are ECS's where users have reported them, and stand in quotes.
func noteRegistration(def *TaskDefinition, at spot) {
	refuses := func(at spot, what, says string) {
		at.note("%s: RegisterTaskDefinition would say %q", what, says)
	}
	role := given(at.node, "executionRoleArn")
	volumes := map[string]bool{}
	for _, v := range items(at.node, "volumes") {
		if name := child(v, "name"); name != nil {
			volumes[name.Value] = true
		}
	}
	for i := range def.ContainerDefinitions {
		c, at := &def.ContainerDefinitions[i], at.at("containerDefinitions", i)
		name := "container " + quote(c.Name)
		if c.Image == "" {
			refuses(at, name+" has no image", "Container.image should not be null or empty.")
		}
		for _, m := range items(at.node, "mountPoints") {
			if v := child(m, "sourceVolume"); v != nil && !isNull(v) && !volumes[v.Value] {
				refuses(spot{at.faults, v}, name+" mounts a volume that volumes does not name",
					"Unknown volume '"+short(v.Value)+"'.")
			}
		}
		if len(items(at.node, "secrets")) > 0 && !role {
			at.key("secrets").note("%s has secrets: RegisterTaskDefinition asks for executionRoleArn", name)
		}
	}
	if slices.Contains(def.RequiresCompatibilities, "FARGATE") {
		noteFargate(def, at)
	}
	if all := def.RequiresCompatibilities; len(all) > 0 && !slices.Contains(all, "EC2") {
		at.key("requiresCompatibilities").note("it asks for %s only: what is said here is what it would be on EC2 instances",
			strings.Join(all, ", "))
	}
}

// noteFargate notes what RegisterTaskDefinition refuses of a task for Fargate.
func noteFargate(def *TaskDefinition, at spot) {
	role := given(at.node, "executionRoleArn")
	for i := range def.ContainerDefinitions {
		c, at := &def.ContainerDefinitions[i], at.at("containerDefinitions", i)
		name := "container " + quote(c.Name)
		if p := child(at.node, "privileged"); p != nil && p.Value == "true" {
			at.key("privileged").note("%s is privileged, which Fargate is not: RegisterTaskDefinition would refuse it", name)
		}
		if l := c.LogConfiguration; l != nil && l.LogDriver == "awslogs" && !role {
			at.key("logConfiguration").note("%s logs by awslogs: RegisterTaskDefinition asks for executionRoleArn", name)
		}
		if ecrImage.MatchString(c.Image) && !role {
			at.key("image").note("the image of %s is in Amazon ECR: RegisterTaskDefinition asks for executionRoleArn", name)
		}
	}
}

// items is the entries of a list that a map has under a key; none where it has no list.
func items(n *yaml.Node, key string) []*yaml.Node {
	if list := child(n, key); list != nil && list.Kind == yaml.SequenceNode {
		return list.Content
	}
	return nil
}

// given reports whether a map has a value under a key that is not null, "" or an empty list.
func given(n *yaml.Node, key string) bool {
	v := child(n, key)
	return v != nil && !isNull(v) && (v.Value != "" || len(v.Content) > 0)
}
