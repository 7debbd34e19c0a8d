package value

import (
	"reflect"
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
