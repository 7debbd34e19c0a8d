package scenarios

import (
	"regexp"
	"time"

	"go.yaml.in/yaml/v4"
)

// Duration is a length of time such as 30s, 5m, 1h30m or 250ms, never negative
// and at most a hundred years.
type Duration struct{ time.Duration }

const longest = 100 * 365 * 24 * time.Hour

// durationForm is what time.ParseDuration takes, signs left out.
const durationForm = `^([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+$`

var (
	durationText = regexp.MustCompile(durationForm)
	bareNumber   = regexp.MustCompile(`^[0-9]+([.][0-9]+)?$`)
)

func (t *Duration) readNode(d *decoder, n *yaml.Node, what string) {
	t.Duration, _ = d.duration(n, what)
}

// duration reads a length of time.
func (d *decoder) duration(n *yaml.Node, what string) (time.Duration, bool) {
	const wanted = "a duration such as 30s, 5m or 1h30m"
	if n.Kind != yaml.ScalarNode || isNull(n) {
		d.mismatch(n, what, wanted)
		return 0, false
	}
	if !durationText.MatchString(n.Value) {
		hint := ""
		switch {
		case bareNumber.MatchString(n.Value):
			hint = "if seconds are meant, write " + short(n.Value) + "s"
		case len(n.Value) > 1 && n.Value[0] == '-':
			hint = "it cannot be negative"
		}
		d.wrong(n, hint, what, wanted)
		return 0, false
	}
	length, err := time.ParseDuration(n.Value)
	if err != nil || length > longest {
		d.add(n.Line, n.Column, "", "%s is %s, wanted at most a hundred years (876000h)", what, short(n.Value))
		return 0, false
	}
	return length, true
}
