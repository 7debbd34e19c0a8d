package engine

import (
	"cmp"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
)

// connects reports whether two uses are in one namespace of Service Connect, so that
// each is a client of the other.
func connects(a, b *config.Use) bool {
	return a.ServiceConnect.Enabled && b.ServiceConnect.Enabled && a.ServiceConnect.Namespace == b.ServiceConnect.Namespace
}

// meshClient is the services of a Service Connect namespace whose packets leave by the
// same interfaces.
type meshClient struct {
	namespace string
	own       bool     // an interface of the task's own, in groups and subnets; else those of the instances
	groups    []string // by name
	subnets   []int    // into Config.Subnets; empty = all
	services  int
	first     *config.Service
}

// meshClients lists the services of all namespaces, those alike together.
func meshClients(c *config.Config) []meshClient {
	all := []meshClient{}
	for i := range c.Services {
		s := &c.Services[i]
		if !s.ServiceConnect.Enabled {
			continue
		}
		x := meshClient{namespace: s.ServiceConnect.Namespace, own: c.Tasks[s.Task].OwnInterface(), services: 1, first: s}
		if x.own {
			x.groups, x.subnets = s.Groups(), s.Subnets
		}
		at := slices.IndexFunc(all, func(y meshClient) bool {
			return y.namespace == x.namespace && y.own == x.own && slices.Equal(y.groups, x.groups) && slices.Equal(y.subnets, x.subnets)
		})
		if at < 0 {
			all = append(all, x)
		} else {
			all[at].services++
		}
	}
	return all
}

// connecting is the proxies of all other services of a namespace; anyone where there
// are none.
func (w *walls) connecting(s *config.Service, u *config.Use) clients {
	x := anyone()
	x.mesh = true
	if w.config.Firewall == nil {
		return x
	}
	if w.mesh == nil {
		w.mesh = meshClients(w.config)
	}
	var from []*firewall.Interface
	for i := range w.mesh {
		if y := &w.mesh[i]; y.namespace == u.ServiceConnect.Namespace && (y.services > 1 || y.first != s) {
			from = leavesBy(w.config, from, y)
		}
	}
	if len(from) == 0 {
		return x
	}
	x.name = strings.TrimSpace("Service Connect " + u.ServiceConnect.Namespace)
	x.rule, x.from, x.ports = ruleOf(from), from, firewall.LinuxClient.Ports()
	return x
}

// leavesBy adds the interfaces by which the packets of clients may leave, each once.
func leavesBy(c *config.Config, all []*firewall.Interface, x *meshClient) []*firewall.Interface {
	add := func(groups []string, subnet int) {
		i := interfaceOf(c, groups, subnet)
		if !slices.ContainsFunc(all, func(o *firewall.Interface) bool { return o.Subnet == i.Subnet && slices.Equal(o.Groups, i.Groups) }) {
			all = append(all, i)
		}
	}
	if x.own {
		for s := range c.Subnets {
			if len(x.subnets) == 0 || slices.Contains(x.subnets, s) {
				add(x.groups, s)
			}
		}
		return all
	}
	for i := range c.Groups {
		for _, zone := range c.Groups[i].Zones {
			add(c.Groups[i].SecurityGroups, int(c.SubnetIn(c.Groups[i].Subnets, zone)))
		}
	}
	return all
}

// fewGroups is how many security groups a rule is told with.
const fewGroups = 3

// ruleOf names clients as a rule would: by a security group of each.
func ruleOf(from []*firewall.Interface) string {
	var names []string
	for _, i := range from {
		if len(i.Groups) > 0 && !slices.Contains(names, i.Groups[0]) {
			names = append(names, i.Groups[0])
		}
	}
	if len(names) == 0 || len(names) > fewGroups {
		return "its Service Connect clients"
	}
	return strings.Join(names, ", ")
}

// endpoint finds what tasks of a Service Connect namespace ask for as "NAME:PORT", by
// the whole name or by what is in front of the namespace: the service and its listener,
// -1 and -1 if there is none. Of several that of near's namespace is taken, else the first.
func endpointNamed(c *config.Config, text string, near *config.Use) (service, listener int) {
	service, listener = -1, -1
	for i := range c.Services {
		s := &c.Services[i]
		for n := range s.ServiceConnect.Listeners {
			if !slices.Contains(endpointNames(c, s, n), text) {
				continue
			}
			if near != nil && connects(near, &s.Use) {
				return i, n
			}
			if service < 0 {
				service, listener = i, n
			}
		}
	}
	return service, listener
}

