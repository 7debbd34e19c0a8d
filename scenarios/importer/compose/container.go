package compose

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// defaultMemory is MiB of a container of which nothing says its size (amazon-ecs-cli,
// modules/utils/compose/reconcile_container_def.go).
const defaultMemory = 512

// container is what becomes of a service as a container.
type container struct {
	s                        *service
	cpu, memory, reservation int // 0 = not said
	ports                    []mapping
	links                    []string
	marks                    []record.Mark // their paths are those below the container
}

// fail records what is wrong with a service.
func (s *service) fail(hint, format string, args ...any) {
	s.r.faults.Add(s.at.Line, s.at.Column, hint, "%s: %s", strict.Shown(s.name), fmt.Sprintf(format, args...))
}

func (s *service) tell(text string) { s.r.set.Notes.Tell(s.at, text) }

// contain makes a container of a service. taskMemory is whether the task says how much it has.
func (s *service) contain(taskMemory bool) *container {
	c := &container{s: s}
	var hole *tree.Value
	if c.ports, hole = s.ports(); hole != nil {
		c.marks = append(c.marks, record.Mark{Path: "portMappings", State: record.Unknown, Why: hole.Why(), Ask: hole.Say(), Whole: true})
	}
	c.cpu = c.size("cpu", cpuUnits, s.params.Get("cpu_shares"), s.get("cpu_shares"))
	if c.cpu == 0 {
		c.cpu = c.size("cpu", cpuOf, s.get("deploy", "resources", "reservations", "cpus"), s.get("cpus"), s.get("deploy", "resources", "limits", "cpus"))
	}
	c.memory = c.size("memory", mib, s.params.Get("mem_limit"), s.get("mem_limit"), s.get("deploy", "resources", "limits", "memory"))
	c.reservation = c.size("memoryReservation", mib, s.params.Get("mem_reservation"), s.get("mem_reservation"),
		s.get("deploy", "resources", "reservations", "memory"))
	switch {
	case c.memory > 0 && c.memory < c.reservation:
		s.tell(fmt.Sprintf("the memory limit of %s, %d MiB, is below its reservation, %d MiB, which ECS refuses: the limit is taken", s.name, c.memory, c.reservation))
		c.reservation = 0
	case c.memory == 0 && c.reservation == 0 && !taskMemory && !c.unknown("memory", "memoryReservation"):
		c.memory = defaultMemory
		c.marks = append(c.marks, record.Mark{Path: "memory", State: record.Defaulted, Why: "nothing says its size, and the ECS CLI takes 512 MiB"})
	}
	return c
}

// link takes over the links of a container to others of the file; of others ECS knows nothing.
func (c *container) link(all []*service) {
	for _, l := range c.s.get("links").Items() {
		text, ok := l.String()
		name, _, _ := strings.Cut(text, ":")
		switch {
		case ok && named(all, name) != nil:
			c.links = append(c.links, text)
		case ok:
			c.s.tell("the link of " + c.s.name + " to " + strict.Shown(name) + ", which is not in the file, is left out")
		}
	}
}

// unknown reports whether one of some values is not known.
func (c *container) unknown(paths ...string) bool {
	return slices.ContainsFunc(c.marks, func(m record.Mark) bool { return slices.Contains(paths, m.Path) })
}

func cpuUnits(text string) (int, bool) { return tree.Of(text).Int() }

// size is the first of some values that is there; one that is not known is marked.
func (c *container) size(path string, read func(string) (int, bool), values ...*tree.Value) int {
	for _, v := range values {
		text, ok := v.String()
		switch {
		case v.Absent():
			continue
		case v.Is(tree.Unknown):
			c.marks = append(c.marks, record.Mark{Path: path, State: record.Unknown, Why: v.Why(), Ask: v.Say()})
			return 0
		}
		n, fits := read(text)
		if !ok || !fits || n < 0 {
			c.s.fail("", "%s is %s, wanted an amount such as 512m", path, strict.Quote(text))
			return 0
		}
		if n == 0 && text != "0" {
			c.s.tell(path + " of " + c.s.name + " is " + strict.Shown(text) + ", which is less than a MiB, and counts as left out: without a unit it is bytes")
			continue
		}
		return n
	}
	return 0
}

// node is the container in the shape of the ECS API.
func (c *container) node(dependsOn []*yaml.Node) *yaml.Node {
	s := c.s
	n := record.Map("name", s.name)
	add := func(key string, v *yaml.Node) {
		if v != nil {
			n.Content = append(n.Content, record.Text(key), v)
		}
	}
	if s.r.reading == OneTask && s.params.Get("essential").Or("") == "false" {
		add("essential", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "false"})
	}
	for _, size := range []struct {
		key string
		n   int
	}{{"cpu", c.cpu}, {"memory", c.memory}, {"memoryReservation", c.reservation}} {
		if size.n > 0 {
			add(size.key, record.Number(size.n))
		}
	}
	add("portMappings", record.List(portNodes(c.ports)...))
	if c.links != nil {
		add("links", record.Map("links", c.links).Content[1])
	}
	add("dependsOn", record.List(dependsOn...))
	add("healthCheck", s.healthCheck())
	if t, ok := seconds(s.get("stop_grace_period")); ok && t > 0 {
		add("stopTimeout", record.Number(t))
	}
	return n
}

// healthCheck is a health check in the shape of the ECS API; nil where there is none. That of
// ecs-params wins, key by key.
func (s *service) healthCheck() *yaml.Node {
	own, over := s.get("healthcheck"), s.params.Get("healthcheck")
	test := over.Any("test", "command")
	if test == nil {
		test = own.Get("test")
	}
	if own.Get("disable").Or("") == "true" || own.Absent() && over.Absent() {
		return nil
	}
	if items := test.Items(); len(items) > 0 && items[0].Or("") == "NONE" {
		return nil
	}
	n := record.Map("command", []string{"CMD-SHELL", "true"}) // what it runs changes nothing of a scenario
	for _, k := range checkKeys {
		v := over.Get(k.compose)
		if v.Absent() {
			v = own.Get(k.compose)
		}
		t, ok := seconds(v)
		if !ok {
			continue
		}
		if within := min(max(t, k.least), k.most); within != t {
			s.tell(fmt.Sprintf("%s of the health check of %s is %d, and ECS takes %d to %d: %d is taken", k.compose, s.name, t, k.least, k.most, within))
			t = within
		}
		n.Content = append(n.Content, record.Text(k.ecs), record.Number(t))
	}
	return n
}

// checkKeys are the keys of health checks and what ECS takes of them (ECS API, HealthCheck); times
// are seconds.
var checkKeys = []struct {
	compose, ecs string
	least, most  int
}{
	{"interval", "interval", 5, 300}, {"timeout", "timeout", 2, 60}, {"start_period", "startPeriod", 0, 300}, {"retries", "retries", 1, 10},
}
