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
func ReachEndpoint(from, to *Peer, e model.Endpoint, port DestinationPort) Path {
	var p Path
	p.pass("Service Connect proxy beside "+from.Name, e.String(),
		fmt.Sprintf("an endpoint of %s: it asks the proxy there", to.Name))
	if !from.Mode.Publishes() || !to.Mode.Publishes() || from.Instance != to.Instance {
		p.throughVPC(from, to, port)
		p.noteBypass(to, e, port)
		return p
	}
	at := model.HostPort{Port: port.Host}
	p.address("the address of the instance "+to.Instance, at)
	p.pass(to.Mode.Bridge().Name+" on "+to.Instance, at.String(),
		"the instance itself is its other end, and Docker forwards it to "+port.forwardedTo(to))
	p.note("No security group and no network ACL is asked: the packet does not leave %s. "+
		"From another instance it is port %d of %s, and firewalls are asked.", to.Instance, at.Port, to.Instance)
	p.noteBypass(to, e, port)
	return p
}

// UnknownEndpoint is the path to an endpoint for somebody who is not in its namespace.
func UnknownEndpoint(from *Peer, e model.Endpoint, namespace string) Path {
	var p Path
	in := "the cluster's Service Connect namespace"
	if namespace != "" {
		in = "the Service Connect namespace " + namespace
	}
	p.refuse("name resolution of "+from.Name, e.String(), fmt.Sprintf("only tasks of services in %s know %s", in, e.Name),
		"a service with serviceConnectConfiguration in "+in)
	return p
}

// noteBypass tells of the way that does not lead through the proxies.
func (p *Path) noteBypass(to *Peer, e model.Endpoint, port DestinationPort) {
	if to.Mode.Publishes() || port.Container.Port != port.Proxy {
		p.note("Only connections to %v go through the proxies. To ask for the port of %s itself: --port %d.",
			e, to.Container, port.Proxy)
	}
}

// passedOn says what a proxy in the same namespace does; nothing where there is none.
func (p *DestinationPort) passedOn() string {
	if p.Proxy == 0 {
		return ""
	}
	return fmt.Sprintf(", whose Service Connect proxy takes it and passes it on to 127.0.0.1:%d", p.Proxy)
}

// forwardedTo is who gets what Docker forwards.
func (p *DestinationPort) forwardedTo(to *Peer) string {
	if p.Proxy == 0 {
		return fmt.Sprintf("%v of %s", p.Container, to.Container)
	}
	return fmt.Sprintf("the Service Connect proxy, which passes it on to %v of %s",
		model.HostPort{Port: p.Proxy, Protocol: p.Container.Protocol}, to.Container)
}
