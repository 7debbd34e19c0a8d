package reach

import (
	"fmt"
	"iter"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// world returns a scenario of one subnet and n container instances.
func world(n int) *config.Config {
	return &config.Config{
		Name: "test", Seed: 1,
		Groups: []config.InstanceGroup{{
			Name: "host", Count: n, Zones: []string{"a"}, DynamicRange: model.PortRange{First: 32768, Last: 60999},
		}},
		Subnets: []config.Subnet{{ID: "subnet-a", Zone: "a"}},
	}
}

// def is a task definition of one container.
func def(family string, mode model.NetworkMode, maps ...model.PortMapping) model.TaskDefinition {
	containers := []model.Container{{Name: "app", PortMappings: maps}}
	return model.TaskDefinition{Family: family, Revision: 1, NetworkMode: mode, Containers: containers}
}

func tcp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host}
}

func udp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host, Protocol: model.UDP}
}

// named is a port mapping with a name for Service Connect.
func named(name string, container uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, Name: name}
}

// addService adds a service of a new task definition.
func addService(c *config.Config, name string, desired int, td model.TaskDefinition) *config.Service {
	c.Tasks = append(c.Tasks, td)
	c.Services = append(c.Services, config.Service{Name: name, Desired: desired, Use: config.Use{Task: len(c.Tasks) - 1}})
	return &c.Services[len(c.Services)-1]
}

// behind puts a service behind a new target group.
func behind(c *config.Config, s *config.Service, group string, port uint16) *config.TargetGroup {
	c.TargetGroups = append(c.TargetGroups, config.NewTargetGroup(group))
	s.Targets = append(s.Targets, config.Target{Group: len(c.TargetGroups) - 1, ContainerPort: port})
	return &c.TargetGroups[len(c.TargetGroups)-1]
}

// addTasks adds a RunTask request for tasks of a new task definition.
func addTasks(c *config.Config, name string, count int, td model.TaskDefinition) {
	c.Tasks = append(c.Tasks, td)
	c.RunTasks = append(c.RunTasks, config.RunTask{Name: name, Count: count, Use: config.Use{Task: len(c.Tasks) - 1}})
}

// addGroup is a firewall of one described security group, all egress open.
func addGroup(c *config.Config, name string, rules ...firewall.SecurityGroupRule) *config.Firewall {
	all := []firewall.SecurityGroupRule{{Ports: model.EveryPort()}}
	g := firewall.SecurityGroup{Name: name, Ingress: rules, Egress: all}
	c.Firewall = &config.Firewall{Groups: []firewall.SecurityGroup{g}, ACLs: make([]*firewall.NetworkACL, len(c.Subnets))}
	return c.Firewall
}

// open is a rule that lets a group in to ports; "" = anyone.
func open(protocol model.Protocol, first, last uint16, group string) firewall.SecurityGroupRule {
	ports := model.NewPortSet(protocol, model.PortRange{First: first, Last: last})
	return firewall.SecurityGroupRule{Ports: ports, Group: group}
}

// acl is a network ACL of one entry a direction.
func acl(in, out model.PortSet) *firewall.NetworkACL {
	return &firewall.NetworkACL{
		Ingress: []firewall.ACLEntry{{Number: 100, Ports: in, Allow: true}},
		Egress:  []firewall.ACLEntry{{Number: 100, Ports: out, Allow: true}},
	}
}

func tcpSet(first, last uint16) model.PortSet {
	return model.NewPortSet(model.TCP, model.PortRange{First: first, Last: last})
}

// tasks is a Run: who runs where, and with which dynamic ports.
type tasks struct {
	all   []Task
	ports [][]uint16
}

// started runs all that a scenario asks for, task by task, each service's on the instances
// from the first on, or on those that apart says by the service's name. The instances choose
// dynamic ports from the first one on.
func started(c *config.Config, apart map[string]int) *tasks {
	r := &tasks{}
	next := make([]uint16, c.Groups[0].Count)
	for i := range next {
		next[i] = c.Groups[0].DynamicRange.First
	}
	add := func(work, count int) {
		use := c.UseOf(int32(work))
		network := c.Tasks[use.Task].Network(use.ServiceConnect)
		first := apart[nameOf(c, event.WorkloadID(work))]
		for n := range count {
			at := (first + n) % len(next)
			t := Task{
				Kind:     Kind{Work: event.WorkloadID(work), Definition: int32(use.Task), Subnet: event.None},
				Instance: event.InstanceID(at), InstanceID: fmt.Sprint("host-", at+1), Serial: n + 1,
			}
			if network.Attach {
				t.Subnet = 0
			}
			var ports []uint16
			for _, m := range network.Dynamic {
				for range m.Count {
					ports = append(ports, next[at])
					next[at]++
				}
			}
			r.all, r.ports = append(r.all, t), append(r.ports, ports)
		}
	}
	for i := range c.Services {
		add(i, c.Services[i].Desired)
	}
	for i := range c.RunTasks {
		add(len(c.Services)+i, c.RunTasks[i].Count)
	}
	return r
}

// Running yields all tasks.
func (r *tasks) Running() iter.Seq[event.TaskID] {
	return func(yield func(event.TaskID) bool) {
		for i := range r.all {
			if !yield(event.TaskID(i)) {
				return
			}
		}
	}
}

// Task says where a task is.
func (r *tasks) Task(i event.TaskID) Task { return r.all[i] }

// DynamicPorts lists the host ports of a task.
func (r *tasks) DynamicPorts(i event.TaskID) []uint16 { return r.ports[i] }

// Listeners has sshd on every instance.
func (r *tasks) Listeners(_ event.InstanceID, port model.HostPort) []firewall.Listener {
	if port == (model.HostPort{Port: 22}) {
		return []firewall.Listener{{Name: "sshd"}}
	}
	return nil
}

// revisions are those that a scenario begins with.
func revisions(c *config.Config) []Revision {
	var all []Revision
	for i := range len(c.Services) + len(c.RunTasks) {
		all = append(all, Revision{event.WorkloadID(i), int32(c.UseOf(int32(i)).Task)})
	}
	return all
}

// ask answers a query about what a scenario asks for.
func ask(c *config.Config, run Run, q Query) string {
	question, err := Parse(c, q)
	if err != nil {
		return err.Error()
	}
	a, err := question.Answer(run)
	if err != nil {
		return err.Error()
	}
	if a.Reachable {
		return fmt.Sprintf("%s yes %s:%d: %s", a.Through, a.Address, a.Port, a.Path[len(a.Path)-1].Finding)
	}
	text := fmt.Sprintf("%s %s %s", a.Through, a.Verdict, a.Why)
	for _, remedy := range a.Lift {
		text += "; " + remedy
	}
	return text
}
