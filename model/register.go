package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The ECS API's exceptions that a Problem can carry.
const (
	ClientException           = "ClientException"
	InvalidParameterException = "InvalidParameterException"
	// InvalidConfigurationRequest is one of Elastic Load Balancing's.
	InvalidConfigurationRequest = "InvalidConfigurationRequest"
)

// Registration bounds (ECS API RegisterTaskDefinition and ContainerDefinition;
// developer guide, service-quotas).
const (
	MaxContainers     = 10
	MinTaskCPU    CPU = 128
	MaxTaskCPU    CPU = 196608
	// MinContainerMemory is Docker's own minimum from version 20.10.
	MinContainerMemory MiB = 6

	MaxPortRanges  = 100 // containerPortRange entries of one container
	MaxConstraints = 10
	MaxExpression  = 2000 // characters of a placement expression
)

// Problem is one thing for which the ECS API refuses a request.
type Problem struct {
	// Path is the field at fault as the API spells it, such as
	// containerDefinitions[1].portMappings[0].hostPort.
	Path      string
	Exception string
	// Message is in ECS's own words where they are public, else in their manner.
	Message string
	Hint    string // "" = none
}

// Error returns "Exception: Message".
func (p Problem) Error() string { return p.Exception + ": " + p.Message }

// Validate returns for what RegisterTaskDefinition would refuse the definition, as far as
// the simulator uses it, in the order of its fields; nil if for nothing. What has no bearing
// on a run is left out, for a TaskDefinition does not have it: that there is an image, which
// volumes and roles there are, what Fargate forbids beside modes and sizes. Package
// scenarios notes these of files.
//
// ECS's own words, as users have reported them, are those on repeated and unequal
// host ports, links, empty and repeated names, an empty or too long list of
// containers, missing memory, the sum of cpu, the task's cpu, a container's
// containerPort, and Fargate (amazon-ecs-agent issue 1220; amazon-ecs-cli issues 184
// and 1014; aws-cdk issue 24629; aws-cli issue 7288; developer guide,
// task-cpu-memory-error). The others are in their manner.
func (t *TaskDefinition) Validate() []Problem {
	return slices.Concat(t.checkSizes(), t.checkContainers(), t.checkMappings(), t.checkNetwork(),
		t.checkDependencies(), t.checkVolumes(), t.checkConstraints(), t.checkFargate())
}

// CheckLoadBalancer returns for what CreateService would refuse a load balancer
// on a container's port: an unknown container, a port without a mapping, or one
// mapped for both TCP and UDP, which registration allows.
func (t *TaskDefinition) CheckLoadBalancer(container string, port uint16) []Problem {
	i := t.Index(container)
	if i < 0 {
		return []Problem{{"loadBalancers.containerName", InvalidParameterException,
			fmt.Sprintf("The container %s does not exist in the task definition.", container),
			"its containers are " + t.neighbours()}}
	}
	uses := 0
	for _, m := range t.Containers[i].PortMappings {
		if m.containerPorts().Contains(port) {
			uses++
		}
	}
	switch uses {
	case 0:
		return []Problem{{"loadBalancers.containerPort", InvalidParameterException,
			fmt.Sprintf("The container %s did not have a container port %d defined.", container, port), "add it to portMappings"}}
	case 1:
		return nil
	}
	hint := "keep the mapping for tcp: the port of a task is open to both protocols without the other, to a TCP_UDP target group of a Network Load Balancer too"
	if t.NetworkMode.DynamicPorts() {
		hint = "map two container ports, for a target group each: Docker publishes one protocol a mapping"
	}
	return []Problem{{"loadBalancers.containerPort", InvalidParameterException,
		fmt.Sprintf("Container port %d is used in more than one port mapping for container %s", port, container), hint}}
}

// checkNetwork returns what the network mode rules out.
func (t *TaskDefinition) checkNetwork() []Problem {
	return append(t.checkLinks(), t.NetworkMode.rules().check(t)...)
}