// endpointNames are the ways to write what clients of a service's listener ask for.
func endpointNames(c *config.Config, s *config.Service, listener int) []string {
	e := c.Tasks[s.Task].Endpoint(&s.ServiceConnect.Listeners[listener])
	if e.Port == 0 {
		return nil
	}
	short := model.Endpoint{Name: strings.TrimSuffix(e.Name, "."+cmp.Or(s.ServiceConnect.Namespace, " ")), Port: e.Port}
	if short == e {
		return []string{e.String()}
	}
	return []string{e.String(), short.String()}
}

// endpoints lists what the tasks of all namespaces can ask for.
func allEndpoints(c *config.Config) []string {
	var all []string
	for i := range c.Services {
		for n := range c.Services[i].ServiceConnect.Listeners {
			if names := endpointNames(c, &c.Services[i], n); len(names) > 0 && !slices.Contains(all, names[0]) {
				all = append(all, names[0])
			}
		}
	}
	return all
}

// listenerFor is the listener through which one end asks for another, counted from 0: the
// one that the query names by its endpoint; where the two are in one namespace, the one in
// front of the container, unless the query names a port of the container itself. -1 = it
// goes past the proxies.
func (k *cluster) listenerFor(q ReachQuery, from, to *end) int {
	if to.listener >= 0 || to.work < 0 || from.work < 0 || from.work == to.work || q.Protocol != model.TCP {
		return to.listener
	}
	use := k.Config.UseOf(int32(to.work))
	if !connects(k.Config.UseOf(int32(from.work)), use) {
		return -1
	}
	td := &k.Config.Tasks[k.RevisionOf(k.Tasks.At(to.task)).Definition]
	asked := model.HostPort{Port: uint16(q.Port)}
	for n := range use.ServiceConnect.Listeners {
		l := &use.ServiceConnect.Listeners[n]
		if i, _, ok := td.ForwardsTo(l); !ok || i != to.index {
			continue
		}
		if q.Port == 0 || td.Endpoint(l).Port == asked.Port && !td.Containers[to.index].Maps(asked) {
			return n
		}
	}
	return -1
}

// throughProxies asks for an endpoint of Service Connect.
func (k *cluster) throughProxies(from, to *end) firewall.Path {
	use, t := k.Config.UseOf(int32(to.work)), k.Tasks.At(to.task)
	td, l := &k.Config.Tasks[k.RevisionOf(t).Definition], &use.ServiceConnect.Listeners[to.listener]
	from.place.Interface, to.place.Interface = from.nodes[0], to.nodes[0]
	e := td.Endpoint(l)
	if from.work < 0 || !connects(k.Config.UseOf(int32(from.work)), use) {
		return firewall.UnknownEndpoint(&from.place, e, use.ServiceConnect.Namespace)
	}
	return firewall.ReachEndpoint(&from.place, &to.place, e, k.listenerPort(t, to.listener))
}

// listenerPort is where a listener of a running task is found.
func (k *cluster) listenerPort(t *state.Task, listener int) firewall.DestinationPort {
	td, sc := &k.Config.Tasks[k.RevisionOf(t).Definition], &k.Owner(t).Use.ServiceConnect
	p := firewall.DestinationPort{Mapped: true}
	_, p.Proxy, _ = td.ForwardsTo(&sc.Listeners[listener])
	dynamic := 0
	for _, d := range td.ExternalPorts(*sc) {
		at := dynamic
		if d.Dynamic() {
			dynamic += d.Size()
		}
		switch {
		case d.Listener != listener+1:
			continue
		case d.Dynamic():
			p.Host, p.Dynamic = k.DynamicPorts(t)[at], k.Config.Groups[k.Instances[t.Instance].Group].DynamicRange
		case !d.OwnInterface:
			p.Host = d.Ports.First
		}
		p.Container.Port = cmp.Or(p.Host, d.Ports.First)
		break
	}
	return p
}
