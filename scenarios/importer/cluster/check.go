package cluster

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios/importer/record"
)

// Difference is one resource of a host of which the tasks in the files use another amount than
// ECS counts.
type Difference struct {
	Host     string // its own name
	Instance string // in the scenario
	Resource string // CPU, MEMORY, GPU, PORTS or PORTS_UDP
	// Tasks is what the tasks use by their definitions, ECS what is registered less what remains.
	// Of ports they are those that the other does not have, with blanks between.
	Tasks, ECS string
	Why        string // what it may be
}

// selfCheck compares what the tasks on each host use with what ECS says is left of it.
func (j *joiner) selfCheck() {
	on := map[string][]*record.Task{}
	for _, t := range j.Set.Tasks {
		on[t.Host] = append(on[t.Host], t)
	}
	reports := slices.ContainsFunc(j.c.Hosts, func(h *Host) bool { return h.Remaining != nil })
	switch {
	case len(j.c.Hosts) == 0:
		return
	case len(j.Set.Tasks) == 0:
		j.list.Unchecked = "no tasks are given (describe-tasks): services place theirs by strategy, and nothing is compared with remainingResources"
		return
	case !reports:
		j.list.Unchecked = "no container instance has remainingResources, so nothing is compared with them"
		return
	}
	for _, h := range j.c.Hosts {
		if h.Remaining != nil {
			j.list.Checked++
			j.compare(h, on[h.Name])
		}
	}
}

// use is what tasks take of a host.
type use struct {
	cpu, memory, gpus int
	ports, udp        map[int]bool
	unknown           []string // definitions that are in no file
	stopping          []string // tasks that are told to stop and are still there
	overridden        []string // tasks whose sizes are not their definition's
	count             int
}

func (j *joiner) compare(h *Host, tasks []*record.Task) {
	u := j.sum(tasks)
	add := func(resource string, tasks, ecs string) {
		if tasks != ecs {
			j.list.Differences = append(j.list.Differences, Difference{h.Name, h.Instance, resource, tasks, ecs, u.why(h)})
		}
	}
	left := h.Remaining
	add("CPU", strconv.Itoa(u.cpu), strconv.Itoa(h.CPU.Or(0)-left.CPU))
	add("MEMORY", strconv.Itoa(u.memory), strconv.Itoa(h.Memory.Or(0)-left.Memory))
	if h.GPUs.Or(0) > 0 {
		add("GPU", strconv.Itoa(u.gpus), strconv.Itoa(h.GPUs.V-left.GPUs))
	}
	ports := func(resource string, own map[int]bool, taken, registered []int) {
		there := map[int]bool{}
		for _, p := range taken {
			there[p] = true
		}
		for _, p := range registered {
			delete(there, p)
		}
		add(resource, less(own, there), less(there, own))
	}
	ports("PORTS", u.ports, left.Ports, h.Ports.Or(nil))
	ports("PORTS_UDP", u.udp, left.PortsUDP, h.PortsUDP.Or(nil))
}

// less is the ports of a set that another does not have.
func less(a, b map[int]bool) string {
	var all []string
	for _, p := range slices.Sorted(maps.Keys(a)) {
		if !b[p] {
			all = append(all, strconv.Itoa(p))
		}
	}
	return strings.Join(all, " ")
}

// sum adds up what tasks claim by their definitions. ECS frees what a task claims when it is told
// to stop.
func (j *joiner) sum(tasks []*record.Task) *use {
	u := &use{ports: map[int]bool{}, udp: map[int]bool{}}
	for _, t := range tasks {
		if !alive(t) {
			if t.LastStatus != "STOPPED" && t.Host != "" {
				u.stopping = append(u.stopping, t.Name)
			}
			continue
		}
		u.count++
		def := j.claimOf(t.Definition)
		if def == nil {
			if !slices.Contains(u.unknown, t.Definition) {
				u.unknown = append(u.unknown, t.Definition)
			}
			continue
		}
		u.add(def)
		if t.CPU > 0 && def.CPU > 0 && t.CPU != int(def.CPU) || t.Memory > 0 && def.Memory > 0 && t.Memory != int(def.Memory) {
			u.overridden = append(u.overridden, t.Name)
		}
	}
	return u
}

func (u *use) add(def *model.TaskDefinition) {
	n := def.Network(model.ServiceConnect{})
	claim := def.Claim(model.ServiceConnect{}, model.NewPortTable(n.HostPorts))
	u.cpu, u.memory, u.gpus = u.cpu+int(claim.CPU), u.memory+int(claim.Memory), u.gpus+int(claim.GPU)
	for _, p := range n.HostPorts {
		if p.Protocol == model.UDP {
			u.udp[int(p.Port)] = true
		} else {
			u.ports[int(p.Port)] = true
		}
	}
}