func (t *TaskDefinition) checkSizes() []Problem {
	var found []Problem
	add := func(path, message, hint string) {
		found = append(found, Problem{path, ClientException, message, hint})
	}
	if t.Family == "" {
		add("family", "Family should not be null or empty.", "")
	}
	if t.CPU != 0 && (t.CPU < MinTaskCPU || t.CPU > MaxTaskCPU) {
		add("cpu", "Invalid 'cpu' setting for task.", fmt.Sprintf("found %d CPU units, wanted %d to %d", t.CPU, MinTaskCPU, MaxTaskCPU))
	}
	if t.Memory < 0 {
		add("memory", "Invalid 'memory' setting for task.", fmt.Sprintf("found %d MiB", t.Memory))
	}
	var cpu, memory int64
	for i := range t.Containers {
		cpu += int64(t.Containers[i].CPU)
		memory += int64(t.Containers[i].reserves())
	}
	if t.CPU > 0 && cpu > int64(t.CPU) {
		add("cpu", "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
			fmt.Sprintf("the containers have %d, the task %d", cpu, t.CPU))
	}
	// The guide speaks of the memory reserved, so a soft limit counts before a hard one.
	if t.Memory > 0 && memory > int64(t.Memory) {
		add("memory", "The sum of all container 'memory' values cannot be greater than the value of the task 'memory'.",
			fmt.Sprintf("the containers reserve %d MiB, the task %d", memory, t.Memory))
	}
	if m := t.PIDMode; m != "" && m != "host" && m != "task" {
		add("pidMode", "Invalid 'pidMode' setting for task.", fmt.Sprintf("found %q, wanted host or task", m))
	}
	if m := t.IPCMode; m != "" && m != "host" && m != "task" && m != "none" {
		add("ipcMode", "Invalid 'ipcMode' setting for task.", fmt.Sprintf("found %q, wanted host, task or none", m))
	}
	return found
}

func (t *TaskDefinition) checkContainers() []Problem {
	var found []Problem
	add := func(path, message, hint string) {
		found = append(found, Problem{path, ClientException, message, hint})
	}
	essential, seen := false, map[string]bool{}
	for i := range t.Containers {
		c := &t.Containers[i]
		path := containerPath(i)
		essential = essential || c.Essential
		switch {
		case c.Name == "":
			add(path+".name", "Container.name should not be null or empty.", "")
		case seen[c.Name]:
			add(path+".name", "Container names must be unique within a Task Definition.", fmt.Sprintf("%q comes twice", c.Name))
		}
		seen[c.Name] = true
		found = append(found, t.checkContainer(path, c)...)
	}
	switch {
	case len(t.Containers) == 0:
		add("containerDefinitions", "Container list cannot be empty.", "")
	case len(t.Containers) > MaxContainers:
		add("containerDefinitions", "Too many containers.", fmt.Sprintf("found %d, wanted %d at most", len(t.Containers), MaxContainers))
	}
	if len(t.Containers) > 0 && !essential {
		add("containerDefinitions", "At least one container in the task definition must be essential.", "set essential to true on the one whose end should end the task")
	}
	return found
}

