package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// end is one end of a ReachQuery, as it was written and then in a run.
type end struct {
	name      string
	work      event.WorkloadID // none of another place
	container string           // of a workload
	named     bool             // the query names it; otherwise it is the first with a port mapping
	own       ownAddress
	port      uint16 // of an own address, or of the target that a load balancer forwards to
	balancer  bool
	target    string // the target group; "" = that of the other end
	listener  int    // of Service Connect, through which it is reached; -1 = not through that

	task  event.TaskID
	index int // of the container in the task's definition
	place firewall.Peer
	nodes []*firewall.Interface // one, but for a load balancer
}

// ownAddress is an address that means something else to everyone who uses it.
type ownAddress string

const (
	loopback   ownAddress = "127.0.0.1"
	onInstance ownAddress = "host"
)

// ownAddresses are the ways to write them.
var ownAddresses = map[string]ownAddress{"127.0.0.1": loopback, "localhost": loopback, "host": onInstance}

// parseEnd reads one end. An endpoint of Service Connect is one in the namespace of near,
// where that is not nil and has it.
func parseEnd(c *config.Config, text string, near *config.Use) (end, error) {
	e := end{name: text, task: event.None, work: event.None, listener: -1}
	name, container, _ := strings.Cut(text, "/")
	if e.work = event.WorkloadID(c.WorkNamed(text)); e.work >= 0 {
		e.container = c.Tasks[c.UseOf(int32(e.work)).Task].FirstMapped()
		return e, nil
	}
	if e.work = event.WorkloadID(c.WorkNamed(name)); e.work >= 0 {
		e.container, e.named = container, true
		return e, checkContainer(c, &e)
	}
	if host, port, ok := strings.Cut(text, ":"); ok && ownAddresses[host] != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return e, fmt.Errorf("%s: %q is no port, wanted 1 to 65535", text, port)
		}
		e.own, e.port = ownAddresses[host], uint16(n)
		return e, nil
	}
	if s, l := endpointNamed(c, text, near); s >= 0 {
		td, sc := &c.Tasks[c.Services[s].Task], &c.Services[s].ServiceConnect
		i, _, _ := td.ForwardsTo(&sc.Listeners[l])
		e.work, e.container, e.listener = event.WorkloadID(s), td.Containers[i].Name, l
		return e, nil
	}
	switch {
	case text == "internet":
		e.place.Name = "the internet"
	case text == "alb":
		e.balancer = true
	case slices.Contains(targetGroupNames(c), text):
		e.balancer, e.target = true, text
	default:
		return e, &UnknownEndError{Name: text, Known: EndNames(c)}
	}
	return e, nil
}

// checkContainer refuses the name of a container that no revision of the family has.
func checkContainer(c *config.Config, e *end) error {
	family := c.Tasks[c.UseOf(int32(e.work)).Task].Family
	err := &UnknownEndError{Name: e.name}
	work, _, _ := strings.Cut(e.name, "/")
	for i := range c.Tasks {
		if c.Tasks[i].Family != family {
			continue
		}
		if c.Tasks[i].Index(e.container) >= 0 {
			return nil
		}
		for _, x := range c.Tasks[i].Containers {
			err.Known = append(err.Known, work+"/"+x.Name)
		}
	}
	return err
}

// targetGroups lists the target groups of all services.
func targetGroupNames(c *config.Config) []string {
	var all []string
	for i := range c.Services {
		for _, t := range c.Services[i].Targets {
			if !slices.Contains(all, t.Group) {
				all = append(all, t.Group)
			}
		}
	}
	return all
}

// EndNames lists what a ReachQuery may name: services and RunTask requests, endpoints of
// Service Connect, target groups, and the ends outside.
func EndNames(c *config.Config) []string {
	var all []string
	for i := range c.Services {
		all = append(all, c.Services[i].Name)
	}
	for i := range c.RunTasks {
		all = append(all, c.RunTasks[i].Name)
	}
	all = append(all, allEndpoints(c)...)
	return append(append(all, targetGroupNames(c)...), "alb", "internet")
}

// locate picks the tasks that the ends stand for, and says where all of them are.
func (k *cluster) locate(q ReachQuery, from, to *end) error {
	if err := k.pickTasks(q, from, to); err != nil {
		return err
	}
	k.aim(from, to)
	for _, e := range []*end{from, to} {
		switch {
		case e.task >= 0:
			if err := k.moveIn(e); err != nil {
				return err
			}
		case e.balancer:
			k.nodesOf(e)
		default:
			e.nodes = []*firewall.Interface{{Location: firewall.Internet}}
		}
	}
	return nil
}

