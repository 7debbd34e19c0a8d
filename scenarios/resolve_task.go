package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/stored"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// taskDefinitions resolves the task definitions, inline and in files.
func (r *resolver) taskDefinitions() {
	r.revisions = map[string][]definition{}
	r.cfg.Own = map[string]config.TaskTimings{}
	for i := range r.file.TaskDefinitions {
		def, at := &r.file.TaskDefinitions[i], r.root.At("taskDefinitions", i)
		var t model.TaskDefinition
		if def.File == "" {
			t = taskDefinition(def, at)
			noteAccelerators(def, at)
		} else {
			r.nothingElse(at)
			file := r.taskFile(def.File, at.At("file"))
			if def = file.definition; def == nil {
				r.unread = true
				continue
			}
			t = file.task.Clone()
		}
		r.unread = r.unread || t.Family == ""
		t.Revision = r.addRevision(t.Family, t.Revision, len(r.cfg.Tasks), at)
		if given := cmp.Or(r.file.TaskDefinitions[i].Timings, def.Timings); given != nil {
			r.cfg.Own[t.Name()] = given.own()
		}
		r.cfg.Tasks = append(r.cfg.Tasks, t)
	}
	for i := range r.cfg.Tasks {
		r.portsOfHosts(&r.cfg.Tasks[i])
	}
}

// portsOfHosts warns of a static host port that every instance's own processes hold.
func (r *resolver) portsOfHosts(t *model.TaskDefinition) {
	if len(r.cfg.Groups) == 0 || t.NetworkMode.OwnInterface() {
		return
	}
	for _, p := range t.StaticPorts(model.ServiceConnect{}) {
		if !slices.ContainsFunc(r.cfg.Groups, func(g config.InstanceGroup) bool { return !slices.Contains(g.Reserved, p) }) {
			r.warn("task definition %s: host port %d is reserved by the host on every container instance, so none takes it",
				t.Name(), p.Port)
		}
	}
}

// nothingElse refuses keys beside file that belong into the file.
func (r *resolver) nothingElse(at strict.Place) {
	for i := 0; i < len(at.Node.Content); i += 2 {
		if key := at.Node.Content[i].Value; key != "file" && key != "timings" {
			at.Fail("put the rest into it", "task definition has both file and other keys")
			return
		}
	}
}

// taskFile is a file with a task definition, read once however often it is named.
type taskFile struct {
	definition *TaskDefinition // nil = it could not be read
	task       model.TaskDefinition
}

// maxNamedBytes bounds what the files that a scenario names hold together.
const maxNamedBytes = 32 << 20

// subFile reads a file that the scenario names; nil after a fault. takes says what it has to be.
func (r *resolver) subFile(name, takes string, at strict.Place) *strict.Faults {
	data, outside, err := r.read(name)
	if r.namedBytes += len(data); err == nil && r.namedBytes > maxNamedBytes {
		err = fmt.Errorf("%s: the files that this one names hold more than %d MB together", name, maxNamedBytes>>20)
	}
	if err != nil {
		hint := "paths are relative to this file"
		if errors.Is(err, stored.ErrNotRegular) {
			hint = takes
		}
		at.Fail(hint, "%v", err)
		return nil
	}
	return &strict.Faults{File: name, Data: data, Foreign: outside}
}

// taskFile reads a file that the scenario names. What is wrong with it, and what is to be
// said of it, is told once.
func (r *resolver) taskFile(name string, at strict.Place) *taskFile {
	if known := r.files[name]; known != nil {
		return known
	}
	file := &taskFile{}
	r.files[name] = file
	sub := r.subFile(name, "file: takes the AWS CLI's JSON of a task definition", at)
	if sub == nil {
		return file
	}
	def, place := decodeTaskJSON(sub)
	if file.definition = def; def != nil {
		file.task = taskDefinition(def, place)
		file.task.Revision = ownRevision(def.Family, place)
		likely.Refused(place, likely.Definition, nil)
	}
	r.root.Adopt(sub)
	return file
}

// taskDefinition resolves one task definition, and checks it as
// RegisterTaskDefinition would.
func taskDefinition(def *TaskDefinition, at strict.Place) model.TaskDefinition {
	t := model.TaskDefinition{
		Family:          def.Family,
		Compatibilities: def.RequiresCompatibilities,
		PIDMode:         def.PidMode,
		IPCMode:         def.IpcMode,
		Requires:        required(def.RequiresAttributes),
	}
	sized := true
	var err error
	if t.NetworkMode, err = model.ParseNetworkMode(def.NetworkMode); err != nil {
		at.At("networkMode").Fail("", "%v", err)
	}
	if def.CPU != "" {
		if t.CPU, err = model.ParseCPU(string(def.CPU)); err != nil {
			at.At("cpu").Fail("", "%v", err)
			sized = false
		}
	}
	if def.Memory != "" {
		if t.Memory, err = model.ParseMiB(string(def.Memory)); err != nil {
			at.At("memory").Fail("", "%v", err)
			sized = false
		}
	}
	if p := def.RuntimePlatform; p != nil {
		t.OSFamily, t.Architecture = p.OSFamily, p.CPUArchitecture
		if strings.HasPrefix(strings.ToUpper(p.OSFamily), "WINDOWS") {
			at.At("runtimePlatform", "operatingSystemFamily").Fail("", "Windows container instances are not simulated by this version")
		}
	}
	for i := range def.ContainerDefinitions {
		t.Containers = append(t.Containers, container(&def.ContainerDefinitions[i], at.At("containerDefinitions", i)))
	}
	t.Constraints = constraints(def.PlacementConstraints, at.At("placementConstraints"))
	for _, p := range t.Validate() {
		switch {
		case p.Path == "family":
			at.Fail(`add "family": "NAME"`, "task definition has no family, which it needs: %s", p.Error())
		case !sized && (strings.HasSuffix(p.Path, "cpu") || strings.HasSuffix(p.Path, "memory")):
			// follows from a size that could not be read
		default:
			at.At(steps(p.Path)...).Fail(p.Hint, "task definition %s: %s", strict.Quote(def.Family), p.Error())
		}
	}
	return t
}