// checkContainer looks at the sizes of one container. A memory equal to its
// reservation passes, against the wording of the guide (amazon-ecs-developer-guide
// pull request 242).
func (t *TaskDefinition) checkContainer(path string, c *Container) []Problem {
	var found []Problem
	add := func(field, message, hint string) {
		found = append(found, Problem{path + field, ClientException, fmt.Sprintf("Invalid setting for container '%s'. %s", c.Name, message), hint})
	}
	if c.CPU < 0 {
		add(".cpu", "'cpu' must not be negative.", "")
	}
	if c.GPUs < 0 {
		add(".resourceRequirements", "The number of GPUs must not be negative.", "")
	}
	for _, m := range []struct {
		field string
		value MiB
	}{{"memory", c.Memory}, {"memoryReservation", c.MemoryReservation}} {
		if m.value != 0 && m.value < MinContainerMemory {
			add("."+m.field, fmt.Sprintf("'%s' must be at least %d MiB.", m.field, MinContainerMemory), fmt.Sprintf("found %d", m.value))
		}
	}
	switch {
	case c.Memory == 0 && c.MemoryReservation == 0 && t.Memory == 0:
		add(".memory", "At least one of 'memory' or 'memoryReservation' must be specified.", "or memory at the task level")
	case c.Memory != 0 && c.Memory < c.MemoryReservation:
		add(".memory", "'memory' must not be less than 'memoryReservation'.", fmt.Sprintf("found %d and %d", c.Memory, c.MemoryReservation))
	case t.Memory > 0 && c.Memory > t.Memory:
		add(".memory", "'memory' must not be greater than the value of the task 'memory'.", fmt.Sprintf("found %d and %d", c.Memory, t.Memory))
	}
	return found
}

func (t *TaskDefinition) checkConstraints() []Problem {
	var found []Problem
	add := func(path, message, hint string) {
		found = append(found, Problem{path, ClientException, message, hint})
	}
	for i, c := range t.Constraints {
		path := "placementConstraints[" + strconv.Itoa(i) + "]"
		if c.Type != "memberOf" {
			add(path+".type", "Invalid placement constraint type for a task definition.", fmt.Sprintf("found %q, wanted memberOf: distinctInstance belongs to a service or RunTask", c.Type))
		}
		if len(c.Expression) > MaxExpression {
			add(path+".expression", "The placement constraint expression is too long.", fmt.Sprintf("found %d characters, wanted %d at most", len(c.Expression), MaxExpression))
		}
	}
	if len(t.Constraints) > MaxConstraints {
		add("placementConstraints", "Too many placement constraints.", fmt.Sprintf("found %d, wanted %d at most", len(t.Constraints), MaxConstraints))
	}
	return found
}

func containerPath(i int) string { return "containerDefinitions[" + strconv.Itoa(i) + "]" }

// revisionName returns family:revision; the family alone for revision 0, which
// no registered definition has.
func revisionName(family string, revision int) string {
	if revision == 0 {
		return family
	}
	return family + ":" + strconv.Itoa(revision)
}

// checkMappings returns what no network mode allows (ECS API PortMapping).
func (t *TaskDefinition) checkMappings() []Problem {
	var found []Problem
	add := func(path, message, hint string) {
		found = append(found, Problem{path, ClientException, message, hint})
	}
	ranges := map[string]int{}
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		bad := "Invalid 'containerPortRange' setting for container '" + c.Name + "'."
		switch {
		case !m.ranged():
			if m.ContainerPort == 0 {
				add(path+".containerPort", "Invalid 'containerPort' setting for container '"+c.Name+"'.", "wanted 1 to 65535, or a containerPortRange")
			}
			return
		case m.ContainerPort != 0 || m.HostPort != 0:
			add(path+".containerPortRange", bad, "a range stands alone, without containerPort and hostPort")
		case m.Range.First == 0 || m.Range.First >= m.Range.Last:
			add(path+".containerPortRange", bad, fmt.Sprintf("found %v, wanted the first of 1 to 65535 below the last", m.Range))
		}
		if ranges[c.Name]++; ranges[c.Name] > MaxPortRanges {
			if ranges[c.Name] == MaxPortRanges+1 {
				add(path+".containerPortRange", bad, fmt.Sprintf("wanted %d ranges a container at most", MaxPortRanges))
			}
			return
		}
		uses := 0 // its own included
		for _, n := range c.PortMappings {
			if n.Protocol == m.Protocol && n.containerPorts().Overlaps(m.Range) {
				uses++
			}
		}
		if uses > 1 {
			add(path+".containerPortRange", bad, fmt.Sprintf("%v overlaps another mapping of the container", m.Range))
		}
	})
	return found
}

// conditions of dependsOn (ECS API ContainerDependency).
var conditions = []string{"START", "COMPLETE", "SUCCESS", "HEALTHY"}

