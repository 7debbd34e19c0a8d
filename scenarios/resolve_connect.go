package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
)

// serviceConnect resolves serviceConnectConfiguration.
func (r *resolver) serviceConnect(c *ServiceConnectConfiguration, at strict.Place) model.ServiceConnect {
	if c == nil {
		return model.ServiceConnect{}
	}
	for i := range c.Services {
		if given := c.Services[i].IngressPortOverride; given != nil {
			if p := model.CheckIngressPortOverride(int64(*given)); p != nil {
				at.At("services", i, p.Path).Fail(p.Hint, "ingressPortOverride is %d: %s", *given, p.Error())
			}
		}
	}
	if !c.Enabled {
		return model.ServiceConnect{}
	}
	sc := model.ServiceConnect{Enabled: true, Namespace: c.Namespace, PortsCounted: r.file.Cluster.Readings.IngressPorts == "refused"}
	if c.ProxyCPU != nil {
		sc.ProxyCPU = model.CPU(*c.ProxyCPU)
	}
	if c.ProxyMemory != nil {
		sc.ProxyMemory = model.MiB(*c.ProxyMemory)
	}
	for i := range c.Services {
		s := &c.Services[i]
		l := model.IngressListener{PortName: s.PortName, TLS: s.TLS != nil}
		if s.IngressPortOverride != nil {
			l.Override = uint16(*s.IngressPortOverride)
		}
		l.Alias.Name = cmp.Or(s.DiscoveryName, s.PortName)
		if c.Namespace != "" {
			l.Alias.Name += "." + c.Namespace
		}
		for _, a := range s.ClientAliases {
			l.Alias = model.Endpoint{Name: cmp.Or(a.DNSName, l.Alias.Name), Port: uint16(a.Port)}
		}
		sc.Listeners = append(sc.Listeners, l)
	}
	return sc
}

// checkServiceConnect refuses what CreateService or UpdateService would of a task
// definition, and warns where its proxies are left too little.
func (r *resolver) checkServiceConnect(t *model.TaskDefinition, service string, sc model.ServiceConnect, at strict.Place) {
	if !sc.Enabled {
		return
	}
	for _, p := range t.CheckServiceConnect(sc) {
		hint, path := p.Hint, steps(p.Path)
		if strings.HasSuffix(p.Path, ".portName") {
			hint = strict.Reference(sc.Listeners[path[1].(int)].PortName, t.PortNames())
		}
		at.At(path...).Fail(hint, "service %s: %s", strict.Quote(service), p.Error())
	}
	if text := shortShare(t.ProxyShare(sc)); text != "" && t.Memory > 0 {
		r.warnOnce("service %s: the Service Connect proxy has %s, and competes with the containers of %s: AWS advises to make the task larger by %d units and %d MiB for it",
			service, text, t.Name(), model.AdvisedProxyCPU, model.AdvisedProxyMemory)
	}
	for i := range sc.Listeners {
		if name := t.ProxyPortTaken(&sc.Listeners[i]); name != "" {
			why := "they share a network namespace, and one of the two cannot listen"
			if t.NetworkMode.Publishes() {
				why = "no instance can give it to both, and every task fails"
			}
			r.warnOnce("service %s: ingressPortOverride %d is also a port of container %s of %s: %s", service, sc.Listeners[i].Override, name, t.Name(), why)
		}
	}
}

// warnOnce adds a warning unless it is there already, as of one of several deployments of
// a task definition.
func (r *resolver) warnOnce(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.cfg.Warnings, text) {
		r.cfg.Warnings = append(r.cfg.Warnings, text)
	}
}

// shortShare says what a proxy is left with where that is less than AWS advises.
func shortShare(s model.ProxyShare) string {
	cpu, memory := s.Short()
	if s.CPUShared {
		s.CPU = 0
	}
	if s.MemoryShared {
		s.Memory = 0
	}
	switch {
	case cpu && memory:
		return fmt.Sprintf("%d units of its own and %d MiB of memory", s.CPU, s.Memory)
	case cpu:
		return fmt.Sprintf("%d units of its own", s.CPU)
	case memory:
		return fmt.Sprintf("%d MiB of memory of its own", s.Memory)
	}
	return ""
}
