package experiment

import (
	"cmp"
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// redefine gives a service other task definitions, at the start and by updates: of each, what make
// returns. It is false where make returns an error, where nothing becomes other, and where the health
// checks of a target group would not find the tasks.
func redefine(c *config.Config, i int, make func(t *model.TaskDefinition) (model.TaskDefinition, bool, error)) bool {
	written := *c
	c.Tasks, c.Events = slices.Clip(c.Tasks), slices.Clone(c.Events)
	s := service(c, i)
	became, other := map[int]int{}, false
	of := func(task int) (int, bool) {
		if at, known := became[task]; known {
			return at, true
		}
		t, changed, err := make(&written.Tasks[task])
		if err != nil {
			return task, false
		}
		became[task] = task
		if changed {
			other = true
			c.Tasks = append(c.Tasks, t)
			became[task] = len(c.Tasks) - 1
		}
		return became[task], true
	}
	ok := true
	if s.Task, ok = of(s.Task); !ok {
		return false
	}
	for n := range c.Events {
		if e := &c.Events[n]; e.Redefines() && e.Service == i {
			if e.Task, ok = of(e.Task); !ok {
				return false
			}
		}
	}
	return other && suitTargets(&written, c) == nil
}

// makeDynamic gives a service dynamic host ports in place of static ones.
func makeDynamic(c *config.Config, e report.Edit) bool {
	sc := c.Services[e.In[0]].ServiceConnect
	return redefine(c, e.In[0], func(t *model.TaskDefinition) (model.TaskDefinition, bool, error) {
		if !t.NetworkMode.DynamicPorts() || len(t.StaticPorts(model.ServiceConnect{})) == 0 {
			return *t, false, nil
		}
		d, err := t.WithDynamicPorts(sc)
		return d, err == nil, nil
	})
}

func dynamicWords(c *config.Config, e report.Edit) string {
	fixed := staticPort(c, e.In[0])
	return fmt.Sprintf("hostPort 0 (dynamic) in place of %d", fixed)
}

// staticPort is the first static host port of a service's tasks that becomes dynamic; 0 = none.
func staticPort(c *config.Config, i int) uint16 {
	first := func(task int) uint16 {
		t := &c.Tasks[task]
		if ports := t.StaticPorts(model.ServiceConnect{}); t.NetworkMode.DynamicPorts() && len(ports) > 0 {
			return ports[0].Port
		}
		return 0
	}
	port := first(c.Services[i].Task)
	for n := range c.Events {
		if e := &c.Events[n]; e.Redefines() && e.Service == i {
			port = cmp.Or(first(e.Task), port)
		}
	}
	return port
}

// dropOverrides gives a service's proxies dynamic host ports in place of their ingressPortOverrides.
func dropOverrides(c *config.Config, e report.Edit) bool {
	if override(c, e.In[0]) == 0 {
		return false
	}
	sc := &service(c, e.In[0]).ServiceConnect
	sc.Listeners = slices.Clone(sc.Listeners)
	for i := range sc.Listeners {
		sc.Listeners[i].Override = 0
	}
	return true
}

func overrideWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("no ingressPortOverride (a dynamic host port of the proxy) in place of %d", override(c, e.In[0]))
}

// override is the first host port that a service's proxy has by an ingressPortOverride; 0 = none.
func override(c *config.Config, i int) (port uint16) {
	s := &c.Services[i]
	if !c.Tasks[s.Task].NetworkMode.DynamicPorts() {
		return 0
	}
	for _, l := range s.ServiceConnect.Listeners {
		port = cmp.Or(port, l.Override)
	}
	return port
}

// toBridge gives one workload bridge mode with dynamic host ports.
func toBridge(c *config.Config, e report.Edit) bool {
	alone := *c
	alone.Services, alone.RunTasks = slices.Clone(c.Services), slices.Clone(c.RunTasks)
	for w := range len(c.Services) + len(c.RunTasks) {
		use := useOf(&alone, event.WorkloadID(w))
		if use.KeepNetworkMode = config.KeepAlways; w == e.In[0] {
			use.KeepNetworkMode = config.KeepNever
		}
	}
	changed, err := Under(&alone, model.SetupBridgeDynamic, Move{})
	if err != nil {
		return false
	}
	*c = *changed
	return true
}

