package scenarios

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

const referencePage = "../docs/scenario-file.md"

// TestReferencePage: docs/scenario-file.md says of every key what the schema does.
func TestReferencePage(t *testing.T) {
	p := &reference{t: t, schema: generate(), fields: map[string]map[string]keyField{}, paths: map[string][]string{}, slugs: map[string]string{}, shown: map[string]string{}}
	p.collect(reflect.TypeFor[File](), map[reflect.Type]bool{})
	p.visit("File", "")
	want := p.page()
	if *update {
		if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(have), want); diff != "" {
		t.Errorf("%s is not what the schema says (go test ./scenarios -run TestReferencePage -update writes it):\n%s", referencePage, diff)
	}
}

// TestEveryKeyIsDescribed: every key of the schema says what it is, in plain text that a table can
// hold; one that need not be given says what holds without it.
func TestEveryKeyIsDescribed(t *testing.T) {
	s := generate()
	all := maps.Clone(s.Definitions)
	all["File"] = s
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for p := all[name].Properties.Oldest(); p != nil; p = p.Next() {
			switch text := p.Value.Description; {
			case text == "":
				t.Errorf("%s.%s has no description (jsonschema_description)", name, p.Key)
			case strings.ContainsAny(text, "|`\n") || strings.HasSuffix(strings.TrimSuffix(text, "..."), "."):
				t.Errorf("%s.%s: %q, wanted a phrase without bars, backquotes and full stop", name, p.Key, text)
			case clauses.MatchString(text) && clauses.FindStringIndex(text)[0] == 0:
				t.Errorf("%s.%s: %q says what holds where it is left out, and not what it is", name, p.Key, text)
			case len(clauses.FindAllString(text, -1)) > 1:
				t.Errorf("%s.%s: %q says twice what holds where it is left out", name, p.Key, text)
			}
		}
	}
	for name := range parts {
		if all[name] == nil {
			t.Errorf("the page describes %s, which the schema has not", name)
		}
	}
}

// TestReferenceExamples: each example of the page is a scenario without a warning, laid over the one
// at its beginning.
func TestReferenceExamples(t *testing.T) {
	base := startingScenario(t)
	if lines := strings.Count(strings.TrimPrefix(base, "# my-cluster.yaml\n"), "\n"); lines > 20 {
		t.Errorf("the scenario to start from has %d lines, wanted at most 20", lines)
	}
	for name, part := range parts {
		if part.example == "" {
			continue
		}
		var whole, over map[string]any
		for text, to := range map[string]*map[string]any{base: &whole, part.example: &over} {
			if err := yaml.Load([]byte(text), to); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		text, err := yaml.Dump(overlay(whole, over))
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(name, text)
		if err != nil {
			t.Errorf("%v\n%s", err, text)
			continue
		}
		for _, w := range s.Config.Warnings {
			t.Errorf("%s: the example has a warning: %s", name, w)
		}
	}
}

// overlay lays one map over another; lists take each other's place.
func overlay(under, over map[string]any) map[string]any {
	for key, value := range over {
		if a, ok := under[key].(map[string]any); ok {
			if b, ok := value.(map[string]any); ok {
				value = overlay(a, b)
			}
		}
		under[key] = value
	}
	return under
}

// startingScenario is the scenario that README.md shows first.
func startingScenario(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	first, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("README.md shows no scenario")
	}
	return first
}

// A keyField is the struct field of a key, and the embedded struct that it is from, if it is.
type keyField struct {
	reflect.StructField
	from string
}

// reference writes the page.
type reference struct {
	t      *testing.T
	schema *jsonschema.Schema
	fields map[string]map[string]keyField // by the name of a type and a key
	order  []string                       // of types with a section of their own
	paths  map[string][]string            // of each, where it stands in a file
	slugs  map[string]string              // of headings, and whose they are
	shown  map[string]string              // embedded structs whose keys stand in a section, by name
}

// collect finds the struct fields of a type and of those below it.
func (p *reference) collect(t reflect.Type, seen map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		p.collect(t.Elem(), seen)
	case reflect.Struct:
		if seen[t] {
			return
		}
		seen[t] = true
		of := map[string]keyField{}
		for _, f := range reflect.VisibleFields(t) {
			if key := f.Tag.Get("yaml"); key != "" {
				of[key] = keyField{f, t.Field(f.Index[0]).Name}
			}
			p.collect(f.Type, seen)
		}
		p.fields[t.Name()] = of
	}
}

// definition is the schema of a type.
func (p *reference) definition(name string) *jsonschema.Schema {
	if name == "File" {
		return p.schema
	}
	return p.schema.Definitions[name]
}

