package scenarios

import (
	"cmp"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

// taskDefinitions resolves the task definitions, inline and in files.
func (r *resolver) taskDefinitions() {
	r.revisions = map[string][]int{}
	r.cfg.Own = map[string]config.TaskTimings{}
	for i := range r.file.TaskDefinitions {
		def, at := &r.file.TaskDefinitions[i], r.root.at("taskDefinitions", i)
		if def.File != "" {
			r.nothingElse(at)
			sub, notes := r.readTaskFile(def.File, at.at("file"))
			if sub == nil {
				continue
			}
			for _, note := range notes {
				r.cfg.Warnings = append(r.cfg.Warnings, def.File+": "+note)
			}
			def, at = sub.definition, sub.at
		}
		t := taskDefinition(def, at)
		if at.faults != r.root.faults {
			r.root.adopt(at.faults)
		}
		if r.revisions[t.Family] == nil {
			r.families = append(r.families, t.Family)
		}
		r.revisions[t.Family] = append(r.revisions[t.Family], len(r.cfg.Tasks))
		t.Revision = len(r.revisions[t.Family])
		if given := cmp.Or(r.file.TaskDefinitions[i].Timings, def.Timings); given != nil {
			r.cfg.Own[t.Name()] = given.own()
		}
		r.cfg.Tasks = append(r.cfg.Tasks, t)
	}
}

// nothingElse refuses keys beside file that belong into the file.
func (r *resolver) nothingElse(at spot) {
	for i := 0; i < len(at.node.Content); i += 2 {
		if key := at.node.Content[i].Value; key != "file" && key != "timings" {
			at.fail("put the rest into it", "task definition has both file and other keys")
			return
		}
	}
}

// taskFile is a task definition read from a file of its own.
type taskFile struct {
	definition *TaskDefinition
	at         spot
}

const takesJSON = "file: takes the AWS CLI's JSON of a task definition"

// readTaskFile reads a file that the scenario names; nil if it cannot.
func (r *resolver) readTaskFile(name string, at spot) (*taskFile, []string) {
	data, err := r.read(name)
	if err != nil {
		hint := "paths are relative to this file"
		if errors.Is(err, errNotRegular) {
			hint = takesJSON
		}
		at.fail(hint, "%v", err)
		return nil, nil
	}
	sub := &faults{file: name, data: data}
	def, node, notes := decodeTaskJSON(sub)
	if len(sub.found) > 0 {
		if f := &sub.found[0]; f.Hint == "" && !json.Valid(data) {
			f.Hint = takesJSON
		}
		r.root.adopt(sub)
		return nil, nil
	}
	return &taskFile{def, spot{sub, node}}, notes
}

// taskDefinition resolves one task definition, and checks it as
// RegisterTaskDefinition would.
func taskDefinition(def *TaskDefinition, at spot) model.TaskDefinition {
	t := model.TaskDefinition{
		Family:          def.Family,
		Compatibilities: def.RequiresCompatibilities,
		PIDMode:         def.PidMode,
		IPCMode:         def.IpcMode,
		Requires:        required(def.RequiresAttributes),
	}
	var err error
	if t.NetworkMode, err = model.ParseNetworkMode(def.NetworkMode); err != nil {
		at.at("networkMode").fail("", "%v", err)
	}
	if def.CPU != "" {
		if t.CPU, err = model.ParseCPU(string(def.CPU)); err != nil {
			at.at("cpu").fail("", "%v", err)
		}
	}
	if def.Memory != "" {
		if t.Memory, err = model.ParseMiB(string(def.Memory)); err != nil {
			at.at("memory").fail("", "%v", err)
		}
	}
	if p := def.RuntimePlatform; p != nil {
		t.OSFamily, t.Architecture = p.OSFamily, p.CPUArchitecture
		if strings.HasPrefix(strings.ToUpper(p.OSFamily), "WINDOWS") {
			at.at("runtimePlatform", "operatingSystemFamily").fail("", "Windows container instances are not simulated by this version")
		}
	}
	for i := range def.ContainerDefinitions {
		t.Containers = append(t.Containers, container(&def.ContainerDefinitions[i], at.at("containerDefinitions", i)))
	}
	t.Constraints = constraints(def.PlacementConstraints, at.at("placementConstraints"))
	if def.Family == "" {
		at.fail("", "task definition has no family, which it needs")
	}
	for _, p := range t.Validate() {
		at.at(steps(p.Path)...).fail(p.Hint, "task definition %s: %s", quote(def.Family), p.Error())
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

func container(def *ContainerDefinition, at spot) model.Container {
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
		c.PortMappings = append(c.PortMappings, portMapping(m, at.at("portMappings", i)))
	}
	for _, d := range def.DependsOn {
		c.DependsOn = append(c.DependsOn, model.Dependency{Container: d.ContainerName, Condition: d.Condition})
	}
	for i, q := range def.ResourceRequirements {
		if q.Type != "GPU" {
			continue
		}
		n, err := strconv.ParseInt(q.Value, 10, 32)
		if err != nil || n < 0 {
			at.at("resourceRequirements", i, "value").fail("", "GPU value is %s, wanted a whole number", quote(q.Value))
		}
		c.GPUs += int32(max(n, 0))
	}
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

func seconds(n *int, otherwise int) time.Duration {
	if n != nil {
		otherwise = *n
	}
	return time.Duration(otherwise) * time.Second
}

func portMapping(def PortMapping, at spot) model.PortMapping {
	protocol, _ := model.ParseProtocol(def.Protocol)
	m := model.PortMapping{
		ContainerPort: uint16(def.ContainerPort), HostPort: uint16(def.HostPort),
		Protocol: protocol, Name: def.Name,
	}
	if def.ContainerPortRange != "" {
		ports, err := model.ParsePortRange(def.ContainerPortRange)
		if err != nil {
			at.at("containerPortRange").fail("", "%v", err)
		}
		m.Range = ports
	}
	return m
}
