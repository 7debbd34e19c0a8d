package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// scalar decodes a single value.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, r *rule, what string) {
	switch v.Kind() {
	case reflect.String:
		if text, ok := d.text(n, what); ok && d.allowed(n, text, r, what) {
			v.SetString(text)
		}
	case reflect.Bool:
		d.boolean(n, v, what)
	case reflect.Int:
		if i, ok := d.whole(n, what); ok && d.within(n, float64(i), r, what) {
			v.SetInt(i)
		}
	case reflect.Float64:
		if f, ok := d.number(n, what); ok && d.within(n, f, r, what) {
			v.SetFloat(f)
		}
	default:
		panic(fmt.Sprintf("scenarios: field %s is a %v, invariant: a kind that the decoder knows", what, v.Kind()))
	}
}

// text takes any single value as it is written: 001234567012 keeps its zeros
// and no stays no.
func (d *decoder) text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || isNull(n) {
		d.mismatch(n, what, "text")
		return "", false
	}
	return n.Value, true
}

// notSimulated are choices of the ECS API that a file may well have and no run knows:
// deployment strategies (API, DeploymentConfiguration) and controllers.
var notSimulated = []string{"BLUE_GREEN", "LINEAR", "CANARY", "CODE_DEPLOY", "EXTERNAL"}

func (d *decoder) allowed(n *yaml.Node, text string, r *rule, what string) bool {
	switch {
	case len(r.enum) > 0 && !slices.Contains(r.enum, text) && slices.Contains(notSimulated, text):
		d.add(n.Line, n.Column, "wanted "+or(r.enum), "%s %s is not simulated", what, text)
	case len(r.enum) > 0 && !slices.Contains(r.enum, text):
		d.add(n.Line, n.Column, didYouMean(text, r.enum), "%s is %s, wanted %s", what, quote(text), or(r.enum))
	case r.pattern != nil && !r.pattern.MatchString(text):
		d.add(n.Line, n.Column, "", "%s is %s, wanted text of the form %s", what, quote(text), r.pattern)
	case r.maxLength > 0 && utf8.RuneCountInString(text) > r.maxLength:
		d.add(n.Line, n.Column, "", "%s has %d characters, wanted at most %d", what, utf8.RuneCountInString(text), r.maxLength)
	default:
		return true
	}
	return false
}

func (d *decoder) boolean(n *yaml.Node, v reflect.Value, what string) {
	switch {
	case n.Kind == yaml.ScalarNode && (n.Style&quoted == 0 || d.lenient) && (n.Value == "true" || n.Value == "false"):
		v.SetBool(n.Value == "true")
	default:
		d.mismatch(n, what, "true or false")
	}
}

var (
	wholeNumber = regexp.MustCompile(`^[-+]?[0-9]+$`)
	zeroFirst   = regexp.MustCompile(`^[-+]?0[0-9]`)
	decimal     = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// whole reads a whole number. YAML reads 010 as 8 and 0x10 as 16: nobody who
// writes a task definition means that, so both are refused.
func (d *decoder) whole(n *yaml.Node, what string) (int64, bool) {
	if !d.plain(n) || !wholeNumber.MatchString(n.Value) || zeroFirst.MatchString(n.Value) {
		hint := ""
		switch {
		case n.Kind != yaml.ScalarNode:
		case wholeNumber.MatchString(n.Value) && n.Style&quoted != 0:
			hint = "leave the quotes out"
		case zeroFirst.MatchString(n.Value):
			hint = "a zero in front would make it octal: write " + strings.TrimLeft(n.Value, "+-0")
		}
		d.wrong(n, hint, what, "a whole number")
		return 0, false
	}
	i, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil {
		d.add(n.Line, n.Column, "", "%s is %s, which is beyond all limits", what, short(n.Value))
		return 0, false
	}
	return i, true
}

// number reads a finite number.
func (d *decoder) number(n *yaml.Node, what string) (float64, bool) {
	if !d.plain(n) || !decimal.MatchString(n.Value) {
		d.mismatch(n, what, "a number")
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || math.IsInf(f, 0) {
		d.add(n.Line, n.Column, "", "%s is %s, which is beyond all limits", what, short(n.Value))
		return 0, false
	}
	return f, true
}

// plain reports whether a node is a value that may be a number.
func (d *decoder) plain(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && (n.Style&quoted == 0 || d.lenient)
}

func (d *decoder) within(n *yaml.Node, f float64, r *rule, what string) bool {
	if (r.min == nil || f >= *r.min) && (r.max == nil || f <= *r.max) {
		return true
	}
	wanted := ""
	switch {
	case r.max == nil:
		wanted = "at least " + trim(*r.min)
	case r.min == nil:
		wanted = "at most " + trim(*r.max)
	default:
		wanted = trim(*r.min) + " to " + trim(*r.max)
	}
	d.add(n.Line, n.Column, "", "%s is %s, wanted %s", what, short(n.Value), wanted)
	return false
}

func trim(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// mismatch records that a node is not what was wanted.
func (d *decoder) mismatch(n *yaml.Node, what, wanted string) {
	hint := ""
	if isNull(n) {
		hint = "give a value or leave the key out"
	}
	d.wrong(n, hint, what, wanted)
}

func (d *decoder) wrong(n *yaml.Node, hint, what, wanted string) {
	d.add(n.Line, n.Column, hint, "%s is %s, wanted %s", what, describe(n), wanted)
}

// isNull reports whether a node holds no value: empty, ~ or null.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null" && n.Style&quoted == 0
}

// describe says what a node is.
func describe(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a map"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(n):
		return "empty"
	case n.Style&quoted == 0 && (n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool"):
		return short(n.Value)
	}
	return "text " + quote(n.Value)
}

func quote(text string) string { return strconv.Quote(short(text)) }

// short cuts a text to what a message can hold.
func short(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "..."
}

// or joins choices: a, b or c.
func or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