// pickTasks takes the first running task of each end, counted as the workload asked
// for them. Two containers of one workload are taken of one task; the same one twice,
// of two tasks where there are two.
func (k *cluster) pickTasks(q ReachQuery, from, to *end) error {
	var ones [2][]event.TaskID
	for n, e := range []*end{from, to} {
		if e.work < 0 {
			continue
		}
		if ones[n] = k.runningOf(e.work); len(ones[n]) == 0 {
			return fmt.Errorf("%s has no running task when the run ends", e.name)
		}
		e.task = ones[n][0]
	}
	switch {
	case from.work < 0 && to.work < 0 && from.name == to.name:
		return fmt.Errorf("%s is both ends, wanted two", from.name)
	case from.work < 0 || to.work < 0:
		return nil
	case from.work == to.work && from.container != to.container:
		return nil
	case from.work == to.work && len(ones[1]) == 1:
		return fmt.Errorf("%s has one running task when the run ends, and as both ends it needs two", from.name)
	case from.work == to.work:
		ones[1] = ones[1][1:]
		to.task = ones[1][0]
	}
	if !q.SameInstance {
		return nil
	}
	for _, i := range ones[0] {
		for _, j := range ones[1] {
			if i != j && k.Tasks.At(i).Instance == k.Tasks.At(j).Instance {
				from.task, to.task = i, j
				return nil
			}
		}
	}
	return fmt.Errorf("no instance runs tasks of both %s and %s", from.name, to.name)
}

// runningOf lists the running tasks of a workload in the order in which it asked for
// them.
func (k *cluster) runningOf(work event.WorkloadID) []event.TaskID {
	var all []event.TaskID
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); k.WorkloadOf(t) == work && t.State == event.Running && !t.Is(state.DesiredStopped) {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b event.TaskID) int { return cmp.Compare(k.Tasks.At(a).Serial, k.Tasks.At(b).Serial) })
	return all
}

// aim gives a load balancer the target group of the other end's service, and that
// end the port which the target group forwards to.
func (k *cluster) aim(from, to *end) {
	for _, pair := range [2][2]*end{{from, to}, {to, from}} {
		b, other := pair[0], pair[1]
		if all := targetGroupNames(k.Config); b.balancer && other.work < 0 && b.target == "" && len(all) > 0 {
			b.target = all[0]
		}
		if !b.balancer || other.work < 0 || k.Workloads[other.work].Service == nil {
			continue
		}
		for _, t := range k.Workloads[other.work].Service.Targets {
			if b.target != "" && b.target != t.Group {
				continue
			}
			b.target = t.Group
			if td := k.Config.Tasks[k.RevisionOf(k.Tasks.At(other.task)).Definition]; other == to && !to.named && t.Container >= 0 && t.Container < len(td.Containers) {
				to.container, to.port = td.Containers[t.Container].Name, t.ContainerPort
			}
			break
		}
	}
}

// moveIn says where a container of a task is.
func (k *cluster) moveIn(e *end) error {
	t := k.Tasks.At(e.task)
	td, net := &k.Config.Tasks[k.RevisionOf(t).Definition], &k.RevisionOf(t).Network
	if e.index = td.Index(e.container); e.index < 0 {
		return fmt.Errorf("%s: %s, which runs, has no container %q", e.name, td.Name(), e.container)
	}
	x := &td.Containers[e.index]
	e.place = firewall.Peer{
		Name: k.Workloads[e.work].Name + "/" + x.Name, Mode: td.NetworkMode, Task: int(e.task), Instance: k.Instances[t.Instance].ID,
		Container: x.Name, Namespace: net.Holder(x.Name), Links: linked(x.Links),
	}
	i := k.hostWalls(t.Instance)
	if net.Attach {
		i = taskInterface(k.Config, k.Workloads[e.work].Use, int(t.Subnet))
	}
	e.nodes = []*firewall.Interface{i}
	return nil
}

// linked takes the containers' names out of links, which may give them an alias:
// "db:database".
func linked(links []string) []string {
	var all []string
	for _, l := range links {
		name, _, _ := strings.Cut(l, ":")
		all = append(all, name)
	}
	return all
}

// hostWalls is the primary interface of an instance.
func (k *cluster) hostWalls(h event.InstanceID) *firewall.Interface {
	in := &k.Instances[h]
	return hostInterface(k.Config, &k.Config.Groups[in.Group], int(in.Subnet))
}

// nodesOf says where a load balancer's nodes are: any that there may be where the
// scenario does not describe it.
func (k *cluster) nodesOf(e *end) {
	e.place = firewall.Peer{Name: "a load balancer", Balancer: true}
	e.nodes = []*firewall.Interface{{Location: firewall.Anywhere}}
	if e.target == "" {
		return
	}
	e.place.Name = "the load balancer of " + e.target
	if f := k.Config.Firewall; f != nil {
		if b, ok := f.Balancers[e.target]; ok {
			e.nodes = balancerNodes(k.Config, b)
		}
	}
}

// report is the end for a ReachAnswer.
func (e *end) report() report.ReachEnd {
	if e.own != "" {
		return report.ReachEnd{Name: e.name}
	}
	p := &e.place
	r := report.ReachEnd{Name: p.Name, Instance: p.Instance, Namespace: p.Namespace, Subnet: p.Interface.Subnet, SecurityGroups: p.Interface.Groups}
	if e.task >= 0 {
		r.NetworkMode = p.Mode.String()
	}
	return r
}