// steps takes a field's path such as containerDefinitions[1].name apart.
func steps(path string) []any {
	var all []any
	for part := range strings.FieldsFuncSeq(path, func(c rune) bool { return strings.ContainsRune(".[]", c) }) {
		if i, err := strconv.Atoi(part); err == nil {
			all = append(all, i)
		} else {
			all = append(all, part)
		}
	}
	return all
}

// required picks the attributes that decide about a host. Those that begin with
// com.amazonaws.ecs.capability. or ecs.capability. are derived by ECS from the
// definition's fields, and any current ECS-optimized AMI's agent reports them
// (docker-remote-api, logging-driver, task-iam-role, task-eni, ...): a scenario's
// hosts have them all.
func required(attributes []Attribute) []string {
	var names []string
	for _, a := range attributes {
		if !strings.HasPrefix(a.Name, "com.amazonaws.ecs.capability.") && !strings.HasPrefix(a.Name, "ecs.capability.") {
			names = append(names, a.Name)
		}
	}
	return names
}

func container(def *ContainerDefinition, at strict.Place) model.Container {
	c := model.Container{
		Name: def.Name, Image: def.Image,
		Essential:         def.Essential == nil || *def.Essential,
		CPU:               model.CPU(def.CPU),
		Memory:            model.MiB(def.Memory),
		MemoryReservation: model.MiB(def.MemoryReservation),
		Links:             def.Links,
		StopTimeout:       time.Duration(def.StopTimeout) * time.Second,
		StartTimeout:      time.Duration(def.StartTimeout) * time.Second,
		FireLens:          def.FirelensConfiguration != nil,
	}
	if def.LogConfiguration != nil {
		c.LogDriver = def.LogConfiguration.LogDriver
	}
	for _, v := range def.VolumesFrom {
		c.VolumesFrom = append(c.VolumesFrom, v.SourceContainer)
	}
	if p := def.RestartPolicy; p != nil {
		c.Restart = &model.RestartPolicy{
			Enabled: p.Enabled != nil && *p.Enabled, IgnoredExitCodes: p.IgnoredExitCodes, AttemptPeriod: seconds(p.RestartAttemptPeriod, 300),
		}
	}
	for i, m := range def.PortMappings {
		c.PortMappings = append(c.PortMappings, portMapping(m, at.At("portMappings", i)))
	}
	for _, d := range def.DependsOn {
		c.DependsOn = append(c.DependsOn, model.Dependency{Container: d.ContainerName, Condition: d.Condition})
	}
	c.GPUs = gpus(def, at)
	if h := def.HealthCheck; h != nil {
		c.HealthCheck = &model.HealthCheck{
			Interval:    seconds(h.Interval, 30),
			Timeout:     seconds(h.Timeout, 5),
			Retries:     3,
			StartPeriod: time.Duration(h.StartPeriod) * time.Second,
		}
		if h.Retries != nil {
			c.HealthCheck.Retries = *h.Retries
		}
	}
	return c
}

// gpus is how many whole GPUs a container asks for, or model.AllGPUs.
func gpus(def *ContainerDefinition, at strict.Place) int32 {
	total := int64(0)
	for i, q := range def.ResourceRequirements {
		at := at.At("resourceRequirements", i)
		if q.Type != "GPU" || q.sharing(at) {
			continue
		}
		n, err := strconv.ParseInt(q.Value, 10, 32)
		switch {
		case q.Value == allGPUs:
			return model.AllGPUs
		case q.Value == "" && strict.Child(at.Node, "value") == nil:
			at.Fail("", "resourceRequirements has no value, which it needs")
		case err != nil || n < 0 || n >= int64(model.AllGPUs):
			hint := strict.DidYouMean(q.Value, []string{allGPUs})
			at.At("value").Fail(hint, "GPU value is %s, wanted a whole number or %s", strict.Quote(q.Value), allGPUs)
		}
		total += max(n, 0)
	}
	return int32(min(total, int64(model.AllGPUs)-1))
}

// allGPUs is the value of a resource requirement for every GPU of the instance (ECS API
// ResourceRequirement, August 2026).
const allGPUs = "ALL"

func seconds(n *int, otherwise int) time.Duration {
	if n != nil {
		otherwise = *n
	}
	return time.Duration(otherwise) * time.Second
}

func portMapping(def PortMapping, at strict.Place) model.PortMapping {
	protocol, _ := model.ParseProtocol(def.Protocol)
	m := model.PortMapping{
		ContainerPort: uint16(def.ContainerPort), HostPort: uint16(def.HostPort),
		Protocol: protocol, Name: def.Name,
	}
	if def.ContainerPortRange != "" {
		ports, err := model.ParsePortRange(def.ContainerPortRange)
		if err != nil {
			at.At("containerPortRange").Fail("", "%v", err)
		}
		m.Range = ports
	}
	return m
}
