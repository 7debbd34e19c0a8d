package reach

import (
	"cmp"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// connects reports whether two uses are in one namespace of Service Connect, so that
// each is a client of the other.
func connects(a, b *config.Use) bool {
	return a.ServiceConnect.Enabled && b.ServiceConnect.Enabled && a.ServiceConnect.Namespace == b.ServiceConnect.Namespace
}

// proxies are those of the services of a Service Connect namespace whose packets leave by the
// same interfaces.
type proxies struct {
	namespace string
	own       bool     // an interface of the task's own, in groups and subnets; else those of the instances
	groups    []string // by name
	subnets   []int    // into Config.Subnets; empty = all
	services  int
	first     *config.Service
}

// proxiesIn lists the proxies of all namespaces, those alike together.
func proxiesIn(c *config.Config) []proxies {
	all := []proxies{}
	for i := range c.Services {
		s := &c.Services[i]
		if !s.ServiceConnect.Enabled {
			continue
		}
		x := proxies{namespace: s.ServiceConnect.Namespace, own: c.Tasks[s.Task].OwnInterface(), services: 1, first: s}
		if x.own {
			x.groups, x.subnets = s.Groups(), s.Subnets
		}
		at := slices.IndexFunc(all, func(y proxies) bool {
			return y.namespace == x.namespace && y.own == x.own &&
				slices.Equal(y.groups, x.groups) && slices.Equal(y.subnets, x.subnets)
		})
		if at < 0 {
			all = append(all, x)
		} else {
			all[at].services++
		}
	}
	return all
}

// proxiesFor is the proxies of all other services of a namespace; anyone where there
// are none.
func (v *VPC) proxiesFor(s *config.Service, u *config.Use) clients {
	x := anyone()
	x.serviceConnect = true
	if v.config.Firewall == nil {
		return x
	}
	if v.proxies == nil {
		v.proxies = proxiesIn(v.config)
	}
	var from []*firewall.Interface
	for i := range v.proxies {
		if y := &v.proxies[i]; y.namespace == u.ServiceConnect.Namespace && (y.services > 1 || y.first != s) {
			from = y.addInterfaces(v.config, from)
		}
	}
	if len(from) == 0 {
		return x
	}
	x.name = strings.TrimSpace("Service Connect " + u.ServiceConnect.Namespace)
	x.rule, x.from, x.ports = proxiesInRule(from), from, firewall.LinuxClient.Ports()
	return x
}

// addInterfaces adds the interfaces by which the packets of the proxies may leave, each once.
func (x *proxies) addInterfaces(c *config.Config, all []*firewall.Interface) []*firewall.Interface {
	add := func(groups []string, subnet int) {
		i := interfaceIn(c, groups, subnet)
		same := func(o *firewall.Interface) bool { return o.Subnet == i.Subnet && slices.Equal(o.Groups, i.Groups) }
		if !slices.ContainsFunc(all, same) {
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

// proxiesInRule names proxies as a rule would: by a security group of each.
func proxiesInRule(from []*firewall.Interface) string {
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

// endpointNamed finds what tasks of a Service Connect namespace ask for as "NAME:PORT", by
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

// allEndpoints lists what the tasks of all namespaces can ask for.
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

// listenerFor is the listener of Service Connect through which the source asks for the
// destination, counted from 0: the one that the query names by its endpoint; where the two are
// in one namespace, the one in front of the container, unless the query names a port of the
// container itself. -1 = it goes past the proxies.
func (x *Question) listenerFor() int {
	from, to, q := &x.from, &x.to, &x.query
	if to.listener >= 0 || to.work < 0 || from.work < 0 || from.work == to.work || q.Protocol != model.TCP {
		return to.listener
	}
	use := x.config.UseOf(int32(to.work))
	if !connects(x.config.UseOf(int32(from.work)), use) {
		return -1
	}
	td := &x.config.Tasks[to.at.Definition]
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
func (x *Question) throughProxies() firewall.Path {
	from, to := &x.from, &x.to
	use := x.config.UseOf(int32(to.work))
	td, l := &x.config.Tasks[to.at.Definition], &use.ServiceConnect.Listeners[to.listener]
	from.peer.Interface, to.peer.Interface = from.interfaces[0], to.interfaces[0]
	e := td.Endpoint(l)
	if from.work < 0 || !connects(x.config.UseOf(int32(from.work)), use) {
		return firewall.UnknownEndpoint(&from.peer, e, use.ServiceConnect.Namespace)
	}
	return firewall.ReachEndpoint(&from.peer, &to.peer, e, x.listenerPort())
}

// listenerPort is where the destination's listener of Service Connect is found.
func (x *Question) listenerPort() firewall.DestinationPort {
	to := &x.to
	td, sc := &x.config.Tasks[to.at.Definition], &x.config.UseOf(int32(to.work)).ServiceConnect
	port := firewall.DestinationPort{Mapped: true}
	_, port.Proxy, _ = td.ForwardsTo(&sc.Listeners[to.listener])
	dynamic := 0
	for _, p := range td.ExternalPorts(*sc) {
		at := dynamic
		if p.Dynamic() {
			dynamic += p.Size()
		}
		switch {
		case p.Listener != to.listener+1:
			continue
		case p.Dynamic():
			port.Host, port.Dynamic = x.run.DynamicPorts(to.task)[at], x.config.Groups[to.at.Group].DynamicRange
		case !p.OwnInterface:
			port.Host = p.Ports.First
		}
		port.Container.Port = cmp.Or(port.Host, p.Ports.First)
		break
	}
	return port
}
