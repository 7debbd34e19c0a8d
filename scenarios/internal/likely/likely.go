// Package likely says what a file probably is that was to be a task definition, or services, and
// was refused.
package likely

import (
	"cmp"
	"ecssim/scenarios/internal/strict"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// kinds is the one table of what a file may be; a new kind is an entry there and its example in
// TestLikely of package scenarios.

// kind is something that people give instead of a task definition or services. Its entry has what
// is told: "CAUSE: found FOUND, wanted WANTED (HINT)". What a purpose has words for stands there as
// one of its marks.
type kind struct {
	name   string // of the kind, for tests
	cause  string
	wanted string
	hint   string // %s in it stands for what was found
	// definitions is whether it is looked for only where a task definition is wanted.
	definitions bool
	// looks says where a file shows that it is of the kind. nil = only a value does.
	looks func(*refusal) (sign, bool)
	// within is whether it is looked for in a file, too, that has containerDefinitions.
	within bool
	// value is of kinds that are refused value by value, each with its own fault: it returns
	// the part of a text that shows it, "" if none does.
	value func(text string) string
}

// sign is where a file shows what it is, and what stands there.
type sign struct {
	line, column int
	found        string
	text         string // of the file, of which found is made; "" = found
	wanted       string // "" = the kind's
}

// Purpose is what a file was to be, in the words of messages: each goes in the place of its mark.
type Purpose struct {
	Thing   string // ONE, and BARE without its article
	Command string // COMMAND: of the AWS CLI, which prints it
	Readers string // READERS: what takes it
	// Holds reports whether a file's content, without envelopes, is such a thing at all, however
	// wrong.
	Holds func(*yaml.Node) bool
	Lacks string   // what is wanted of a file that holds none
	Keys  []string // with which it, or its envelope, shows what it is
}

// Definition is the purpose of a file with a task definition.
var Definition = Purpose{
	Thing: "a task definition", Command: "describe-task-definition",
	Readers: "file: and --task-definition take the AWS CLI's JSON of a task definition",
	Holds:   func(n *yaml.Node) bool { return strict.Child(n, "containerDefinitions") != nil }, Lacks: "containerDefinitions",
	Keys: []string{"containerDefinitions", "family", "taskDefinition"},
}

// say puts a purpose's words in the place of their marks.
func (p Purpose) say(text string) string {
	return strings.NewReplacer("ONE", p.Thing, "BARE", strings.TrimPrefix(p.Thing, "a "), "COMMAND", p.Command, "READERS", p.Readers).Replace(text)
}

// Names are the causes of all kinds that a whole file may be of, by their names.
func Names() map[string]string {
	all := map[string]string{}
	for i := range kinds {
		if k := &kinds[i]; k.looks != nil {
			all[k.name] = k.cause
		}
	}
	return all
}

const (
	renderFirst   = "%s looks like a template's placeholder: render the template first"
	orImport      = "see ecssim import, or " + describeFirst
	readsJSON     = "READERS"
	askJSON       = "ask for --output json"
	describeFirst = `give what "aws ecs COMMAND" prints`
	evaluateFirst = "evaluate it first and give the JSON that comes out"
	oneEach       = "one definition a file: put each into a file of its own"
	wrapIt        = `wrap it as {"family": ..., "containerDefinitions": [...]}`
)

// kinds is tried from above: what is certain before what is likely.
var kinds = []kind{
	{name: "empty", cause: "the file is empty", wanted: "ONE", hint: describeFirst,
		looks: byText(isEmpty)},
	{name: "merge conflict", cause: "a merge conflict", wanted: "JSON", hint: "settle the conflict first",
		looks: byPattern(`(?m)^(<{7} .*|={7}|>{7} .*)$`)},
	{name: "CLI error", cause: "the AWS CLI's error text", wanted: "what it prints where it succeeds",
		hint: "put the command right and write its output once more", looks: byPattern(cliError)},
	{name: "web page", cause: "a web page or XML", wanted: "JSON", hint: describeFirst,
		looks: byPattern(`(?i)\A\s*(<!doctype\b|<html\b|<\?xml\b)`)},
	{name: "Markdown", cause: "JSON inside Markdown", wanted: "JSON alone", hint: "give the lines between the fences",
		looks: byPattern("(?m)^ {0,3}(```|~~~)")},
	{name: "CLI text", cause: "the AWS CLI's --output text", wanted: "JSON", hint: askJSON,
		looks: byPattern(`(?m)^(TASKDEFINITION|CONTAINERDEFINITIONS|PORTMAPPINGS|REQUIRESATTRIBUTES)(\t| {2,}|$)`)},
	{name: "CLI table", cause: "the AWS CLI's --output table", wanted: "JSON", hint: askJSON,
		looks: byPattern(`(?m)\A\s*[-+]{8,}\r?\n[|]`)},
	{name: "Terraform code", cause: "Terraform's language", wanted: "JSON",
		hint:  "Terraform's code is not read: " + describeFirst + " once it is applied",
		looks: byPattern(terraformCode)},
	{name: "program", cause: "Jsonnet or JavaScript", wanted: "JSON", hint: evaluateFirst,
		looks: byPattern(programCode)},

	// At the place where it is no JSON any more.
	{name: "broken text", cause: "a line break or tab inside a text", wanted: `the closing quote, or \n or \t`,
		hint: "is a closing quote missing?", looks: byWords("in string literal")},
	{name: "escape", cause: "a backslash that JSON does not know", wanted: `\\ or one of \" \/ \b \f \n \r \t \u`,
		hint: `write a backslash as \\`, looks: byWords("in string escape code", `in \u hexadecimal`)},
	{name: "ellipsis", cause: "a fragment", wanted: "the whole BARE",
		hint:  "something is left out here: " + describeFirst,
		looks: atPlace(`(\.{2,}|…+)(?:[\s,\]}"]|\z)|<(?i:snip|omitted|truncated)>|\[?(?i:snip|omitted|truncated)\b`)},
	{name: "comment", cause: "a comment", wanted: "JSON, which has none",
		hint:  "take the comments out: the AWS CLI refuses them too",
		looks: atPlace(`//[^\n]*|/\*[^\n]*|#[^{\n][^\n]*|#\r?\n|--[^-\n][^\n]*|<!--[^\n]*`)},
	{name: "template", cause: "a template that is not rendered", wanted: "a value", hint: renderFirst,
		looks: aPlaceholder, value: placeholderIn},
	{name: "trailing comma", cause: "a comma before a closing bracket", wanted: "no comma there",
		hint: "take the comma out: the AWS CLI refuses it too", looks: aTrailingComma},
	{name: "unquoted key", cause: "a key without quotes", wanted: "a key in double quotes",
		hint: "Jsonnet or JavaScript: " + evaluateFirst, looks: anUnquotedKey},
	{name: "single quotes", cause: "text in single quotes or backticks", wanted: "text in double quotes",
		hint: "Jsonnet, JavaScript or what Python prints: " + evaluateFirst, looks: atPlace("'[^'\\n]*'?|`[^`\\n]*`?")},
	{name: "no value", cause: "a word that is no value of JSON", wanted: "true, false, null, a number or text in quotes",
		hint:  "let Python write it with json.dumps, JavaScript with JSON.stringify",
		looks: atPlace(`(True|False|None|undefined|nil|NaN|Infinity|yes|no|on|off)\b`)},
	{name: "number", cause: "a number as JSON does not write it", wanted: "one such as 256 or 0.5",
		hint: "no sign +, no zero before other digits, no unit", looks: aNumber},
	{name: "curly quotes", cause: "typographic quotes", wanted: `the quotes " of JSON`,
		hint: "a word processor or web page changed them: put the plain ones back", looks: atPlace(`[“”„«»‘’]`)},
	{name: "invisible", cause: "an invisible character", wanted: "a blank",
		hint: "copied from a web page? take the character out", looks: anInvisible},
	{name: "missing comma", cause: "a comma is missing", wanted: "a comma after the value before",
		hint: "put a comma in between", looks: aMissingComma},
	{name: "cut off", cause: "the file ends early", wanted: "the rest of it",
		hint: "is it cut off, or a fragment? " + describeFirst, looks: isCutOff},
	{name: "two documents", cause: "a second document", wanted: "one to a file", hint: oneEach, looks: aSecondDocument},
	{name: "fragment", cause: "a fragment", wanted: "the brackets { and } around it",
		hint: "a part of ONE: put it into its place, or " + describeFirst, looks: aFragment},
	{name: "too many commas", cause: "a comma too many", wanted: "a value or a key", hint: "take the comma out",
		looks: atPlace(`,`)},
	{name: "too many brackets", cause: "a bracket too many", wanted: "the end of the file",
		hint: "take the bracket out, or look for the one that is missing before", looks: aBracketTooMany},
	{name: "before", cause: "text before the JSON", wanted: "JSON alone",
		hint: "take the lines before the first bracket out", looks: textBefore},
	{name: "after", cause: "text after the JSON", wanted: "the end of the file",
		hint: "take out what follows the last bracket", looks: byWords("after top-level value")},

	// By what is in it, whether JSON or YAML.
	{name: "skeleton", definitions: true, cause: "this is the empty skeleton of --generate-cli-skeleton", wanted: "values in it",
		hint: "fill it in first: at least family, name, image and memory", looks: aSkeleton, within: true},
	{name: "scenario", cause: "a scenario of ecssim", wanted: "ONE",
		hint: readsJSON + "; ecssim run takes scenarios", looks: aScenario},
	{name: "Compose", cause: "a Compose file", wanted: "ONE",
		hint: "Compose's services: " + describeFirst + " once they are registered", looks: aCompose},
	{name: "ecs-params", cause: "an ecs-params file of the ECS CLI", wanted: "ONE", hint: describeFirst,
		looks: byKeys("task_definition", "run_params")},
	{name: "Kubernetes", cause: "a Kubernetes manifest", wanted: "ONE of ECS", hint: describeFirst,
		looks: byAllKeys("apiVersion", "kind")},
	{name: "Terraform data", cause: "Terraform's state or plan", wanted: "ONE", hint: orImport,
		looks: byKeys("terraform_version", "planned_values", "aws_ecs_task_definition")},
	{name: "Terraform names", cause: "Terraform's names", wanted: "containerDefinitions", hint: orImport,
		looks: byKeys("container_definitions", "network_mode", "requires_compatibilities", "execution_role_arn")},
	{name: "CloudFormation", cause: "CloudFormation's spelling",
		wanted: "the ECS API's, such as containerDefinitions", hint: orImport, looks: aCloudFormation},
	{name: "API error", cause: "an error that the ECS API answered", wanted: "ONE",
		hint: "put the call right and write its answer once more", looks: anAPIError},
	{name: "CLI YAML", cause: "the AWS CLI's --output yaml", wanted: "JSON", hint: askJSON, looks: aYAMLDefinition},
	{name: "YAML", cause: "YAML", wanted: "JSON", hint: readsJSON, looks: anyYAML},
	{name: "text in JSON", cause: "JSON inside a text", wanted: "the JSON itself",
		hint: "encoded twice: unpack it with jq -r or fromjson", looks: jsonInText, within: true},
	{name: "image definitions", cause: "the image definitions of CodePipeline", wanted: "ONE",
		hint: describeFirst, looks: anImageDefinition},
	{name: "containers", definitions: true, cause: "a list of containers, as Terraform's container_definitions is one",
		wanted: "ONE", hint: wrapIt, looks: containersOnly},
	{name: "container", definitions: true, cause: "one container definition", wanted: "ONE", hint: wrapIt,
		looks: oneContainer},
	{name: "several", definitions: true, cause: "a list of task definitions", wanted: "one to a file", hint: oneEach,
		looks: severalDefinitions},
	{name: "deeper", definitions: true, cause: "a task definition inside something else", wanted: "it alone, or in taskDefinition",
		hint: "take it out: jq %s", looks: furtherIn},
	{name: "other call", cause: "the input or answer of another call", wanted: "ONE",
		hint: describeFirst, looks: anotherCall},
	{name: "console's default", hint: `the console's "default" is what one gets by leaving networkMode out`,
		value: consoleDefault},
}

// refusal is a file that was refused, as kinds looks at it.
type refusal struct {
	*strict.Faults
	what   Purpose
	offset int        // where it is no JSON any more; -1 = it is JSON
	words  string     // of the JSON library about that
	node   *yaml.Node // its JSON, without envelopes; else its YAML, if it is a map or list of such
}

// Refused finds what a file that was refused probably is, and tells that in place of what
// follows from it. err is that of the JSON library, nil for JSON; at is where what it was to be
// was looked for. Without a fault, in a file that holds such a thing, it changes nothing.
func Refused(at strict.Place, what Purpose, err error) {
	r := &refusal{Faults: at.Faults, what: what, offset: -1, node: at.Node}
	whole := err == nil && what.Holds(at.Node)
	missing := !whole && (what.Thing != Definition.Thing || strict.Child(at.Node, "family") == nil)
	if !missing && len(at.Found) == 0 {
		return
	}
	if errors.Is(err, strict.ErrDepth) {
		r.Add(1, 1, what.Readers, "%v", err)
		return
	}
	if err != nil {
		r.noJSON(err)
	}
	for i := range kinds {
		k := &kinds[i]
		if k.looks == nil || whole && !k.within || k.definitions && what.Thing != Definition.Thing {
			continue
		}
		if s, ok := k.looks(r); ok {
			r.tell(k, s)
			return
		}
	}
	switch {
	case err != nil:
		line, column := strict.LineAndColumn(r.Data, r.offset)
		if r.Foreign {
			r.Add(line, column, what.Readers, "not JSON")
			return
		}
		r.Add(line, column, what.Readers, "not JSON: found %s, wanted JSON: %s", r.here(), r.words)
	case missing:
		message := what.say("no BARE in here")
		if !r.Foreign {
			message += ": found " + inside(at.Node)
		}
		at.Fail(what.say(describeFirst), "%s, wanted %s", message, what.Lacks)
	default:
		HintValues(at)
	}
}

// noJSON notes where and why the file is no JSON, and reads it as YAML unless it is larger
// than any task definition.
func (r *refusal) noJSON(err error) {
	r.offset, r.words = 0, err.Error()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		r.offset = max(int(syntax.Offset)-1, 0)
		if strings.HasPrefix(r.words, "unexpected end") {
			r.offset = len(r.Data)
		}
		if strings.Contains(r.words, "in literal") { // such as true: its first letters fit
			for r.offset > 0 && r.Data[r.offset-1] >= 'a' && r.Data[r.offset-1] <= 'z' {
				r.offset--
			}
		}
	}
	if len(r.Data) > mostLooked {
		return
	}
	if c := firstOf(r.Data); !strings.ContainsRune(`{["(`, c) {
		if n := strict.ParseYAML(&strict.Faults{Data: r.Data}); n != nil && (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) {
			r.node = Enveloped(n)
		}
	}
}

