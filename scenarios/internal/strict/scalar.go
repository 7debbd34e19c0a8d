package strict

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/model/plaintext"
)

// Quoted is the styles of a text that stands in quotes or in a block.
const Quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// Scalar decodes a single value.
func (d *Decoder) Scalar(n *yaml.Node, v reflect.Value, r *Rule, what string) {
	switch v.Kind() {
	case reflect.String:
		if text, ok := d.Text(n, what); ok && d.shows(n, text, r.form, what) && d.allowed(n, text, r, what) {
			v.SetString(text)
		}
	case reflect.Bool:
		d.boolean(n, v, what)
	case reflect.Int:
		switch i, ok := d.Whole(n, what); {
		case !ok || !d.Within(n, float64(i), r, what):
		case i != int64(int32(i)): // where an int has 32 bits it would be cut
			d.Add(n.Line, n.Column, "", "%s is %s, which is beyond all limits", what, Short(n.Value))
		default:
			v.SetInt(i)
		}
	case reflect.Float64:
		if f, ok := d.Number(n, what); ok && d.Within(n, f, r, what) {
			v.SetFloat(f)
		}
	default:
		panic(fmt.Sprintf("scenarios: field %s is a %v, invariant: a kind that the decoder knows", what, v.Kind()))
	}
}

// Text takes any single value as it is written: 001234567012 keeps its zeros
// and no stays no.
func (d *Decoder) Text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || IsNull(n) {
		d.Mismatch(n, what, "text")
		return "", false
	}
	return n.Value, true
}

func (d *Decoder) allowed(n *yaml.Node, text string, r *Rule, what string) bool {
	missing, unsimulated := r.missing(text)
	switch {
	case unsimulated:
		d.Add(n.Line, n.Column, "wanted "+Or(r.Enum), "%s %s is not simulated: %s", what, text, missing)
	case len(r.Enum) > 0 && !slices.Contains(r.Enum, text):
		d.Add(n.Line, n.Column, DidYouMean(text, r.Enum), "%s is %s, wanted %s", what, Quote(text), Or(r.Enum))
	case r.Pattern != nil && !r.Pattern.MatchString(text):
		d.Add(n.Line, n.Column, "", "%s is %s, wanted text of the form %s", what, Quote(text), r.Pattern)
	case r.maxLength > 0 && utf8.RuneCountInString(text) > r.maxLength:
		d.Add(n.Line, n.Column, "", "%s has %d characters, wanted at most %d", what, utf8.RuneCountInString(text), r.maxLength)
	default:
		return true
	}
	return false
}

func (d *Decoder) boolean(n *yaml.Node, v reflect.Value, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && (n.Style&Quoted == 0 || d.Lenient) && (n.Value == "true" || n.Value == "false"):
		v.SetBool(n.Value == "true")
	default:
		d.Mismatch(n, what, "true or false")
	}
}

// Pattern compiles a regular expression when it is first asked for: most commands ask for few of them, and
// to compile all would take a tenth of the time of a small run.
func Pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// WholeNumber is a whole number as it may be written.
var WholeNumber = regexp.MustCompile(`^[-+]?[0-9]+$`)

var (
	zeroFirst = regexp.MustCompile(`^[-+]?0[0-9]|^-0$`)
	decimal   = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// Whole reads a whole number. YAML reads 010 as 8 and 0x10 as 16: nobody who
// writes a task definition means that, so both are refused.
func (d *Decoder) Whole(n *yaml.Node, what string) (int64, bool) {
	if !d.Plain(n) || !WholeNumber.MatchString(n.Value) || zeroFirst.MatchString(n.Value) {
		hint := ""
		switch {
		case n.Kind != yaml.ScalarNode:
		case WholeNumber.MatchString(n.Value) && n.Style&Quoted != 0:
			hint = "leave the quotes out"
		case n.Value == "-0":
			hint = "write 0"
		case zeroFirst.MatchString(n.Value):
			hint = "a zero in front would make it octal: write " + strings.TrimLeft(n.Value, "+-0")
		}
		d.Wrong(n, hint, what, "a whole number")
		return 0, false
	}
	i, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		d.Add(n.Line, n.Column, "", "%s is %s, which is beyond all limits", what, Short(n.Value))
		return 0, false
	}
	return i, true
}

// Number reads a finite number.
func (d *Decoder) Number(n *yaml.Node, what string) (float64, bool) {
	if !d.Plain(n) || !decimal.MatchString(n.Value) {
		d.Mismatch(n, what, "a number")
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || math.IsInf(f, 0) {
		d.Add(n.Line, n.Column, "", "%s is %s, which is beyond all limits", what, Short(n.Value))
		return 0, false
	}
	return f, true
}

// Plain reports whether a node is a value that may be a number.
func (d *Decoder) Plain(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (n.Style&Quoted == 0 || d.Lenient)
}

// Within reports whether a number keeps the bounds of its rule; otherwise it records a fault.
func (d *Decoder) Within(n *yaml.Node, f float64, r *Rule, what string) bool {
	if (r.Min == nil || f >= *r.Min) && (r.Max == nil || f <= *r.Max) {
		return true
	}
	wanted := ""
	switch {
	case r.Max == nil:
		wanted = "at least " + Trim(*r.Min)
	case r.Min == nil:
		wanted = "at most " + Trim(*r.Max)
	default:
		wanted = Trim(*r.Min) + " to " + Trim(*r.Max)
	}
	d.Add(n.Line, n.Column, "", "%s is %s, wanted %s", what, Short(n.Value), wanted)
	return false
}

// Trim writes a number without zeros at its end.
func Trim(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Mismatch records that a node is not what was wanted.
func (d *Decoder) Mismatch(n *yaml.Node, what, wanted string) {
	hint := ""
	if IsNull(n) {
		hint = "give a value or leave the key out"
	}
	d.Wrong(n, hint, what, wanted)
}

// Wrong records that a value is not what was wanted.
func (d *Decoder) Wrong(n *yaml.Node, hint, what, wanted string) {
	d.Add(n.Line, n.Column, hint, "%s is %s, wanted %s", what, Describe(n), wanted)
}

// IsNull reports whether a node holds no value: empty, ~ or null.
func IsNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style&Quoted == 0
}

// Describe says what a node is.
func Describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case IsNull(n):
		return "empty"
	case n.Style&Quoted == 0 && (n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool"):
		return Short(n.Value)
	}
	return "text " + Quote(n.Value)
}

// Quote puts a text in quotes, the beginning of a long one.
func Quote(text string) string { return strconv.Quote(Short(text)) }

// Short cuts a text to what a message can hold.
func Short(text string) string { return plaintext.Short(text) }

// Or joins choices: a, b or c.
func Or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
