package firewall

import (
	"fmt"

	"ecssim/model"
)

// ReachEndpoint says whether a container reaches another by an endpoint of Service
// Connect. The application asks the proxy of its own task, and that asks the proxy of the
// other task, which passes the connection on (developer guide,
// service-connect-concepts-deploy). port is where the latter listens.
//
// Two tasks behind one docker0 do not leave the instance: the address under which the
// listener is known is the instance's own.
func ReachEndpoint(from, to *Place, e model.Endpoint, port TargetPort) Route {
	var r Route
	r.pass("Service Connect proxy beside "+from.Name, e.String(), fmt.Sprintf("an endpoint of %s: it asks the proxy there", to.Name))
	if !from.Mode.Publishes() || !to.Mode.Publishes() || from.Instance != to.Instance {
		r.overNetwork(from, to, port)
		r.past(to, e, port)
		return r
	}
	at := model.HostPort{Port: port.OnHost}
	r.to("the address of the instance "+to.Instance, at)
	r.pass(to.Mode.Bridge().Name+" on "+to.Instance, at.String(), "the instance itself is its other end, and Docker forwards it to "+port.forwarded(to))
	r.note("No security group and no network ACL is asked: the packet does not leave %s. From another instance it is port %d of %s, and firewalls are asked.", to.Instance, at.Port, to.Instance)
	r.past(to, e, port)
	return r
}

// NoEndpoint is the route to an endpoint of somebody who is not in its namespace.
func NoEndpoint(from *Place, e model.Endpoint, namespace string) Route {
	var r Route
	in := "the cluster's Service Connect namespace"
	if namespace != "" {
		in = "the Service Connect namespace " + namespace
	}
	r.stop("name resolution of "+from.Name, e.String(), fmt.Sprintf("only tasks of services in %s know %s", in, e.Name),
		"a service with serviceConnectConfiguration in "+in)
	return r
}

// past tells of the way that does not lead through the proxies.
func (r *Route) past(to *Place, e model.Endpoint, port TargetPort) {
	if to.Mode.Publishes() || port.Inside.Port != port.Proxy {
		r.note("Only connections to %v go through the proxies. To ask for the port of %s itself: --port %d.", e, to.Container, port.Proxy)
	}
}

// passedOn says what a proxy in the same namespace does; nothing where there is none.
func (p *TargetPort) passedOn() string {
	if p.Proxy == 0 {
		return ""
	}
	return fmt.Sprintf(", whose Service Connect proxy takes it and passes it on to 127.0.0.1:%d", p.Proxy)
}

// forwarded is who gets what Docker forwards.
func (p *TargetPort) forwarded(to *Place) string {
	if p.Proxy == 0 {
		return fmt.Sprintf("%v of %s", p.Inside, to.Container)
	}
	return fmt.Sprintf("the Service Connect proxy, which passes it on to %v of %s", model.HostPort{Port: p.Proxy, Protocol: p.Inside.Protocol}, to.Container)
}
