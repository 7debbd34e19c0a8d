package value

import (
	"ecssim/scenarios/internal/strict"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Duration is a length of time such as 30s, 5m, 1h30m or 250ms, never negative
// and at most a hundred years.
type Duration struct{ time.Duration }

// Longest is the longest that a file may say.
const Longest = 100 * 365 * 24 * time.Hour

// DurationForm is what time.ParseDuration takes, signs left out.
const DurationForm = `^([0-9]+([.][0-9]+)?(ns|us|µs|ms|s|m|h))+$`

var (
	durationText = regexp.MustCompile(DurationForm)
	iso8601      = regexp.MustCompile(`^PT([0-9]{1,9}[HMS]){1,3}$`) // as CloudFormation has them
	bareNumber   = regexp.MustCompile(`^[0-9]+([.][0-9]+)?$`)
)

// ReadNode decodes the value.
func (t *Duration) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	t.Duration, _ = duration(d, n, what)
}

// duration reads a length of time.
func duration(d *strict.Decoder, n *yaml.Node, what string) (time.Duration, bool) {
	const wanted = "a duration such as 30s, 5m or 1h30m"
	if n.Kind != yaml.ScalarNode || strict.IsNull(n) {
		d.Mismatch(n, what, wanted)
		return 0, false
	}
	if !durationText.MatchString(n.Value) {
		hint := ""
		switch {
		case bareNumber.MatchString(n.Value):
			hint = "if seconds are meant, write " + strict.Short(n.Value) + "s"
		case len(n.Value) > 1 && n.Value[0] == '-':
			hint = "it cannot be negative"
		case iso8601.MatchString(n.Value):
			hint = "write " + strings.ToLower(n.Value[len("PT"):])
		}
		d.Wrong(n, hint, what, wanted)
		return 0, false
	}
	length, err := time.ParseDuration(n.Value)
	if err != nil || length > Longest {
		d.Add(n.Line, n.Column, "", "%s is %s, wanted at most a hundred years (876000h)", what, strict.Short(n.Value))
		return 0, false
	}
	return length, true
}

// Length is the length of time, nil where the file gives none.
func (t *Duration) Length() *time.Duration {
	if t == nil {
		return nil
	}
	return &t.Duration
}