// visit notes where a type and all below it stand in a file.
func (p *reference) visit(name, path string) {
	if part, ok := parts[name]; !ok {
		p.t.Errorf("%s, at %s, has no entry among the parts of the page", name, path)
		return
	} else if !part.inline {
		if !slices.Contains(p.order, name) {
			p.order = append(p.order, name)
		}
		if p.paths[name] = append(p.paths[name], path); len(p.paths[name]) > 1 {
			return
		}
	}
	for x := p.definition(name).Properties.Oldest(); x != nil; x = x.Next() {
		p.below(x.Value, func(of, suffix string) { p.visit(of, strings.TrimPrefix(path+"."+x.Key+suffix, ".")) })
	}
}

// below calls f with each type that a value may be of, and how its place in a file is written.
func (p *reference) below(s *jsonschema.Schema, f func(name, suffix string)) {
	if name := strings.TrimPrefix(s.Ref, "#/$defs/"); name == "Dist" {
		f("Distribution", "")
	} else if name != "" && name != "Duration" {
		f(name, "")
	}
	for _, one := range s.OneOf {
		p.below(one, f)
	}
	if s.Items != nil {
		p.below(s.Items, func(name, suffix string) { f(name, "[]"+suffix) })
	}
	if s.AdditionalProperties != nil {
		p.below(s.AdditionalProperties, func(name, suffix string) { f(name, ".NAME"+suffix) })
	}
}

// page is the whole page.
func (p *reference) page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("```yaml\n" + startingScenario(p.t) + "```\n\n" + pageReading)
	const last = "Distribution"
	for _, name := range append(slices.DeleteFunc(slices.Clone(p.order), func(name string) bool { return name == last }), last) {
		p.section(&b, name)
	}
	return b.String()
}

// heading is the title of a type's section.
func (p *reference) heading(name string) string {
	if title := parts[name].title; title != "" {
		return title
	}
	return p.paths[name][0]
}

