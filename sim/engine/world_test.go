// Package engine_test runs small worlds through the engine, with the observers that report of
// them. This file is the language in which tests say what a world has:
//
//	c := world(2)                                        two container instances like an m5.large
//	s := addService(c, "web", 3, def("web", model.Bridge, 128, 256, tcp(80, 0)))
//	addDaemon, addTasks                                  a DAEMON service, a RunTask call
//	spare(c, 0, 4)                                       a capacity provider of up to 4 more instances
//	soon(c, time.Minute, config.UpdateService, ...)      an event; planUpdate and planStop are short for two
//	several(mode, box("app", on(tcp(80, 0))), box("db", side, after("app", "START")))
//	                                                     a task definition of several containers
//
// Worlds leave out what a test is not about; they need not pass Config.Validate. play_test.go runs them.
package engine_test

import (
	"time"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// world returns a scenario of one zone with n container instances like an
// m5.large, on which steps take no time but the scheduler's tick.
func world(n int) *config.Config {
	return &config.Config{
		Name: "test", Seed: 1,
		Groups: []config.InstanceGroup{{
			Name: "host", InstanceType: "m5.large", Count: n, Zones: []string{"a"},
			InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7600, SlotsPlain: 2, SlotsTrunk: 10},
			Reserved:     reserved(model.DefaultReservedPorts()...),
			DynamicRange: model.PortRange{First: 32768, Last: 60999}, Architecture: "x86_64",
			AgentVersion: "1.105.1", USDPerHour: 0.096,
		}},
		Subnets: []config.Subnet{{ID: "subnet-a", Zone: "a"}},
		Timings: config.Timings{
			SchedulerTick: 5 * time.Second, PlacementRetry: []time.Duration{10e9, 10e9, 20e9, 300e9},
			ENIAttachTimeout:      3 * time.Minute,
			ContainerStartTimeout: 3 * time.Minute, StopTimeout: 30 * time.Second, UnhealthyThreshold: 2,
			HealthyThreshold: 1, ThrottleMaximum: 27 * time.Minute,
			SpotNotice: 2 * time.Minute, DrainTimeout: 48 * time.Hour, MetricPeriod: time.Minute, ScaleInPoints: 15,
			ProvisioningExpiry: des.Endless(),
		},
		Quotas: config.Quotas{ReservedPortsPerInstance: model.ReservedPortQuota, ProvisioningPerCluster: 500},
	}
}

// reserved is TCP ports that ECS does not give to tasks.
func reserved(ports ...uint16) []model.HostPort {
	var ps []model.HostPort
	for _, p := range ports {
		ps = append(ps, model.HostPort{Port: p})
	}
	return ps
}

// def is a task definition of one container.
func def(
	family string, mode model.NetworkMode, cpu model.CPU, mib model.MiB, maps ...model.PortMapping,
) model.TaskDefinition {
	return model.TaskDefinition{Family: family, Revision: 1, NetworkMode: mode, Containers: []model.Container{
		{Name: "app", Image: "app", Essential: true, CPU: cpu, Memory: mib, PortMappings: maps},
	}}
}

// tcp and udp map a container port to a host port; 0 is a dynamic one.
func tcp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host}
}

func udp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host, Protocol: model.UDP}
}

// addService adds a service of a new task definition.
func addService(c *config.Config, name string, desired int, td model.TaskDefinition) *config.Service {
	c.Tasks = append(c.Tasks, td)
	c.Services = append(c.Services, config.Service{
		Name: name, Desired: desired, Use: config.Use{Task: len(c.Tasks) - 1},
		Deploying: config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200},
	})
	return &c.Services[len(c.Services)-1]
}

// addDaemon adds a DAEMON service of a new task definition.
func addDaemon(c *config.Config, name string, td model.TaskDefinition) *config.Service {
	s := addService(c, name, 0, td)
	s.Daemon, s.Deploying = true, config.DefaultDaemon()
	return s
}

// addTasks adds a RunTask call for tasks that run until they are stopped.
func addTasks(c *config.Config, name string, count int, at time.Duration, td model.TaskDefinition) *config.RunTask {
	c.Tasks = append(c.Tasks, td)
	c.RunTasks = append(c.RunTasks, config.RunTask{
		Name: name, Group: "family:" + td.Family, Count: count, At: des.Time(at), Forever: true,
		Use: config.Use{Task: len(c.Tasks) - 1},
	})
	return &c.RunTasks[len(c.RunTasks)-1]
}

// soon adds an event at an instant.
func soon(c *config.Config, at time.Duration, kind config.EventKind, set func(e *config.Event)) {
	e := config.NewEvent(des.Time(at), kind)
	if set != nil {
		set(&e)
	}
	c.Events = append(c.Events, e)
}