func bridgeWords(c *config.Config, e report.Edit) string {
	w := event.WorkloadID(e.In[0])
	name := workloadName(c, w)
	if t := &c.Tasks[useOf(c, w).Task]; t.NetworkMode.DynamicPorts() {
		return "hostPort 0 (dynamic) for " + name
	}
	return "bridge mode with dynamic host ports for " + name
}

// movePort gives the tasks of a service another host port.
func movePort(c *config.Config, e report.Edit) bool {
	i, from, to := e.In[0], model.HostPort{Port: uint16(e.In[1]), Protocol: model.Protocol(e.In[2])}, uint16(e.Value)
	if i >= len(c.Services) || to == 0 {
		return false
	}
	s := service(c, i)
	s.Targets = slices.Clone(s.Targets)
	for n := range s.Targets {
		if x := &s.Targets[n]; !c.Tasks[s.Task].NetworkMode.DynamicPorts() && x.ContainerPort == from.Port {
			x.ContainerPort = to
		}
	}
	return redefine(c, i, func(t *model.TaskDefinition) (model.TaskDefinition, bool, error) {
		moved, changed := t.Clone(), false
		for n := range moved.Containers {
			for m := range moved.Containers[n].PortMappings {
				p := &moved.Containers[n].PortMappings[m]
				switch {
				case p.Protocol != from.Protocol:
				case t.NetworkMode.DynamicPorts() && p.HostPort == from.Port:
					p.HostPort, changed = to, true
				case t.NetworkMode == model.HostMode && p.ContainerPort == from.Port:
					p.ContainerPort, changed = to, true
					if p.HostPort != 0 {
						p.HostPort = to
					}
				}
			}
		}
		return moved, changed, nil
	})
}

func portWords(c *config.Config, e report.Edit) string {
	s, what := &c.Services[e.In[0]], "hostPort"
	if c.Tasks[s.Task].NetworkMode == model.HostMode {
		what = "containerPort"
	}
	return fmt.Sprintf("%s %d in place of %d for %s, where nothing else listens", what, e.Value, e.In[1], s.Name)
}

// freePort is the next host port above one that no task, process or reservation of the scenario has, and
// that is in no dynamic range; 0 = there is none.
func freePort(c *config.Config, above uint16) uint16 {
	taken := map[uint16]bool{}
	for i := range c.Tasks {
		for _, p := range c.Tasks[i].StaticPorts(model.ServiceConnect{}) {
			taken[p.Port] = true
		}
	}
	for g := range c.Groups {
		for _, p := range slices.Concat(c.Groups[g].Listening(), c.Groups[g].Reserved) {
			taken[p.Port] = true
		}
	}
	for i := range c.Events {
		taken[c.Events[i].Port.Port] = true
	}
	for p := above + 1; p > above; p++ {
		if !taken[p] && !slices.ContainsFunc(c.Groups, func(g config.InstanceGroup) bool { return g.DynamicRange.Contains(p) }) {
			return p
		}
	}
	return 0
}

// moveListener has a process of a group's instances let go of a port.
func moveListener(c *config.Config, e report.Edit) bool {
	port := model.HostPort{Port: uint16(e.Value), Protocol: model.Protocol(e.In[1])}
	g := group(c, e.In[0])
	before := len(g.Listeners)
	g.Listeners = slices.DeleteFunc(slices.Clone(g.Listeners), func(p model.HostPort) bool { return p == port })
	return len(g.Listeners) < before
}

func listenerWords(c *config.Config, e report.Edit) string {
	return fmt.Sprintf("another port for the process that listens on %d/%v in group %s", e.Value, model.Protocol(e.In[1]), c.Groups[e.In[0]].Name)
}
