package write

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// width is how long a line may be.
const width = 116

// text writes a tree as a person would: maps and lists on one line where they fit, and otherwise
// a line for each key or entry. A comment stands behind its value, or above it where it is long.
func text(n *yaml.Node) []byte {
	e := &emitter{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		e.pair(n.Content[i], n.Content[i+1], 0, "", true)
	}
	return []byte(e.b.String())
}

type emitter struct{ b strings.Builder }

func (e *emitter) line(indent int, text, comment string) {
	blank := strings.Repeat(" ", indent)
	if comment != "" && utf8.RuneCountInString(blank+text)+2+len("# ")+utf8.RuneCountInString(comment) > width {
		e.above(indent, comment)
		comment = ""
	}
	e.b.WriteString(blank + text)
	if comment != "" {
		e.b.WriteString("  # " + comment)
	}
	e.b.WriteByte('\n')
}

// above writes a comment on lines of its own.
func (e *emitter) above(indent int, comment string) {
	blank := strings.Repeat(" ", indent) + "# "
	for line := range strings.SplitSeq(comment, "\n") {
		at := blank
		for word := range strings.FieldsSeq(line) {
			if len(at) > len(blank) && utf8.RuneCountInString(at+word) > width {
				e.b.WriteString(strings.TrimRight(at, " ") + "\n")
				at = blank
			}
			at += word + " "
		}
		e.b.WriteString(strings.TrimRight(at, " ") + "\n")
	}
}

// pair writes a key with its value. lead is what stands before the key on its first line: blanks,
// or the dash of a list. block asks for lines of their own below.
func (e *emitter) pair(key, v *yaml.Node, indent int, lead string, block bool) {
	if key.HeadComment != "" {
		e.above(indent, key.HeadComment)
	}
	name := lead + scalar(key) + ":"
	if v.Kind == yaml.ScalarNode || !block && !commented(v) && fits(indent+len(name)+1, v) || len(v.Content) == 0 {
		e.line(indent, name+" "+flow(v), v.LineComment)
		return
	}
	inner := indent + len(lead)
	if block && v.Kind == yaml.SequenceNode && scalars(v) && fits(indent+len(name)+1, v) {
		e.line(indent, name+" "+flow(v), v.LineComment)
		return
	}
	if v.Kind == yaml.MappingNode && scalars(v) && len(v.Content) > 2*few {
		e.folded(indent, name+" {", v)
		return
	}
	e.line(indent, name, v.LineComment)
	if v.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(v.Content); i += 2 {
			e.pair(v.Content[i], v.Content[i+1], inner+2, "", blocky(v.Content[i].Value))
		}
		return
	}
	for _, item := range v.Content {
		e.item(item, inner+2)
	}
}

// few is how many values a map has at the most that gets a line for each.
const few = 8

// folded writes a map on as many lines as it takes.
func (e *emitter) folded(indent int, line string, n *yaml.Node) {
	line = strings.Repeat(" ", indent) + line
	for i := 0; i+1 < len(n.Content); i += 2 {
		part := scalar(n.Content[i]) + ": " + flow(n.Content[i+1]) + ","
		if i+2 == len(n.Content) {
			part = strings.TrimSuffix(part, ",") + "}"
		}
		if utf8.RuneCountInString(line+part) > width {
			e.b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = strings.Repeat(" ", indent+4)
		}
		line += part + " "
	}
	e.b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// blocky are the keys whose lists have a line for each entry even where all would fit on one.
func blocky(key string) bool {
	return slices.Contains([]string{"subnets", "instances", "capacityProviders", "taskDefinitions", "services", "containerDefinitions", "targetGroups", "runTasks", "events"}, key)
}

// item writes an entry of a list.
func (e *emitter) item(v *yaml.Node, indent int) {
	if v.HeadComment != "" {
		e.above(indent, v.HeadComment)
	}
	if v.Kind == yaml.ScalarNode || !commented(v) && fits(indent+2, v) {
		e.line(indent, "- "+flow(v), v.LineComment)
		return
	}
	if v.LineComment != "" {
		e.above(indent, v.LineComment)
	}
	if v.Kind == yaml.SequenceNode {
		e.line(indent, "- "+flow(v), "")
		return
	}
	for i := 0; i+1 < len(v.Content); i += 2 {
		lead := "  "
		if i == 0 {
			lead = "- "
		}
		e.pair(v.Content[i], v.Content[i+1], indent, lead, blocky(v.Content[i].Value))
	}
}

// commented reports whether something inside has a comment, for which it needs a line of its own.
func commented(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.LineComment != "" || c.HeadComment != "" || commented(c) })
}

func scalars(n *yaml.Node) bool {
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind != yaml.ScalarNode || c.LineComment != "" })
}

// fits reports whether a value fits on a line from a column on.
func fits(column int, n *yaml.Node) bool {
	return column+utf8.RuneCountInString(flow(n)) <= width
}

// flow is a value on one line.
func flow(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, scalar(n.Content[i])+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		var parts []string
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return scalar(n)
}

// scalar is a single value: a text stands in quotes where it would be something else without.
func scalar(n *yaml.Node) string {
	switch n.Tag {
	case "!!str", "":
		if plain(n.Value) && n.Style != yaml.DoubleQuotedStyle {
			return n.Value
		}
		return quoted(n.Value)
	case strict.Unknown:
		return strict.Unknown + " " + quoted(n.Value)
	}
	return n.Value
}

// plain reports whether a text needs no quotes: it is of letters, digits and a few signs, begins
// with a letter, and is no word that YAML takes for something else.
func plain(s string) bool {
	if s == "" || !(s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z') {
		return cidr(s)
	}
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_./", c) >= 0) {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	return true
}

// cidr reports whether a text is an IPv4 block, which no reader of YAML takes for a number.
func cidr(s string) bool {
	address, bits, ok := strings.Cut(s, "/")
	if !ok || strings.Count(address, ".") != 3 {
		return false
	}
	for part := range strings.SplitSeq(address, ".") {
		if _, err := strconv.ParseUint(part, 10, 8); err != nil {
			return false
		}
	}
	_, err := strconv.ParseUint(bits, 10, 8)
	return err == nil
}

// quoted is a text in double quotes, escaped as both YAML and JSON read it.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case strconv.IsPrint(c):
			b.WriteRune(c)
		case c < 1<<16:
			b.WriteString(`\u` + hex(uint64(c), 4))
		default:
			b.WriteString(`\U` + hex(uint64(c), 8))
		}
	}
	b.WriteByte('"')
	return b.String()
}

func hex(n uint64, digits int) string {
	s := strconv.FormatUint(n, 16)
	return strings.Repeat("0", digits-len(s)) + s
}