// slug is how the hosts of repositories name a heading in an address.
func slug(heading string) string {
	return strings.ReplaceAll(regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// section writes the table of a type.
func (p *reference) section(b *strings.Builder, name string) {
	part, heading := parts[name], p.heading(name)
	if other := p.slugs[slug(heading)]; other != "" {
		p.t.Errorf("%s and %s have the same address", other, name)
	}
	p.slugs[slug(heading)] = name
	if part.source == "" || !strings.HasSuffix(part.source, ".") {
		p.t.Errorf("%s has no source, a sentence that says from where its keys are", name)
	}
	level := "###"
	if !strings.ContainsAny(strings.TrimSuffix(heading, "[]"), ".") {
		level = "##"
	}
	fmt.Fprintf(b, "\n%s %s\n\n%s\n", level, heading, part.source)
	if text, err := p.definition(name).MarshalJSON(); err != nil {
		p.t.Fatal(err)
	} else if strings.Contains(string(text), "ecssim's own") && !strings.HasPrefix(part.source, "ecssim's own") && name != "File" {
		b.WriteString("Keys marked so are ecssim's own.\n")
	}
	if also := p.paths[name][1:]; len(also) > 0 && name != "Distribution" {
		fmt.Fprintf(b, "The same at %s.\n", quoted(also))
	}
	if part.example != "" {
		fmt.Fprintf(b, "\n```yaml\n%s```\n", part.example)
	}
	b.WriteString("\n| key | type | default | what it is |\n|---|---|---|---|\n")
	var inerts []string
	borrowed := map[string][]string{}
	p.rows(b, name, "", &inerts, borrowed)
	for _, from := range slices.Sorted(maps.Keys(borrowed)) {
		fmt.Fprintf(b, "\nAnd as in [%s](#%s): %s.\n", from, slug(from), quoted(borrowed[from]))
	}
	if len(inerts) > 0 {
		fmt.Fprintf(b, "\nAccepted as the AWS CLI prints them; they change nothing of a run: %s.\n", quoted(inerts))
	}
}

func quoted(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// rows writes the keys of a type, those of an embedded struct only where it comes first.
func (p *reference) rows(b *strings.Builder, name, prefix string, inerts *[]string, borrowed map[string][]string) {
	heading := ""
	if !parts[name].inline {
		heading = p.heading(name)
	}
	def := p.definition(name)
	for x := def.Properties.Oldest(); x != nil; x = x.Next() {
		f, ok := p.fields[name][x.Key]
		if !ok {
			p.t.Errorf("%s has no field for %s", name, x.Key)
		}
		if len(f.Index) > 1 && heading != "" {
			if first, ok := p.shown[f.from]; ok && first != heading {
				borrowed[first] = append(borrowed[first], x.Key)
				continue
			}
			p.shown[f.from] = heading
		}
		key := prefix + x.Key
		if x.Value.Description == inert {
			*inerts = append(*inerts, key)
			continue
		}
		what, without := takeClause(x.Value.Description)
		switch {
		case slices.Contains(def.Required, x.Key):
			without = "required"
		case x.Value.Default != nil:
			without = fmt.Sprintf("`%v`", x.Value.Default)
		case without != "":
		case f.Type.Kind() == reflect.Bool:
			without = "`false`"
		case f.Type.Kind() == reflect.Int, f.Type.Kind() == reflect.Float64:
			without = "`0`"
		case f.Type.Kind() == reflect.Struct:
			without = "its keys' own"
		default:
			without = "none"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", key, p.typeOf(x.Value), without, what)
		p.below(x.Value, func(of, suffix string) {
			if parts[of].inline {
				p.rows(b, of, key+suffix+".", inerts, borrowed)
			}
		})
	}
}

// clauses find what a description says of a key that is left out: its last clause.
var clauses = regexp.MustCompile(`(?:^|[;,] )(default|typical|(?:[a-z0-9]+ or )?left out(?: or empty)?)(?:: | = )`)

// takeClause takes that clause out of a description. A source at its end stays with the rest.
func takeClause(text string) (what, without string) {
	at := clauses.FindStringSubmatchIndex(text)
	if at == nil {
		return text, ""
	}
	what, without = text[:at[0]], text[at[1]:]
	if source := regexp.MustCompile(` \([^()]*\)$`).FindString(without); source != "" {
		what, without = what+source, strings.TrimSuffix(without, source)
	}
	switch said := text[at[2]:at[3]]; said {
	case "default", "typical", "left out":
	default: // another value means the same
		what += "; " + strings.ReplaceAll(said, "left out or empty", "empty = the default")
		what = strings.ReplaceAll(what, " or left out", " = the default")
	}
	return strings.TrimSpace(what), without
}

// typeOf says what a value may be.
func (p *reference) typeOf(s *jsonschema.Schema) string {
	switch name := strings.TrimPrefix(s.Ref, "#/$defs/"); {
	case name == "Duration":
		return "duration"
	case name == "Dist":
		return "duration, [distribution](#" + slug(parts["Distribution"].title) + ") or `never`"
	case name != "" && parts[name].inline:
		return "map"
	case name != "":
		return "[map](#" + slug(p.heading(name)) + ")"
	case len(s.OneOf) > 0:
		var all []string
		for _, one := range s.OneOf {
			all = append(all, p.typeOf(one))
		}
		return strings.Join(all, " or ")
	case s.Const != nil:
		return fmt.Sprintf("`%v`", s.Const)
	case len(s.Enum) > 0:
		var all []string
		for _, one := range s.Enum {
			all = append(all, fmt.Sprintf("`%v`", one))
		}
		return strings.Join(all, ", ")
	case s.Type == "array":
		return "list of " + plural(p.typeOf(s.Items)) + bounds(" (", ")", s.MinItems, s.MaxItems)
	case s.Type == "object" && s.Properties != nil:
		x := s.Properties.Oldest()
		return "`{" + x.Key + ": N}`, N a " + p.typeOf(x.Value)
	case s.Type == "object" && s.AdditionalProperties != nil:
		return "map of names to " + plural(p.typeOf(s.AdditionalProperties))
	case s.Type == "integer":
		return "whole number" + between(s)
	case s.Type == "number":
		return "number" + between(s)
	case s.Type == "boolean":
		return "`true`, `false`"
	case s.Type == "object":
		return "map"
	case s.Type == "null":
		return "`null`"
	case s.Type == "string" && s.Pattern != "":
		return "text like `" + s.Pattern + "`"
	case s.Type == "string":
		return "text"
	}
	return "anything"
}

// plural is the word for several, where a type is one of those that lists and maps hold.
func plural(kind string) string {
	for _, word := range []string{"whole number", "number", "duration", "text", "[map", "map"} {
		if rest, ok := strings.CutPrefix(kind, word); ok {
			return word + "s" + rest
		}
	}
	return kind
}

// between says which numbers there may be.
func between(s *jsonschema.Schema) string {
	switch {
	case s.Minimum != "" && s.Maximum != "":
		return fmt.Sprintf(", %s to %s", s.Minimum, s.Maximum)
	case s.Minimum != "":
		return fmt.Sprintf(", from %s", s.Minimum)
	}
	return ""
}

// bounds says how many entries there may be.
func bounds(before, after string, least, most *uint64) string {
	switch {
	case least != nil && most != nil && *least == *most:
		return fmt.Sprint(before, *least, after)
	case least != nil && most != nil:
		return fmt.Sprint(before, *least, " to ", *most, after)
	case most != nil:
		return fmt.Sprint(before, "at most ", *most, after)
	case least != nil:
		return fmt.Sprint(before, "at least ", *least, after)
	}
	return ""
}