// firstOf is the first character of a text beside blanks and lines of comment.
func firstOf(data []byte) rune {
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !strings.HasPrefix(line, "//") && line != "---" {
			c, _ := utf8.DecodeRuneInString(line)
			return c
		}
	}
	return 0
}

// tell records the one fault in place of all others.
func (r *refusal) tell(k *kind, s sign) {
	found, text, hint := s.found, cmp.Or(s.text, s.found), r.what.say(k.hint)
	if r.Foreign {
		found, text = "", "that" // nothing of its content is printed
	}
	if strings.Contains(hint, "%s") {
		hint = fmt.Sprintf(hint, text)
	}
	message := k.cause
	if found != "" {
		message += ": found " + found
	}
	r.Found = nil
	if k.within {
		r.Notes, r.Noted = nil, nil // they follow from it too
	}
	r.Add(s.line, s.column, hint, "%s, wanted %s", message, cmp.Or(s.wanted, r.what.say(k.wanted)))
}

// HintValues gives the faults at values that show a kind the kind's hint.
func HintValues(at strict.Place) {
	if len(at.Found) == 0 {
		return
	}
	type position struct{ line, column int }
	texts := map[position]string{}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
			texts[position{n.Line, n.Column}] = n.Value
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(at.Node)
	for i := range at.Found {
		f := &at.Found[i]
		text, ok := texts[position{f.Line, f.Column}]
		if !ok || f.File != "" {
			continue
		}
		if hint := valueHint(text); hint != "" && (f.Hint == "" || text != "") {
			f.Hint = hint
		}
	}
}

// valueHint is the hint of the first kind that a value shows; "" if it shows none.
func valueHint(text string) string {
	for i := len(kinds) - 1; i >= 0; i-- {
		k := &kinds[i]
		if k.value == nil {
			continue
		}
		if found := k.value(text); found != "" && strings.Contains(k.hint, "%s") {
			return fmt.Sprintf(k.hint, strict.Short(found))
		} else if found != "" {
			return k.hint
		}
	}
	return ""
}

// Enveloped returns the task definition in the envelopes of describe-task-definition, or
// what is there instead of one.
func Enveloped(n *yaml.Node) *yaml.Node {
	for {
		inner := strict.Child(n, "taskDefinition")
		if inner == nil || inner.Kind != yaml.MappingNode {
			return n
		}
		n = inner
	}
}
