package reach

import (
	"cmp"
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/report"
)

// Answer says, of a run that has ended, whether the source reaches the destination: the
// first running task of each, or two of a service that is both. The error says that one of
// them has no running task or no port.
func (x *Question) Answer(run Run) (*report.ReachAnswer, error) {
	x.run = run
	if err := x.locate(); err != nil {
		return nil, err
	}
	path, err := x.path()
	if err != nil {
		return nil, err
	}
	a := &report.ReachAnswer{
		Scenario: x.config.Name, Seed: x.config.Seed, Verdict: "no",
		Path: []report.ReachStep{}, Lift: []string{}, Notes: []string{},
	}
	if path.Reachable {
		a.Verdict = "yes"
	}
	if x.to.listener >= 0 {
		a.Through = "Service Connect"
	}
	a.From, a.To = x.from.report(), x.to.report()
	a.Reachable, a.Address, a.Why = path.Reachable, path.Address, path.Why
	a.Port, a.Protocol = int(path.Port.Port), path.Port.Protocol.String()
	for _, hop := range path.Hops {
		a.Path = append(a.Path, report.ReachStep(hop))
	}
	a.Lift, a.Notes = append(a.Lift, path.Remedies...), append(a.Notes, path.Notes...)
	return a, nil
}

// report is the source or destination as a ReachAnswer shows it.
func (s *side) report() report.ReachEnd {
	if s.own != "" {
		return report.ReachEnd{Name: s.name}
	}
	p := &s.peer
	r := report.ReachEnd{
		Name: p.Name, Instance: p.Instance, Namespace: p.Namespace,
		Subnet: p.Interface.Subnet, SecurityGroups: p.Interface.Groups,
	}
	if s.task >= 0 {
		r.NetworkMode = p.Mode.String()
	}
	return r
}

// path asks the rules of package firewall. Of a load balancer's nodes the first that gets
// through is taken, or else the one that comes furthest.
func (x *Question) path() (firewall.Path, error) {
	from, to := &x.from, &x.to
	if to.own != "" {
		if from.task < 0 {
			return firewall.Path{}, fmt.Errorf("%s is an address of a container, and %s is none", to.name, from.name)
		}
		return x.toOwnAddress(), nil
	}
	if to.listener = x.listenerFor(); to.listener >= 0 {
		return x.throughProxies(), nil
	}
	port, err := x.destinationPort()
	if err != nil {
		return firewall.Path{}, err
	}
	var best firewall.Path
	for _, a := range from.interfaces {
		for _, b := range to.interfaces {
			f, t := from.peer, to.peer
			f.Interface, t.Interface = a, b
			if p := firewall.Reach(&f, &t, port); len(best.Hops) == 0 || p.Reachable || len(p.Hops) > len(best.Hops) {
				best, from.peer, to.peer = p, f, t
			}
			if best.Reachable {
				return best, nil
			}
		}
	}
	return best, nil
}

// defaultPort is the one that is asked for outside, where no task says.
const defaultPort = 443

// destinationPort finds the port that is asked for at the destination.
func (x *Question) destinationPort() (firewall.DestinationPort, error) {
	to, protocol := &x.to, x.query.Protocol
	want := cmp.Or(uint16(x.query.Port), to.port)
	port := firewall.DestinationPort{Container: model.HostPort{Port: want, Protocol: protocol}}
	if to.task < 0 {
		port.Container.Port = cmp.Or(want, defaultPort)
		return port, nil
	}
	dynamic := 0
	for _, p := range x.config.Tasks[to.at.Definition].ExternalPorts(x.config.UseOf(int32(to.work)).ServiceConnect) {
		at := dynamic
		if p.Dynamic() {
			dynamic += p.Size()
		}
		if p.Container != to.index || want != 0 && !(p.ContainerPort.Contains(want) && p.Protocol == protocol) {
			continue
		}
		port.Mapped = true
		if p.Listener > 0 {
			port.Proxy = p.ContainerPort.First
		}
		port.Container = model.HostPort{Port: cmp.Or(want, p.ContainerPort.First), Protocol: p.Protocol}
		offset := port.Container.Port - p.ContainerPort.First
		switch {
		case p.Dynamic():
			port.Host = x.run.DynamicPorts(to.task)[at+int(offset)]
			port.Dynamic = x.config.Groups[to.at.Group].DynamicRange
		case !p.OwnInterface:
			port.Host = p.Ports.First + offset
		}
		return port, nil
	}
	if want == 0 {
		return port, fmt.Errorf("%s has no port mapping: say which port is meant (--port)", to.peer.Name)
	}
	return port, nil
}

// toOwnAddress asks what a container reaches on 127.0.0.1, on its own instance or on docker0. Where that
// is refused it says under which address, or by which protocol, somebody listens on that port.
func (x *Question) toOwnAddress() firewall.Path {
	port := model.HostPort{Port: x.to.port, Protocol: x.query.Protocol}
	x.from.peer.Interface = x.from.interfaces[0]
	path := x.ownPath(x.to.own, port)
	if path.Reachable {
		return path
	}
	other := model.HostPort{Port: port.Port, Protocol: model.UDP}
	if port.Protocol == model.UDP {
		other.Protocol = model.TCP
	}
	for _, try := range []struct {
		own  ownAddress
		port model.HostPort
	}{{onInstance, port}, {x.to.own, other}, {onInstance, other}} {
		if try.own == x.to.own && try.port == port {
			continue
		}
		if p := x.ownPath(try.own, try.port); p.Reachable {
			name, who := fmt.Sprintf("%s:%v", try.own, try.port), p.Hops[len(p.Hops)-1].Finding
			path.Remedies = slices.Insert(path.Remedies, 0, fmt.Sprintf("%s in place of %s:%v: %s", name, x.to.own, port, who))
			if try.port == other {
				name += fmt.Sprintf(" (--protocol %v)", other.Protocol)
			}
			path.Why += fmt.Sprintf("; %s passes: %s", name, who)
			break
		}
	}
	return path
}

// ownPath asks about a port at one of these addresses.
func (x *Question) ownPath(own ownAddress, port model.HostPort) firewall.Path {
	from := &x.from
	host := firewall.InstanceProcess(from.at.InstanceID, x.instanceInterface(from))
	switch own {
	case onInstance:
		return firewall.ReachInstance(&from.peer, &host, port, x.run.Listeners(from.at.Instance, port))
	case onDocker0:
		return firewall.ReachDocker0(&from.peer, &host, port, x.run.Listeners(from.at.Instance, port))
	}
	if from.peer.Mode.OnInstance() {
		return firewall.ReachLoopback(&from.peer, port, x.run.Listeners(from.at.Instance, port), nil)
	}
	var who []firewall.Listener
	var elsewhere []string
	td := &x.config.Tasks[from.at.Definition]
	network := td.Network(x.config.UseOf(int32(from.work)).ServiceConnect)
	for i := range td.Containers {
		c := &td.Containers[i]
		switch {
		case !c.Maps(port):
		case network.Holder(c.Name) == from.peer.Namespace:
			who = append(who, firewall.Listener{Name: c.Name})
		default:
			elsewhere = append(elsewhere, c.Name)
		}
	}
	return firewall.ReachLoopback(&from.peer, port, who, elsewhere)
}
