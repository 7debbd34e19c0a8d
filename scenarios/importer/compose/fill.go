package compose

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// fill makes the records.
func (r *reader) fill() {
	all := r.services()
	if len(all) == 0 {
		r.faults.Add(r.root.Line, r.root.Column, "", "the file has no services")
		return
	}
	if r.reading == ServiceEach {
		for _, s := range all {
			r.each(s)
		}
		return
	}
	r.oneTask(all)
}

// oneTask makes all services containers of one task, and a service of that.
func (r *reader) oneTask(all []*service) {
	name, at := r.projectName(), record.Source{File: r.doc.File}
	size := r.params.Path("task_definition", "task_size")
	memory := r.taskSize(size, "mem_limit", taskMemory)
	d := &record.Definition{Family: name, Source: at}
	var containers []*yaml.Node
	linked, cpu, reserved := false, 0, 0
	for i, s := range all {
		c := s.contain(memory > 0)
		c.link(all)
		linked = linked || c.links != nil
		cpu, reserved = cpu+c.cpu, reserved+cmp.Or(c.reservation, c.memory)
		for _, m := range c.marks {
			m.Path = fmt.Sprintf("containerDefinitions.%d.%s", i, m.Path)
			d.Marks = append(d.Marks, m)
		}
		containers = append(containers, c.node(s.dependsOn(all)))
	}
	mode := r.params.Path("task_definition", "ecs_network_mode").Or("")
	if mode == "" {
		mode = "bridge"
		why := "left out"
		if linked {
			why = "left out, and links are in no other mode"
		}
		d.Marks = append(d.Marks, record.Mark{Path: "networkMode", State: record.Defaulted, Why: why})
	}
	n := record.Map("family", name, "networkMode", mode)
	r.room(d, n, "cpu", r.taskSize(size, "cpu_limit", cpuUnits), cpu)
	r.room(d, n, "memory", memory, reserved)
	for _, key := range []string{"pid_mode", "ipc_mode"} {
		if v := r.params.Path("task_definition", key).Or(""); v != "" {
			n.Content = append(n.Content, record.Text(strings.Replace(key, "_m", "M", 1)), record.Text(v))
		}
	}
	n.Content = append(n.Content, record.Text("containerDefinitions"), record.List(containers...))
	if c := constraints(r.params.Path("task_definition", "placement_constraints")); c != nil {
		n.Content = append(n.Content, record.Text("placementConstraints"), c)
	}
	d.JSON = record.DefinitionJSON(n)
	r.set.Definitions = append(r.set.Definitions, d)
	s := &record.Service{
		Name: name, Source: at, Definition: record.Derive(name, at, "its services are containers of one task"),
		Desired: record.Default(1, at, "Compose does not say how many tasks"),
	}
	r.runParams(s)
	r.set.Services = append(r.set.Services, s)
	for _, one := range all {
		if n, ok := one.get("deploy", "replicas").Int(); ok && n != 1 {
			one.tell(fmt.Sprintf("replicas of %s, %d, are not read: as a container of one task it is there once a task", one.name, n))
		}
	}
}

// room sets a size of the task; where its containers ask for more together, which ECS refuses, the
// user has to say what is right.
func (r *reader) room(d *record.Definition, n *yaml.Node, key string, size, used int) {
	switch {
	case size > 0 && used > size:
		why := fmt.Sprintf("task_size has %d, and the containers ask for %d together, which ECS refuses", size, used)
		d.Marks = append(d.Marks, record.Mark{Path: key, State: record.Unknown, Why: why})
	case size > 0:
		n.Content = append(n.Content, record.Text(key), record.Number(size))
	}
}

// taskSize is a size of the task; 0 where ecs-params has none.
func (r *reader) taskSize(size *tree.Value, key string, read func(string) (int, bool)) int {
	v := size.Get(key)
	text, ok := v.String()
	if v.Absent() || text == "" && ok {
		return 0
	}
	n, fits := read(text)
	if !fits {
		f := &strict.Faults{File: r.paramsIn}
		f.Add(0, 0, "", "task_size: %s is %s, wanted an amount", key, strict.Quote(text))
		r.faults.Adopt(f)
	}
	return n
}