// spare adds a capacity provider whose group is like the first one's.
func spare(c *config.Config, least, most int) *config.CapacityProvider {
	g := c.Groups[0]
	g.Name, g.Count = "spare", least
	c.Groups = append(c.Groups, g)
	c.Providers = append(c.Providers, config.CapacityProvider{
		Name: g.Name, Group: len(c.Groups) - 1, Min: least, Max: most, Managed: true, Target: 100, MinStep: 1,
		MaxStep: 10000,
		Types:   []model.InstanceSize{g.InstanceSize},
	})
	return &c.Providers[len(c.Providers)-1]
}

// planUpdate plans an UpdateService of the first service that changes nothing yet.
func planUpdate(c *config.Config, at time.Duration) *config.Event {
	soon(c, at, config.UpdateService, func(e *config.Event) { e.Service = 0 })
	return &c.Events[len(c.Events)-1]
}

// planStop stops all tasks of a family at a time.
func planStop(c *config.Config, family string, at time.Duration) {
	soon(c, at, config.StopTasks, func(e *config.Event) { e.TaskGroup = "family:" + family })
}

// behindGroup puts a service behind a target group, which is added where the world has none of the
// name.
func behindGroup(c *config.Config, s *config.Service, group string, container int, port uint16) *config.TargetGroup {
	n := c.TargetGroupNamed(group)
	if n < 0 {
		n = len(c.TargetGroups)
		c.TargetGroups = append(c.TargetGroups, config.NewTargetGroup(group))
	}
	s.Targets = append(s.Targets, config.Target{Group: n, Container: container, ContainerPort: port})
	return &c.TargetGroups[n]
}

// must is what cannot fail: it panics where it does.
func must[T any](d T, err error) T {
	if err != nil {
		panic(err)
	}
	return d
}

// named is a port mapping with a name for Service Connect.
func named(name string, container uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, Name: name}
}

// connect puts a service into a namespace; an override of 0 is none, no name no listener.
func connect(s *config.Service, name string, override, alias uint16) {
	s.ServiceConnect = model.ServiceConnect{Enabled: true}
	if name != "" {
		s.ServiceConnect.Listeners = []model.IngressListener{{
			PortName: name, Override: override, Alias: model.Endpoint{Name: name + "-server", Port: alias},
		}}
	}
}

// addGroup is a firewall of one described security group, all egress open.
func addGroup(c *config.Config, name string, rules ...firewall.SecurityGroupRule) *config.Firewall {
	out := []firewall.SecurityGroupRule{{Ports: model.EveryPort()}}
	g := firewall.SecurityGroup{Name: name, Ingress: rules, Egress: out}
	c.Firewall = &config.Firewall{
		Groups: []firewall.SecurityGroup{g}, ACLs: make([]*firewall.NetworkACL, len(c.Subnets)),
	}
	return c.Firewall
}

// open is a security group rule that lets a range of ports in from a group.
func open(protocol model.Protocol, first, last uint16, group string) firewall.SecurityGroupRule {
	ports := model.NewPortSet(protocol, model.PortRange{First: first, Last: last})
	return firewall.SecurityGroupRule{Ports: ports, Group: group}
}

// lists is a network ACL of one entry a direction.
func lists(in, out model.PortSet) *firewall.NetworkACL {
	return &firewall.NetworkACL{
		Ingress: []firewall.ACLEntry{{Number: 100, Ports: in, Allow: true}},
		Egress:  []firewall.ACLEntry{{Number: 100, Ports: out, Allow: true}},
	}
}

// box is a container that takes little.
func box(name string, change ...func(*model.Container)) model.Container {
	c := model.Container{Name: name, Image: name, Essential: true, CPU: 16, Memory: 16}
	for _, f := range change {
		f(&c)
	}
	return c
}

// after has a container wait for another one.
func after(name, condition string) func(*model.Container) {
	return func(c *model.Container) {
		c.DependsOn = append(c.DependsOn, model.Dependency{Container: name, Condition: condition})
	}
}

// stops gives a container a stop timeout.
func stops(after time.Duration) func(*model.Container) {
	return func(c *model.Container) { c.StopTimeout = after }
}

// side makes a container one that is not essential.
func side(c *model.Container) { c.Essential = false }

// on gives a container port mappings.
func on(maps ...model.PortMapping) func(*model.Container) {
	return func(c *model.Container) { c.PortMappings = maps }
}

// several is a task definition of several containers.
func several(mode model.NetworkMode, all ...model.Container) model.TaskDefinition {
	return model.TaskDefinition{Family: "t", Revision: 1, NetworkMode: mode, Containers: all}
}

// planStopAt stops all tasks of the scenario's first RunTask at a time.
func planStopAt(c *config.Config, at time.Duration) {
	soon(c, at, config.StopTasks, func(e *config.Event) { e.TaskGroup = c.RunTasks[0].Group })
}
