// Package value decodes single values of scenario files: lengths of time and what leaves them to chance,
// amounts of CPU and memory, ports, rates.
package value

import (
	"ecssim/scenarios/internal/strict"
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Amount is a task-level cpu or memory: a number, or text with a unit as
// RegisterTaskDefinition takes it. Empty = not set.
type Amount string

// ReadNode decodes the value.
func (a *Amount) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind != yaml.ScalarNode || strict.IsNull(n) || n.Tag == "!!bool" || n.Tag == "!!float" && n.Style&strict.Quoted == 0:
		d.Mismatch(n, what, "a whole number, or text such as '1 vCPU' or '1 GB'")
	case strict.WholeNumber.MatchString(n.Value):
		e := *n
		e.Style = 0
		if _, ok := d.Whole(&e, what); ok {
			*a = Amount(n.Value)
		}
	case strings.TrimSpace(n.Value) == "" && !d.Lenient:
		d.Wrong(n, "leave the key out where the containers say it", what, "a whole number, or text such as '1 vCPU' or '1 GB'")
	default:
		*a = Amount(n.Value)
	}
}

// TrunkMode is an instance group's trunk key: auto, false for instances launched before
// the account opted in, or true for instances launched while it was. Empty = auto.
type TrunkMode string

// ReadNode decodes the value.
func (t *TrunkMode) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && (n.Value == "auto" || (n.Value == "false" || n.Value == "true") && n.Style&strict.Quoted == 0):
		*t = TrunkMode(n.Value)
	default:
		d.Wrong(n, "", what, "auto, true or false")
	}
}

// IngressPort is an ingressPortOverride. Which ports ECS takes is checked when the
// service is resolved, for that has words of its own.
type IngressPort int64

// ReadNode decodes the value.
func (p *IngressPort) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if i, ok := d.Whole(n, what); ok {
		*p = IngressPort(i)
	}
}

// MappedPort is a port of a port mapping. Copies count them: {from: 20001}, in whose place
// copies.Unfold has put a number.
type MappedPort int

// ReadNode decodes the value.
func (p *MappedPort) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	least, most := 0.0, 65535.0
	d.Scalar(n, reflect.ValueOf((*int)(p)).Elem(), &strict.Rule{Min: &least, Max: &most}, what)
}

// Rate is how many tasks a service may start in a minute: a number, or unlimited.
// Nil = AWS's own.
type Rate struct{ PerMinute int } // 0 = unlimited

// ReadNode decodes the value.
func (s *Rate) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	const most = 1_000_000_000
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "unlimited":
	case d.Plain(n) && strict.WholeNumber.MatchString(n.Value):
		least, high := 1.0, float64(most)
		if i, ok := d.Whole(n, what); ok && d.Within(n, float64(i), &strict.Rule{Min: &least, Max: &high}, what) {
			s.PerMinute = int(i)
		}
	default:
		d.Wrong(n, "", what, "a number of tasks, or unlimited")
	}
}

// Tokens is a bucket of calls, or ec2 for the one that EC2 publishes.
type Tokens struct {
	EC2 bool
	Bucket
}

// ReadNode decodes the value.
func (c *Tokens) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "ec2":
		c.EC2 = true
	case n.Kind == yaml.MappingNode:
		d.Value(n, reflect.ValueOf(&c.Bucket).Elem(), &strict.Rule{}, what)
	default:
		d.Wrong(n, "", what, "ec2, or a map such as {burst: 100, perSecond: 5}")
	}
}

// Value is any single value: text, a float64, a bool, or nil for null.
type Value struct{ V any }

// ReadNode decodes the value.
func (v *Value) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.Mismatch(n, what, "a single value")
	case strict.IsNull(n) && n.Value != "null":
		d.Wrong(n, "write null for a value that is not there", what, "a single value")
	case strict.IsNull(n):
		v.V = nil
	case n.Style&strict.Quoted == 0 && (n.Value == "true" || n.Value == "false"):
		v.V = n.Value == "true"
	case n.Style&strict.Quoted == 0 && n.Tag == "!!int":
		if i, ok := d.Whole(n, what); ok {
			v.V = float64(i)
		}
	case n.Style&strict.Quoted == 0 && n.Tag == "!!float":
		if f, ok := d.Number(n, what); ok {
			v.V = f
		}
	default:
		v.V = n.Value
	}
}

// String returns the value as JSON would write it.
func (v Value) String() string { return Show(v.V) }

// Show writes a value of a JSON tree for a message.
func Show(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return strconv.FormatFloat(v, 'g', 10, 64)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return strconv.Quote(v)
	case []any:
		return "a list of " + strconv.Itoa(len(v))
	}
	return "an object"
}

// Bucket is a token bucket: burst calls at once, and perSecond more each second.
type Bucket struct {
	Burst     int `yaml:"burst" jsonschema:"required,minimum=1,maximum=1000000" jsonschema_description:"calls at once"`
	PerSecond int `yaml:"perSecond" jsonschema:"required,minimum=1,maximum=1000000" jsonschema_description:"calls more each second"`
}
