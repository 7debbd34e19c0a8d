package scenarios

import (
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// agent takes what the ECS agent and Docker of the group are told.
func (r *resolver) agent(group *config.InstanceGroup, k *HostKeys, at strict.Place) {
	group.Attributes = k.Attributes
	group.AgentVersion = k.AgentVersion
	group.SpotDraining, group.PullUpfront = k.SpotDraining, k.PullUpfront
	if drain := k.TerminationDraining; drain != nil {
		if group.Draining = config.DrainNever; *drain {
			group.Draining = config.DrainAlways
		}
	}
	r.attributes(k.Attributes, at.At("attributes"))
	tcp := k.ReservedPorts
	if len(tcp) == 0 { // the agent takes an empty list for none
		for _, p := range model.DefaultReservedPorts() {
			tcp = append(tcp, int(p))
		}
	}
	if k.PrometheusMetrics {
		tcp = append(slices.Clone(tcp), model.PrometheusPort)
	}
	for _, p := range tcp {
		group.Reserved = append(group.Reserved, model.HostPort{Port: uint16(p), Protocol: model.TCP})
	}
	for _, p := range k.ReservedPortsUDP {
		group.Reserved = append(group.Reserved, model.HostPort{Port: uint16(p), Protocol: model.UDP})
	}
	group.Reserved = unique(group.Reserved)
	r.reservedPorts(group, k, at)
	for _, l := range k.Listeners {
		protocol, _ := model.ParseProtocol(l.Protocol)
		group.Listeners = append(group.Listeners, model.HostPort{Port: uint16(l.Port), Protocol: protocol})
	}
	group.Listeners = unique(group.Listeners)
	group.DynamicRange = model.LinuxDynamicPorts()
	if k.DynamicHostPortRange != "" {
		ports, err := model.ParsePortRange(k.DynamicHostPortRange)
		if err != nil {
			at.At("dynamicHostPortRange").Fail("", "%v", err)
		}
		group.DynamicRange = ports
	}
}

// reservedPorts refuses more reserved ports than a container instance may have:
// no task with a host port would ever fit.
func (r *resolver) reservedPorts(group *config.InstanceGroup, k *HostKeys, at strict.Place) {
	have, quota := len(group.Reserved), int(r.cfg.Quotas.ReservedPortsPerInstance)
	if have <= quota {
		return
	}
	where := at
	switch {
	case k.ReservedPorts != nil:
		where = at.Key("reservedPorts")
	case k.ReservedPortsUDP != nil:
		where = at.Key("reservedPortsUdp")
	}
	where.Fail("give fewer, or raise cluster.quotas.reservedPortsPerInstance",
		"instance group %s reserves %d host ports, wanted at most the quota of %d", strict.Quote(group.Name), have, quota)
}

func unique(ports []model.HostPort) []model.HostPort {
	slices.SortFunc(ports, model.HostPort.Compare)
	return slices.Compact(ports)
}

// attributes checks custom attributes by the developer guide's rules
// (task-placement-constraints).
func (r *resolver) attributes(attributes map[string]string, at strict.Place) {
	for _, name := range sorted(attributes) {
		value := attributes[name]
		switch {
		case strings.HasPrefix(name, "ecs."):
			at.Key(name).Fail("ECS sets it itself", "attribute %s is one of ECS's own", strict.Quote(name))
		case !attributeText(name, `-_./\`):
			at.Key(name).Fail("", "attribute name %s, wanted 1 to 128 of letters, digits and -_./\\", strict.Quote(name))
		case !attributeText(value, `-_./\@: `) || strings.TrimSpace(value) != value:
			at.At(name).Fail("", "attribute %s is %s, wanted 1 to 128 of letters, digits and -_./\\@: and inner blanks", name, strict.Quote(value))
		}
	}
}

func attributeText(text, extra string) bool {
	if len(text) < 1 || len(text) > 128 {
		return false
	}
	for _, c := range text {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune(extra, c) {
			return false
		}
	}
	return true
}
