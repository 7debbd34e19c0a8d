package infra

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// targetGroup makes a record of a target group (Elastic Load Balancing API, CreateTargetGroup and
// the attributes of target groups). What is not known of it is left to a scenario's defaults.
func (f *filler) targetGroup(r *Resource) {
	p := r.Props
	check := p.Get("healthCheck").Block()
	checked := func(short, long string) *tree.Value {
		if v := check.Get(short); v != nil {
			return v
		}
		return p.Get(long)
	}
	k := &taken{wrong: func(path, found, wanted string) { f.fail(r, "", "%s is %s, wanted %s", path, found, wanted) }}
	single := func(v *tree.Value, s shape) *yaml.Node { return k.node(v, &s, s.key) }
	protocol := known(p.Get("protocol"))
	balancer := ""
	switch {
	case strings.HasPrefix(protocol, "HTTP"):
		balancer = "application"
	case protocol != "":
		balancer = "network"
	}
	n := record.Map(
		"loadBalancer", balancer, "targetType", single(p.Get("targetType"), text("targetType")), "protocol", protocol,
		"healthCheck", record.Map(
			"protocol", single(checked("protocol", "healthCheckProtocol"), text("protocol")),
			"port", single(checked("port", "healthCheckPort"), text("port")),
			"interval", single(checked("interval", "healthCheckIntervalSeconds"), number("interval")),
			"timeout", single(checked("timeout", "healthCheckTimeoutSeconds"), number("timeout")),
			"healthyThreshold", single(checked("healthyThreshold", "healthyThresholdCount"), number("healthyThreshold")),
			"unhealthyThreshold", single(checked("unhealthyThreshold", "unhealthyThresholdCount"), number("unhealthyThreshold")),
		),
		"deregistrationDelay", single(attribute(p, "deregistration_delay", "deregistration_delay.timeout_seconds"), number("deregistrationDelay")),
		"slowStart", single(attribute(p, "slow_start", "slow_start.duration_seconds"), number("slowStart")),
	)
	for _, m := range k.marks {
		if m.State == record.Unknown {
			f.tell(r, "%s of target group %s is not known, the default is taken: %s", m.Path, r.name, m.Why)
		}
	}
	f.set.TargetGroups = append(f.set.TargetGroups, &record.TargetGroup{Name: r.name, Source: r.Source, Node: n})
}

// attribute is an attribute of a target group: a key of Terraform's, or of CloudFormation's list of
// keys and values.
func attribute(p *tree.Value, short, long string) *tree.Value {
	if v := p.Get(short); v != nil {
		return v
	}
	for _, a := range p.Get("targetGroupAttributes").Items() {
		if known(a.Get("key")) == long {
			return a.Get("value")
		}
	}
	return nil
}
