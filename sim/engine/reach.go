package engine

import (
	"cmp"
	"context"
	"fmt"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// ReachQuery asks whether one end reaches another when a run has ended. Each is a
// SERVICE or SERVICE/CONTAINER (or a RunTask request's name), "internet", "alb" or a
// target group; To may also be 127.0.0.1:PORT, host:PORT, the instance on which From
// runs, or an endpoint of Service Connect, NAME:PORT.
type ReachQuery struct {
	From, To     string
	Port         int // of To's container; 0 = its first port mapping, or that behind Service Connect
	Protocol     model.Protocol
	SameInstance bool // take tasks that run on one instance
}

// UnknownEndError is an end of a ReachQuery that the scenario does not have.
type UnknownEndError struct {
	Name  string
	Known []string // what might have been meant
}

// Error names the end.
func (e *UnknownEndError) Error() string {
	return fmt.Sprintf("there is no service, RunTask request, container or target group %q", e.Name)
}

// Reach runs a scenario to its end and asks whether one end reaches another: the
// first running task of each, or two of a service that is both. The error is an
// UnknownEndError, says that an end has no running task or no port, or is the run's.
func Reach(ctx context.Context, c *config.Config, q ReachQuery) (*report.ReachAnswer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	from, err := parseEnd(c, q.From, nil)
	if err != nil {
		return nil, err
	}
	var near *config.Use
	if from.work >= 0 {
		near = c.UseOf(int32(from.work))
	}
	to, err := parseEnd(c, q.To, near)
	if err != nil {
		return nil, err
	}
	if from.own != "" || from.listener >= 0 {
		return nil, fmt.Errorf("%s can only be where a connection goes to", from.name)
	}
	k, err := newCluster(c, 0)
	if err != nil {
		return nil, err
	}
	if err := k.run(ctx, nil); err != nil {
		return nil, err
	}
	return k.reach(q, &from, &to)
}

func (k *cluster) reach(q ReachQuery, from, to *end) (*report.ReachAnswer, error) {
	if err := k.locate(q, from, to); err != nil {
		return nil, err
	}
	a := &report.ReachAnswer{Scenario: k.Config.Name, Seed: k.Config.Seed, Verdict: "no", Path: []report.ReachStep{}, Lift: []string{}, Notes: []string{}}
	route, err := k.route(q, from, to)
	if err != nil {
		return nil, err
	}
	if route.Reachable {
		a.Verdict = "yes"
	}
	if to.listener >= 0 {
		a.Through = "Service Connect"
	}
	a.From, a.To = from.report(), to.report()
	a.Reachable, a.Address, a.Why = route.Reachable, route.Address, route.Why
	a.Port, a.Protocol = int(route.Port.Port), route.Port.Protocol.String()
	for _, s := range route.Hops {
		a.Path = append(a.Path, report.ReachStep(s))
	}
	a.Lift, a.Notes = append(a.Lift, route.Remedies...), append(a.Notes, route.Notes...)
	return a, nil
}

// route asks the rules of package model. Of a load balancer's nodes the first that gets
// through is taken, or else the one that comes furthest.
func (k *cluster) route(q ReachQuery, from, to *end) (firewall.Path, error) {
	if to.own != "" {
		if from.task < 0 {
			return firewall.Path{}, fmt.Errorf("%s is an address of a container, and %s is none", to.name, from.name)
		}
		return k.ownNamespace(from, to, q.Protocol), nil
	}
	if to.listener = k.listenerFor(q, from, to); to.listener >= 0 {
		return k.throughProxies(from, to), nil
	}
	port, err := k.port(to, q)
	if err != nil {
		return firewall.Path{}, err
	}
	var best firewall.Path
	for _, a := range from.nodes {
		for _, b := range to.nodes {
			f, t := from.place, to.place
			f.Interface, t.Interface = a, b
			if r := firewall.Reach(&f, &t, port); len(best.Hops) == 0 || r.Reachable || len(r.Hops) > len(best.Hops) {
				best, from.place, to.place = r, f, t
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

// port finds the port that is asked for at the other end.
func (k *cluster) port(to *end, q ReachQuery) (firewall.DestinationPort, error) {
	want := cmp.Or(uint16(q.Port), to.port)
	p := firewall.DestinationPort{Container: model.HostPort{Port: want, Protocol: q.Protocol}}
	if to.task < 0 {
		p.Container.Port = cmp.Or(want, defaultPort)
		return p, nil
	}
	t := k.Tasks.At(to.task)
	dynamic := 0
	for _, d := range k.Config.Tasks[k.RevisionOf(t).Definition].ExternalPorts(k.Owner(t).Use.ServiceConnect) {
		at := dynamic
		if d.Dynamic() {
			dynamic += d.Size()
		}
		if d.Container != to.index || want != 0 && !(d.ContainerPort.Contains(want) && d.Protocol == q.Protocol) {
			continue
		}
		p.Mapped = true
		if d.Listener > 0 {
			p.Proxy = d.ContainerPort.First
		}
		p.Container = model.HostPort{Port: cmp.Or(want, d.ContainerPort.First), Protocol: d.Protocol}
		offset := p.Container.Port - d.ContainerPort.First
		switch {
		case d.Dynamic():
			p.Host, p.Dynamic = k.DynamicPorts(t)[at+int(offset)], k.Config.Groups[k.Instances[t.Instance].Group].DynamicRange
		case !d.OwnInterface:
			p.Host = d.Ports.First + offset
		}
		return p, nil
	}
	if want == 0 {
		return p, fmt.Errorf("%s has no port mapping: say which port is meant (--port)", to.place.Name)
	}
	return p, nil
}

// ownNamespace asks what a container reaches on 127.0.0.1 or on its own instance.
func (k *cluster) ownNamespace(from, to *end, protocol model.Protocol) firewall.Path {
	port := model.HostPort{Port: to.port, Protocol: protocol}
	t := k.Tasks.At(from.task)
	from.place.Interface = from.nodes[0]
	if to.own == onInstance {
		host := firewall.InstanceProcess(from.place.Instance, k.hostWalls(t.Instance))
		return firewall.ReachInstance(&from.place, &host, port, k.listenersOn(t.Instance, port))
	}
	if from.place.Mode.OnInstance() {
		return firewall.ReachLoopback(&from.place, port, k.listenersOn(t.Instance, port), nil)
	}
	var who []firewall.Listener
	var elsewhere []string
	td := &k.Config.Tasks[k.RevisionOf(t).Definition]
	for i := range td.Containers {
		x := &td.Containers[i]
		switch {
		case !x.Maps(port):
		case k.RevisionOf(t).Network.Holder(x.Name) == from.place.Namespace:
			who = append(who, firewall.Listener{Name: x.Name})
		default:
			elsewhere = append(elsewhere, x.Name)
		}
	}
	return firewall.ReachLoopback(&from.place, port, who, elsewhere)
}
