package reach

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Query asks whether a source reaches a destination when a run has ended. Each is a
// SERVICE or SERVICE/CONTAINER (or a RunTask request's name), "internet", "alb" or a
// target group; To may also be 127.0.0.1:PORT, host:PORT, the instance on which From
// runs, or an endpoint of Service Connect, NAME:PORT.
type Query struct {
	From, To     string
	Port         int // of To's container; 0 = its first port mapping, or that behind Service Connect
	Protocol     model.Protocol
	SameInstance bool // take tasks that run on one instance
}

// UnknownNameError is a source or a destination of a Query that the scenario does not have.
type UnknownNameError struct {
	Name  string
	Known []string // what might have been meant
}

// Error names the source or the destination.
func (e *UnknownNameError) Error() string {
	return fmt.Sprintf("there is no service, RunTask request, container or target group %q", e.Name)
}

// Question is a Query whose names have been found in a scenario.
type Question struct {
	config   *config.Config
	query    Query
	from, to side
	run      Run // while it is answered
}

// portAndProtocol is a port as ECS and Docker write one with its protocol, at the end of an address.
var portAndProtocol = regexp.MustCompile(`^(.*:)?([0-9]+)/(tcp|udp)$`)

// Parse finds the names of a query in a scenario. An address may end in /tcp or /udp. The error is an *UnknownNameError, or says
// what can be no source, or no port.
func Parse(c *config.Config, q Query) (*Question, error) {
	from, err := parseSide(c, q.From, nil)
	if err != nil {
		return nil, err
	}
	var near *config.Use
	if from.work >= 0 {
		near = c.UseOf(int32(from.work))
	}
	if parts := portAndProtocol.FindStringSubmatch(q.To); parts != nil {
		if parts[1] == "" {
			return nil, fmt.Errorf("%s is a port, wanted an address too, such as host:%s or 127.0.0.1:%s", q.To, q.To, q.To)
		}
		q.To = parts[1] + parts[2]
		q.Protocol, _ = model.ParseProtocol(parts[3])
	}
	to, err := parseSide(c, q.To, near)
	if err != nil {
		return nil, err
	}
	if from.own != "" || from.listener >= 0 {
		return nil, fmt.Errorf("%s can only be where a connection goes to", from.name)
	}
	return &Question{config: c, query: q, from: from, to: to}, nil
}

// side is the source or the destination of a Query, as it was written and then in a run.
type side struct {
	name      string
	work      event.WorkloadID // none = somebody outside, or an own address
	container string           // of a workload
	named     bool             // the query names it; otherwise it is the first with a port mapping
	own       ownAddress
	port      uint16 // of an own address, or of the target that a load balancer forwards to
	balancer  bool
	target    string // the target group; "" = that of the other side
	listener  int    // of Service Connect, through which it is reached; -1 = not through that

	task       event.TaskID // none = it is no task
	at         Task         // where that is
	index      int          // of the container in the task's definition
	peer       firewall.Peer
	interfaces []*firewall.Interface // one, but for a load balancer
}

// ownAddress is an address that means something else to everyone who uses it.
type ownAddress string

const (
	loopback   ownAddress = "127.0.0.1"
	onInstance ownAddress = "host"
	onDocker0  ownAddress = "172.17.0.1" // as Docker sets it up (docs.docker.com, bridge network driver)
)

// ownAddresses are the ways to write them.
var ownAddresses = map[string]ownAddress{"127.0.0.1": loopback, "localhost": loopback, "host": onInstance, "172.17.0.1": onDocker0}

// parseSide reads the source or the destination. An endpoint of Service Connect is one in the
// namespace of near, where that is not nil and has it.
func parseSide(c *config.Config, text string, near *config.Use) (side, error) {
	s := side{name: text, task: event.None, work: event.None, listener: -1}
	name, container, _ := strings.Cut(text, "/")
	if s.work = event.WorkloadID(c.WorkNamed(text)); s.work >= 0 {
		s.container = c.Tasks[c.UseOf(int32(s.work)).Task].FirstMapped()
		return s, nil
	}
	if s.work = event.WorkloadID(c.WorkNamed(name)); s.work >= 0 {
		s.container, s.named = container, true
		return s, checkContainer(c, &s)
	}
	if host, port, ok := strings.Cut(text, ":"); ok && ownAddresses[host] != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return s, fmt.Errorf("%s: %q is no port, wanted 1 to 65535", text, port)
		}
		s.own, s.port = ownAddresses[host], uint16(n)
		return s, nil
	}
	if service, listener := endpointNamed(c, text, near); service >= 0 {
		td, sc := &c.Tasks[c.Services[service].Task], &c.Services[service].ServiceConnect
		i, _, _ := td.ForwardsTo(&sc.Listeners[listener])
		s.work, s.container, s.listener = event.WorkloadID(service), td.Containers[i].Name, listener
		return s, nil
	}
	switch {
	case text == "internet":
		s.peer.Name = "the internet"
	case text == "alb":
		s.balancer = true
	case slices.Contains(targetGroupNames(c), text):
		s.balancer, s.target = true, text
	default:
		return s, &UnknownNameError{Name: text, Known: Names(c)}
	}
	return s, nil
}

// checkContainer refuses the name of a container that no revision of the family has.
func checkContainer(c *config.Config, s *side) error {
	family := c.Tasks[c.UseOf(int32(s.work)).Task].Family
	err := &UnknownNameError{Name: s.name}
	work, _, _ := strings.Cut(s.name, "/")
	for i := range c.Tasks {
		if c.Tasks[i].Family != family {
			continue
		}
		if c.Tasks[i].Index(s.container) >= 0 {
			return nil
		}
		for _, x := range c.Tasks[i].Containers {
			err.Known = append(err.Known, work+"/"+x.Name)
		}
	}
	return err
}

// targetGroupNames lists the target groups.
func targetGroupNames(c *config.Config) []string {
	var all []string
	for i := range c.TargetGroups {
		all = append(all, c.TargetGroups[i].Name)
	}
	return all
}

// Names lists what a Query may name: services and RunTask requests, endpoints of
// Service Connect, target groups, and who is outside.
func Names(c *config.Config) []string {
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
