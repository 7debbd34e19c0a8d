package reach

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/event"
)

// locate picks the tasks that the source and the destination stand for, and says where they
// are, or where those are that are no tasks.
func (x *Question) locate() error {
	if err := x.pickTasks(); err != nil {
		return err
	}
	x.pickTarget(&x.from, &x.to)
	x.pickTarget(&x.to, &x.from)
	for _, s := range []*side{&x.from, &x.to} {
		switch {
		case s.task >= 0:
			if err := x.locateContainer(s); err != nil {
				return err
			}
		case s.balancer:
			x.locateBalancer(s)
			if s == &x.from {
				x.seeClients()
			}
		default:
			s.interfaces = []*firewall.Interface{{Location: firewall.Internet}}
		}
	}
	return nil
}

// pickTasks takes the first running task of each side, counted as the workload asked
// for them. Two containers of one workload are taken of one task; the same one twice,
// of two tasks where there are two.
func (x *Question) pickTasks() error {
	from, to := &x.from, &x.to
	var tasks [2][]event.TaskID
	for n, s := range []*side{from, to} {
		if s.work < 0 {
			continue
		}
		if tasks[n] = x.runningOf(s.work); len(tasks[n]) == 0 {
			return fmt.Errorf("%s has no running task when the run ends", s.name)
		}
		x.pick(s, tasks[n][0])
	}
	switch {
	case from.work < 0 && to.work < 0 && from.name == to.name:
		return fmt.Errorf("%s is both ends, wanted two", from.name)
	case from.work < 0 || to.work < 0:
		return nil
	case from.work == to.work && from.container != to.container:
		return nil
	case from.work == to.work && len(tasks[1]) == 1:
		return fmt.Errorf("%s has one running task when the run ends, and as both ends it needs two", from.name)
	case from.work == to.work:
		tasks[1] = tasks[1][1:]
		x.pick(to, tasks[1][0])
	}
	if !x.query.SameInstance {
		return nil
	}
	for _, i := range tasks[0] {
		for _, j := range tasks[1] {
			if i != j && x.run.Task(i).Instance == x.run.Task(j).Instance {
				x.pick(from, i)
				x.pick(to, j)
				return nil
			}
		}
	}
	return fmt.Errorf("no instance runs tasks of both %s and %s", from.name, to.name)
}

// pick takes a task for a side.
func (x *Question) pick(s *side, task event.TaskID) { s.task, s.at = task, x.run.Task(task) }

// runningOf lists the running tasks of a workload in the order in which it asked for
// them.
func (x *Question) runningOf(work event.WorkloadID) []event.TaskID {
	var all []event.TaskID
	for i := range x.run.Running() {
		if x.run.Task(i).Work == work {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b event.TaskID) int { return cmp.Compare(x.run.Task(a).Serial, x.run.Task(b).Serial) })
	return all
}

// pickTarget gives a load balancer the target group of the other side's service, and where
// that is the destination, the container and port to which the target group forwards.
func (x *Question) pickTarget(balancer, other *side) {
	if !balancer.balancer {
		return
	}
	if other.work < 0 || int(other.work) >= len(x.config.Services) {
		if all := targetGroupNames(x.config); other.work < 0 && balancer.target == "" && len(all) > 0 {
			balancer.target = all[0]
		}
		return
	}
	for _, t := range x.config.Services[other.work].Targets {
		if name := x.config.GroupOf(&t).Name; balancer.target != "" && balancer.target != name {
			continue
		} else {
			balancer.target = name
		}
		td := &x.config.Tasks[other.at.Definition]
		if other == &x.to && !other.named && t.Container >= 0 && t.Container < len(td.Containers) {
			other.container, other.port = td.Containers[t.Container].Name, t.ContainerPort
		}
		break
	}
}

// locateContainer says where a container of a task is.
func (x *Question) locateContainer(s *side) error {
	td, use := &x.config.Tasks[s.at.Definition], x.config.UseOf(int32(s.work))
	if s.index = td.Index(s.container); s.index < 0 {
		return fmt.Errorf("%s: %s, which runs, has no container %q", s.name, td.Name(), s.container)
	}
	container, network := &td.Containers[s.index], td.Network(use.ServiceConnect)
	s.peer = firewall.Peer{
		Name: nameOf(x.config, s.work) + "/" + container.Name, Mode: td.NetworkMode,
		Task: int(s.task), Instance: s.at.InstanceID,
		Container: container.Name, Namespace: network.Holder(container.Name), Links: linked(container.Links),
	}
	i := x.instanceInterface(s)
	if network.Attach {
		i = taskInterface(x.config, use, int(s.at.Subnet))
	}
	s.interfaces = []*firewall.Interface{i}
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

// instanceInterface is the primary interface of a task's instance.
func (x *Question) instanceInterface(s *side) *firewall.Interface {
	return instanceInterface(x.config, &x.config.Groups[s.at.Group], int(s.at.HostSubnet))
}

// seeClients has the clients of a Network Load Balancer ask in its place where its targets see their
// addresses: at the port of requests, for its health checks are its own.
func (x *Question) seeClients() {
	from, to := &x.from, &x.to
	if to.work < 0 || int(to.work) >= len(x.config.Services) {
		return
	}
	for i := range x.config.Services[to.work].Targets {
		t := &x.config.Services[to.work].Targets[i]
		g := x.config.GroupOf(t)
		if g.Name != from.target || x.query.Port != 0 && x.query.Port != int(t.ContainerPort) {
			continue
		}
		if g.Protocol.Over(model.UDP) && !g.Protocol.Over(model.TCP) {
			x.query.Protocol = model.UDP
		}
		if kind := x.config.Tasks[to.at.Definition].NetworkMode.TargetType(); g.ClientsSeen(kind) {
			if who := requesters(x.config, t, kind); who.name != "" {
				from.peer.Name, from.interfaces = "a client of "+from.target, who.from
			}
		}
		return
	}
}

// locateBalancer says where a load balancer's nodes are: any that there may be where the
// scenario does not describe it.
func (x *Question) locateBalancer(s *side) {
	s.peer = firewall.Peer{Name: "a load balancer", Balancer: true}
	s.interfaces = []*firewall.Interface{{Location: firewall.Anywhere}}
	if s.target == "" {
		return
	}
	s.peer.Name = "the load balancer of " + s.target
	if f := x.config.Firewall; f != nil {
		if b, ok := f.Balancers[s.target]; ok {
			s.interfaces = balancerNodes(x.config, b)
		}
	}
}