// runParams takes over what ecs-params says of running the task. Subnets one level too high are
// ignored, as the ECS CLI does.
func (r *reader) runParams(s *record.Service) {
	run := r.params.Get("run_params")
	at := record.Source{File: r.paramsIn}
	network := run.Get("network_configuration")
	if !network.Get("subnets").Absent() {
		r.set.Notes.Tell(at, "subnets of network_configuration are ignored, as the ECS CLI ignores them: they belong into awsvpc_configuration below it")
	}
	vpc := network.Get("awsvpc_configuration")
	s.Subnets, s.SecurityGroups = textsOf(vpc.Get("subnets"), at), textsOf(vpc.Get("security_groups"), at)
	var strategy []*yaml.Node
	for _, e := range run.Path("task_placement", "strategy").Items() {
		strategy = append(strategy, record.Map("type", e.Get("type").Or(""), "field", e.Get("field").Or("")))
	}
	s.Rest = record.Map("placementStrategy", strategy, "placementConstraints", constraints(run.Path("task_placement", "constraints")))
}

// constraints is placement constraints in the shape of the ECS API; nil where there are none.
func constraints(v *tree.Value) *yaml.Node {
	var all []*yaml.Node
	for _, e := range v.Items() {
		all = append(all, record.Map("type", e.Get("type").Or("memberOf"), "expression", e.Get("expression").Or("")))
	}
	return record.List(all...)
}

func textsOf(v *tree.Value, at record.Source) record.Value[[]string] {
	var all []string
	for _, e := range v.Items() {
		if text, ok := e.String(); ok && text != "" {
			all = append(all, text)
		}
	}
	if all == nil {
		return record.Value[[]string]{}
	}
	return record.Give(all, at)
}

// each makes a task definition and a service of a service.
func (r *reader) each(s *service) {
	c := s.contain(false)
	if !s.get("links").Absent() || !s.get("depends_on").Absent() {
		s.tell("links and depends_on of " + s.name + " are left out: they are between services here")
	}
	mode := s.get("network_mode").Or("")
	d := &record.Definition{Family: cleanName(s.name), Source: s.at}
	for _, m := range c.marks {
		m.Path = "containerDefinitions.0." + m.Path
		d.Marks = append(d.Marks, m)
	}
	if !slices.Contains([]string{"bridge", "host", "none"}, mode) {
		if mode != "" {
			s.tell("network_mode " + strict.Shown(mode) + " of " + s.name + " is none of ECS's")
		}
		mode = "bridge"
		d.Marks = append(d.Marks, record.Mark{Path: "networkMode", State: record.Defaulted, Why: "left out"})
	}
	d.JSON = record.DefinitionJSON(record.Map("family", d.Family, "networkMode", mode, "containerDefinitions", []*yaml.Node{c.node(nil)}))
	r.set.Definitions = append(r.set.Definitions, d)
	one := &record.Service{
		Name: d.Family, Source: s.at, Definition: record.Derive(d.Family, s.at, "made of the service"),
		Daemon: s.get("deploy", "mode").Or("") == "global",
	}
	one.Desired = s.replicas()
	r.set.Services = append(r.set.Services, one)
}

// replicas is how many tasks a service asks for.
func (s *service) replicas() record.Value[int] {
	for _, v := range []*tree.Value{s.get("deploy", "replicas"), s.get("scale")} {
		n, ok := v.Int()
		switch {
		case ok && n >= 0:
			return record.Give(n, s.at)
		case v.Is(tree.Unknown):
			return record.Ask[int](s.at, v.Why(), v.Say())
		}
	}
	return record.Default(1, s.at, "left out, which is 1 in Compose")
}

// projectName is the name of the task: the file's own, or that of its folder.
func (r *reader) projectName() string {
	name, _ := r.substitute(tree.FromNode(strict.Child(r.root, "name"))).String()
	folder := filepath.Base(filepath.Dir(filepath.ToSlash(r.doc.File)))
	return cmp.Or(cleanName(name), cleanName(folder), "compose")
}

// cleanName is a text as a family.
func cleanName(text string) string {
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			return c
		}
		return '-'
	}, text)
	const most = 255 // ECS API, RegisterTaskDefinition
	return strings.Trim(text[:min(len(text), most)], "-_")
}