// claimOf is the definition that a task runs; nil where it is in no file, or has gaps.
func (j *joiner) claimOf(name string) *model.TaskDefinition {
	r := j.recordOf(name)
	if r == nil {
		return nil
	}
	t, ok := j.read(r)
	if !ok {
		return nil
	}
	return t
}

// why says what a difference may be.
func (u *use) why(h *Host) string {
	switch {
	case len(u.unknown) > 0:
		return "the tasks of " + strings.Join(u.unknown, ", ") + " are not counted: their definitions are in no file"
	case len(u.overridden) > 0:
		return "an override: " + some(u.overridden) + " have other sizes than their definitions"
	case h.TaskCount.Known() && h.TaskCount.V > u.count:
		return fmt.Sprintf("ECS counts %s there, and the files have %d: were all of list-tasks described?", model.Counted(h.TaskCount.V, "task"), u.count)
	case h.TaskCount.Known() && h.TaskCount.V < u.count:
		return fmt.Sprintf("ECS counts %s there, and the files have %d: they were written at different times", model.Counted(h.TaskCount.V, "task"), u.count)
	case len(u.stopping) > 0:
		return "tasks that are told to stop and are not gone: " + some(u.stopping)
	}
	return "an override of a container's sizes, room that ECS keeps for a daemon whose task is away, answers written at different times, or a fault in ecssim"
}

// some are the first of several names.
func some(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

// TrunkCheck is what keeps hosts from having a trunk, or what says that they have one.
type TrunkCheck struct {
	Hosts   []string // their names in the scenario
	Type    string
	Trunk   bool
	Setting string // of the account for their role: enabled or disabled
	TypeCan bool   // whether tasks in awsvpc mode gain by a trunk on it
	// Agent is the oldest agent's version; "" = not said. Knows is whether all of them can use a
	// trunk.
	Agent string
	Knows bool
	Text  string // what follows
	Right bool   // nothing is to be done
}

// trunkAgent is the first agent that uses a trunk (developer guide, container-instance-eni).
var trunkAgent = []int{1, 28, 1}

// trunks goes through the conditions of a trunk for all hosts, alike ones together. Where nobody
// has one and nobody could want one there is nothing to say.
func (j *joiner) trunks() {
	wanted := j.c.Trunking.V == "enabled"
	for _, h := range j.c.Hosts {
		wanted = wanted || h.Trunk.V
	}
	if !wanted {
		return
	}
	for _, h := range j.c.Hosts {
		t, err := catalog.Lookup(h.Type.Or(""))
		c := TrunkCheck{Type: h.Type.V, Trunk: h.Trunk.V, Setting: j.c.Trunking.V, TypeCan: err == nil && t.Slots(true) > t.Slots(false),
			Agent: h.Agent, Knows: h.Agent == "" || !older(h.Agent, trunkAgent)}
		c.decide()
		i := slices.IndexFunc(j.list.Trunks, func(x TrunkCheck) bool { return x.Type == c.Type && x.Text == c.Text })
		if i < 0 {
			i = len(j.list.Trunks)
			j.list.Trunks = append(j.list.Trunks, c)
		}
		x := &j.list.Trunks[i]
		x.Hosts = append(x.Hosts, h.Instance)
		if v := version(h.Agent); v != nil && (x.Agent == "" || older(h.Agent, version(x.Agent))) {
			x.Agent = h.Agent
		}
	}
}

func (c *TrunkCheck) decide() {
	switch {
	case c.Trunk && c.Setting == "enabled":
		c.Text, c.Right = "they have a trunk", true
	case c.Trunk:
		c.Text = "they have a trunk, and awsvpcTrunking is disabled now: what replaces them will have none; enable it for the role of the instances or the account"
	case c.Setting != "enabled":
		c.Text = "no trunk: awsvpcTrunking is not enabled for the role of the instances or the account"
	case !c.TypeCan:
		c.Text, c.Right = "no trunk: the type gains nothing by one", true
	case !c.Knows:
		c.Text = "no trunk: the agent is older than 1.28.1; replace them with a current ECS-optimized AMI"
	default:
		agent := ", and the agent's version is not said"
		if c.Agent != "" {
			agent = ", and the agent knows how"
		}
		c.Text = "no trunk, though the account setting and the type would have one" + agent + ": launched before the opt-in, or under another role; replace them"
	}
}

// version is the numbers of a version; nil of none.
func version(text string) (v []int) {
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		v = append(v, n)
	}
	return v
}

// older reports whether a version is before another; one that is none is not.
func older(text string, than []int) bool {
	v := version(text)
	return v != nil && slices.Compare(v, than) < 0
}
