package value

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"ecssim/scenarios/internal/strict"

	"go.yaml.in/yaml/v4"
)

// Seconds is a length of time such as 30s, or a number of whole seconds, as the Elastic Load
// Balancing API has them.
type Seconds struct{ time.Duration }

// ReadNode decodes the value.
func (s *Seconds) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if !d.Plain(n) || !strict.WholeNumber.MatchString(n.Value) {
		s.Duration, _ = duration(d, n, what)
		return
	}
	least, most := 0.0, Longest.Seconds()
	if i, ok := d.Whole(n, what); ok && d.Within(n, float64(i), &strict.Rule{Min: &least, Max: &most}, what) {
		s.Duration = time.Duration(i) * time.Second
	}
}

// CheckPort is the port of health checks: a number, or traffic-port, which is 0.
type CheckPort int

// TrafficPort is the port where requests go.
const TrafficPort = "traffic-port"

// ReadNode decodes the value.
func (p *CheckPort) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == TrafficPort:
	case d.Plain(n) && strict.WholeNumber.MatchString(n.Value):
		least, most := 1.0, 65535.0
		d.Scalar(n, reflect.ValueOf((*int)(p)).Elem(), &strict.Rule{Min: &least, Max: &most}, what)
	default:
		d.Wrong(n, "", what, "a port, 1 to 65535, or "+TrafficPort)
	}
}

// targetGroupKeys are keys of target groups as people write them elsewhere, in the words of the Elastic
// Load Balancing API or ours, without case, underscores and units; and where they stand in an entry of
// targetGroups.
var targetGroupKeys = map[string]string{
	"healthcheckport": "healthCheck: {port: %s}", "healthcheckprotocol": "healthCheck: {protocol: %s}",
	"healthcheckinterval": "healthCheck: {interval: %s}", "healthchecktimeout": "healthCheck: {timeout: %s}",
	"healthythreshold": "healthCheck: {healthyThreshold: %s}", "unhealthythreshold": "healthCheck: {unhealthyThreshold: %s}",
	"deregistrationdelay": "deregistrationDelay: %s", "slowstart": "slowStart: %s", "targettype": "targetType: %s", "protocol": "protocol: %s",
}

// NotTargetGroup is part of a struct that names a target group, where people write what belongs to that.
type NotTargetGroup struct{}

// Elsewhere is the entry of targetGroups in which to write a key; "" = it is no key of target groups.
func (NotTargetGroup) Elsewhere(n *yaml.Node, p strict.Pair) string {
	group := "NAME"
	if name := strict.Child(n, "targetGroup"); name != nil && name.Kind == yaml.ScalarNode {
		group = name.Value
	}
	entry := targetGroup(group, p.Key.Value, p.Value)
	if entry == "" {
		return ""
	}
	return "it belongs to the target group, beside services: targetGroups: [" + entry + "]"
}

// NotTargetGroups is part of a struct that has one value for all target groups, where people write a map of
// one for each.
type NotTargetGroups struct{}

// Elsewhere are the entries of targetGroups for such a map; "" = target groups have no such key.
func (NotTargetGroups) Elsewhere(_ *yaml.Node, p strict.Pair) string {
	const shown = 2
	var entries []string
	for i := 0; i+1 < len(p.Value.Content) && i < 2*shown; i += 2 {
		if entry := targetGroup(p.Value.Content[i].Value, p.Key.Value, p.Value.Content[i+1]); entry != "" {
			entries = append(entries, entry)
		}
	}
	if len(entries) == 0 {
		return ""
	}
	if len(p.Value.Content) > 2*shown {
		entries = append(entries, "...")
	}
	return "each target group has its own, beside timings: targetGroups: [" + strings.Join(entries, ", ") + "]"
}

// targetGroup is the entry of targetGroups that says of one what a key says that people write elsewhere;
// "" = it is no key of target groups.
func targetGroup(group, key string, v *yaml.Node) string {
	plain := strings.ToLower(strings.ReplaceAll(key, "_", ""))
	for _, unit := range []string{"seconds", "count"} {
		plain = strings.TrimSuffix(plain, unit)
	}
	form, ok := targetGroupKeys[plain]
	if !ok {
		return ""
	}
	text := "..."
	if v.Kind == yaml.ScalarNode {
		text = strict.Short(v.Value)
	}
	return fmt.Sprintf("{targetGroup: %s, "+form+"}", strict.Short(group), text)
}