// checkDependencies returns dependsOn and links entries that lead nowhere, or in
// a circle.
func (t *TaskDefinition) checkDependencies() []Problem {
	var found []Problem
	index := map[string]int{}
	for i, c := range t.Containers {
		index[c.Name] = i
	}
	for i, c := range t.Containers {
		add := func(field string, j int, message, hint string) {
			found = append(found, Problem{fmt.Sprintf("%s.%s[%d]", containerPath(i), field, j), ClientException,
				fmt.Sprintf("Invalid setting for container '%s'. %s", c.Name, message), hint})
		}
		for j, d := range c.DependsOn {
			k, known := index[d.Container]
			switch {
			case !known:
				add("dependsOn", j, "It depends on an unknown container '"+d.Container+"'.", "its neighbours are "+t.neighbours())
			case !slices.Contains(conditions, d.Condition):
				add("dependsOn", j, "Invalid condition '"+d.Condition+"'.", "wanted one of "+strings.Join(conditions, ", "))
			case d.Condition == "HEALTHY" && t.Containers[k].HealthCheck == nil:
				add("dependsOn", j, "It waits for '"+d.Container+"' to be HEALTHY, which has no health check.", "add a healthCheck to that container")
			case (d.Condition == "COMPLETE" || d.Condition == "SUCCESS") && t.Containers[k].Essential:
				add("dependsOn", j, "It waits for the essential container '"+d.Container+"' to exit.", "set essential to false on that container")
			}
		}
		for j, l := range c.Links {
			name, alias, _ := strings.Cut(l, ":")
			switch {
			case strings.Contains(alias, ":"): // the agent would not create the container
				add("links", j, "Invalid link format '"+l+"'.", "wanted NAME or NAME:ALIAS")
			case !hasKey(index, name):
				add("links", j, "It links to an unknown container '"+name+"'.", "wanted NAME or NAME:ALIAS of a container of the task")
			}
		}
	}
	if circle := t.circle(index); circle != nil {
		found = append(found, Problem{"containerDefinitions", ClientException,
			"The container dependencies form a cycle: " + strings.Join(circle, " -> ") + ".", "take one dependsOn entry or link of them out"})
	}
	return found
}

// neighbours lists the containers for a hint, as many as a task can have.
func (t *TaskDefinition) neighbours() string {
	names := t.containerNames(ServiceConnect{})
	return strings.Join(names[:min(len(names), MaxContainers)], ", ")
}

func hasKey(m map[string]int, key string) bool { _, ok := m[key]; return ok }

// waitsFor names the containers that a container waits for: those of dependsOn, those
// that it links to and those whose volumes it mounts, which the agent starts first too
// (amazon-ecs-agent agent/api/task/task.go and agent/engine/dependencygraph).
func (c *Container) waitsFor() []string {
	var names []string
	for _, d := range c.DependsOn {
		names = append(names, d.Container)
	}
	for _, l := range c.Links {
		name, _, _ := strings.Cut(l, ":")
		names = append(names, name)
	}
	return append(names, c.VolumesFrom...)
}

// circle returns a cycle of dependsOn, links and volumesFrom, its first container again at its end.
func (t *TaskDefinition) circle(index map[string]int) []string {
	const onPath, done = 1, 2
	state := make([]int, len(t.Containers))
	var path, circle []string
	var visit func(i int)
	visit = func(i int) {
		c := &t.Containers[i]
		path = append(path, c.Name)
		state[i] = onPath
		for _, name := range c.waitsFor() {
			j, known := index[name]
			if !known || circle != nil || state[j] == done {
				continue
			}
			if state[j] == onPath {
				circle = append(slices.Clone(path[slices.Index(path, name):]), name)
				return
			}
			visit(j)
		}
		path = path[:len(path)-1]
		state[i] = done
	}
	for i := range t.Containers {
		if state[i] == 0 && circle == nil {
			visit(i)
		}
	}
	return circle
}
