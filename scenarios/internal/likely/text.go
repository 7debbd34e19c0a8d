package likely

// This file is what kinds looks for in a text that is no JSON.

import (
	"bytes"
	"ecssim/scenarios/internal/strict"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostLooked is how much of a text patterns are looked for in: as much as ECS takes of a task
// definition (64 KB).
const mostLooked = 64 << 10

// byPattern looks for a pattern anywhere in a text that is no JSON; what its first group
// matches is what is found.
func byPattern(pattern string) func(*refusal) (sign, bool) {
	p := strict.Pattern(pattern)
	return byText(func(r *refusal) (int, int, bool) {
		m := p().FindSubmatchIndex(r.head())
		switch {
		case m == nil:
			return 0, 0, false
		case len(m) >= 4 && m[2] >= 0:
			return m[2], m[3], true
		}
		return m[0], m[1], true
	})
}

// byText makes a look of one that returns from where to where in a text that is no JSON the
// sign stands.
func byText(look func(*refusal) (from, to int, ok bool)) func(*refusal) (sign, bool) {
	return func(r *refusal) (sign, bool) {
		if r.offset < 0 {
			return sign{}, false
		}
		from, to, ok := look(r)
		if !ok {
			return sign{}, false
		}
		return r.sign(from, to), true
	}
}

// atPlace looks for a pattern at the place where a text is no JSON any more; what its first
// group matches is what is found.
func atPlace(pattern string) func(*refusal) (sign, bool) {
	p := strict.Pattern(`\A(?:` + pattern + `)`)
	return func(r *refusal) (sign, bool) {
		m := p().FindSubmatchIndex(r.rest())
		switch {
		case m == nil || !r.broken():
			return sign{}, false
		case len(m) >= 4 && m[2] >= 0:
			return r.sign(r.offset+m[2], r.offset+m[3]), true
		}
		return r.sign(r.offset, r.offset+m[1]), true
	}
}

// byWords looks at what the JSON library says.
func byWords(words ...string) func(*refusal) (sign, bool) {
	return func(r *refusal) (sign, bool) {
		for _, w := range words {
			if r.broken() && strings.Contains(r.words, w) {
				return r.sign(r.offset, r.offset+len(r.word())), true
			}
		}
		return sign{}, false
	}
}

// sign is what stands between two places of the text, as a message shows it.
func (r *refusal) sign(from, to int) sign {
	s := sign{}
	s.line, s.column = strict.LineAndColumn(r.Data, min(from, max(len(r.Data)-1, 0)))
	s.text = strict.Shown(strings.TrimSpace(string(r.Data[from:min(to, len(r.Data))])))
	if len(s.text) == 1 || strings.Contains(s.text, " ") {
		s.found = strconv.Quote(s.text)
	} else {
		s.found = s.text
	}
	return s
}

// head is as much of the text as patterns are looked for in.
func (r *refusal) head() []byte { return r.Data[:min(len(r.Data), mostLooked)] }

// broken reports whether it is to be JSON and is not: neither JSON nor YAML.
func (r *refusal) broken() bool { return r.offset >= 0 && r.node == nil }

func (r *refusal) rest() []byte { return r.Data[min(max(r.offset, 0), len(r.Data)):] }

// word is what stands at the place up to the next blank, comma or bracket.
func (r *refusal) word() string {
	rest := r.rest()
	for i, c := range string(rest[:min(len(rest), 200)]) {
		if i > 0 && (unicode.IsSpace(c) || strings.ContainsRune(",[]{}", c)) {
			return string(rest[:i])
		}
	}
	return string(rest[:min(len(rest), 200)])
}

// here is the word in quotes.
func (r *refusal) here() string {
	if r.offset >= len(r.Data) {
		return "the end of the file"
	}
	return strict.Quote(r.word())
}

// before is the last character before the place that is no blank; 0 = none.
func (r *refusal) before() (at int, c byte) {
	for i := min(r.offset, len(r.Data)) - 1; i >= 0; i-- {
		if !strings.ContainsRune(" \t\r\n", rune(r.Data[i])) {
			return i, r.Data[i]
		}
	}
	return 0, 0
}

func isEmpty(r *refusal) (int, int, bool) {
	return 0, 0, strings.TrimSpace(string(r.Data)) == ""
}

// either is a pattern that matches what any of several does.
func either(patterns ...string) string { return strings.Join(patterns, "|") }

// cliError are the words of the AWS CLI when it fails, versions 1 and 2.
var cliError = `(?m)^\s*(` + either(
	`(?:aws: \[ERROR\]: )?An error occurred \(.*`, `A client error \(.*`, `aws: error: .*`, `usage: aws .*`,
	`Unable to locate credentials.*`, `You must specify a region.*`, `Could not connect to the endpoint URL.*`,
	`Connect timeout on endpoint URL.*`, `The config profile \(.*`, `Partial credentials found.*`,
	`Error loading SSO Token.*`,
	`Error when retrieving (?:token|credentials).*`, `Unable to parse config file.*`, `Invalid choice: .*`,
	`Unknown options: .*`, `Parameter validation failed.*`, `The SSO session .*`,
	`(?:.*: )?aws: (?:command )?not found.*`,
	`SSL validation failed.*`) + `)`

// terraformCode is a block of Terraform's language, or one of its arguments.
const terraformCode = `(?m)^\s*((resource|data|module|variable|output|provider)\s+"[^"\n]*"|(locals|terraform)\s*\{` +
	`|[a-z_]+\s*=\s*(jsonencode\(|<<|\[|\{|"))`

// programCode is how Jsonnet and JavaScript begin, comments left out.
const programCode = `\A(?:\s|//.*|#.*|/\*(?s:.*?)\*/)*(` +
	`(local|const|let|var|export|import|function|module\.exports|std\.)[ .=({'"a-zA-Z_$]+|\(\s*\{)`

// placeholder is what template languages write where a value comes in.
var placeholder = strict.Pattern(either(
	`\$\{\{.*?\}\}`, `\$\{[^}\n]*\}`, `\$\([^)\n]*\)`, `\$\$?[A-Za-z_]\w*`, // GitHub, shells, Terraform, MSBuild
	`\{\{.*?\}\}+`, `\{%.*?%\}`, `\{#.*?#\}`, `\[\[.*?\]\]`, // Jinja, Mustache, Helm, Levant
	`%\{[^}\n]*\}`, `#\{[^}\n]*\}#?`, `\{[A-Za-z_][\w.]*\}`, // Terraform, Ruby, Octopus, Python
	`<%.*?%>`, `<<[A-Za-z_]\w*>>`, `<[A-Za-z_][\w .:/-]*>`, // ERB, CodePipeline, manuals
	`%%?[A-Za-z_]\w*%%?`, `@@?[A-Za-z_][\w.]*@@?`, `__[A-Za-z][A-Za-z0-9_]*__`, // Windows, Ant, token replacers
	`(?i:\b(?:replace|change|fill)[ _-]?(?:me|in|this)\b|\byour[ _-][a-z]+\b|\b(?:todo|fixme|tbd|xxx+)\b)`))

func placeholderIn(text string) string {
	if len(text) > 1000 {
		return ""
	}
	return placeholder().FindString(text)
}

// aPlaceholder finds one that stands at the place where it is no JSON any more, or around it.
func aPlaceholder(r *refusal) (sign, bool) {
	if !r.broken() || r.offset >= len(r.Data) {
		return sign{}, false
	}
	from, to := r.offset, r.offset
	for from > 0 && r.offset-from < 200 && r.Data[from-1] != '\n' {
		from--
	}
	for to < len(r.Data) && to-r.offset < 200 && r.Data[to] != '\n' {
		to++
	}
	for _, m := range placeholder().FindAllIndex(r.Data[from:to], -1) {
		if from+m[0] <= r.offset && r.offset < from+m[1] {
			return r.sign(from+m[0], from+m[1]), true
		}
	}
	if m := opening.FindIndex(r.Data[max(from, r.offset-1):to]); m != nil {
		return r.sign(max(from, r.offset-1), to), true
	}
	if m := bareWord.FindIndex(r.rest()); m != nil && !strings.Contains(r.words, "key string") {
		return r.sign(r.offset, r.offset+m[1]), true
	}
	return sign{}, false
}

// opening begins a placeholder that goes on beyond its line.
var opening = regexp.MustCompile(`\A.?(\$\{|\$\(|\{\{|\{%|<%|%\{|#\{)`)

// aNumber finds digits where JSON has none, or something else right behind digits.
func aNumber(r *refusal) (sign, bool) {
	if !r.broken() {
		return sign{}, false
	}
	from := r.offset
	for from > 0 && r.Data[from-1] >= '0' && r.Data[from-1] <= '9' {
		from--
	}
	if from == r.offset && !signedNumber.Match(r.rest()) || from < r.offset && !unit.Match(r.rest()) {
		return sign{}, false
	}
	return r.sign(from, r.offset+len(r.word())), true
}

var (
	signedNumber = regexp.MustCompile(`\A[-+.]+[0-9]`)
	unit         = regexp.MustCompile(`\A[0-9A-Za-z_.%]`)
)

// bareWord is a constant's or variable's name in capitals, where a value was wanted.
var bareWord = regexp.MustCompile(`\A[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b|\A:[a-z_]\w*`)

// aTrailingComma points at the comma itself.
func aTrailingComma(r *refusal) (sign, bool) {
	at, c := r.before()
	rest := r.rest()
	if !r.broken() || c != ',' || len(rest) == 0 || rest[0] != '}' && rest[0] != ']' {
		return sign{}, false
	}
	s := r.sign(at, at+1)
	s.found = `"," before "` + string(rest[0]) + `"`
	return s, true
}

var unquotedKey = regexp.MustCompile(
	`\A(?:(\.{3}[A-Za-z_$][\w.$]*)|(\[[^\]\n]*\]|[A-Za-z_$][\w$-]*)\s*(?:\+?:{1,3}|=>?|\())`)

// anUnquotedKey finds the key of a language that has objects like JSON's.
func anUnquotedKey(r *refusal) (sign, bool) {
	if !r.broken() || !strings.Contains(r.words, "key string") {
		return sign{}, false
	}
	m := unquotedKey.FindSubmatchIndex(r.rest())
	switch {
	case m == nil:
		return sign{}, false
	case m[2] >= 0:
		return r.sign(r.offset+m[2], r.offset+m[3]), true
	}
	return r.sign(r.offset+m[4], r.offset+m[5]), true
}

// anInvisible names a blank or mark that JSON does not take between its values.
func anInvisible(r *refusal) (sign, bool) {
	if !r.broken() {
		return sign{}, false
	}
	c, _ := utf8.DecodeRune(r.rest())
	if c < 0x80 || c == utf8.RuneError || !unicode.IsSpace(c) && !unicode.Is(unicode.Cf, c) {
		return sign{}, false
	}
	s := r.sign(r.offset, r.offset)
	s.found = fmt.Sprintf("U+%04X", c)
	return s, true
}

var missingComma = regexp.MustCompile(`after (object key:value pair|array element)`)

// aMissingComma finds a value or key that follows upon a value.
func aMissingComma(r *refusal) (sign, bool) {
	if !r.broken() || !missingComma.MatchString(r.words) {
		return sign{}, false
	}
	if rest := r.rest(); len(rest) == 0 || !strings.ContainsRune(`"{[`, rune(rest[0])) {
		return sign{}, false
	}
	return r.sign(r.offset, r.offset+len(r.word())), true
}

// isCutOff says which brackets are open at the end.
func isCutOff(r *refusal) (sign, bool) {
	if !r.broken() || r.offset < len(r.Data) {
		return sign{}, false
	}
	var open []byte
	inText := false
	for i := 0; i < len(r.Data); i++ {
		switch c := r.Data[i]; {
		case inText && c == '\\':
			i++
		case c == '"':
			inText = !inText
		case inText:
		case c == '{':
			open = append(open, '}')
		case c == '[':
			open = append(open, ']')
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	s := r.sign(len(r.Data)-1, len(r.Data)-1)
	s.found = "the end of the file"
	for i, j := 0, len(open)-1; i < j; i, j = i+1, j-1 {
		open[i], open[j] = open[j], open[i]
	}
	switch {
	case inText:
		s.wanted = "the closing quote of a text"
	case len(open) > 0:
		s.wanted = strict.Short(string(open))
	}
	return s, true
}

// aSecondDocument finds one after the first, with or without a comma or line of dashes between.
func aSecondDocument(r *refusal) (sign, bool) {
	m := secondDocument.FindSubmatchIndex(r.rest())
	if m == nil || !r.broken() || !strings.Contains(r.words, "after top-level value") {
		return sign{}, false
	}
	return r.sign(r.offset+m[2], r.offset+m[3]), true
}

var secondDocument = regexp.MustCompile(`\A(?:,|-{3,})?\s*([{\[])`)

// aFragment finds a key without the bracket before it.
func aFragment(r *refusal) (sign, bool) {
	if !r.broken() {
		return sign{}, false
	}
	m := barePart.FindSubmatchIndex(r.head())
	if m == nil {
		return sign{}, false
	}
	return r.sign(m[2], m[3]), true
}

var barePart = regexp.MustCompile(`\A[\s,]*("[A-Za-z]+"\s*:|[}\],])`)

var closing = atPlace(`[}\]]`)

func aBracketTooMany(r *refusal) (sign, bool) {
	if !strings.Contains(r.words, "after top-level value") {
		return sign{}, false
	}
	return closing(r)
}

// textBefore finds lines before what is JSON by itself, such as a prompt or a warning.
func textBefore(r *refusal) (sign, bool) {
	if !r.broken() {
		return sign{}, false
	}
	const lines = 20
	at := 0
	for range lines {
		end := bytes.IndexByte(r.Data[at:], '\n')
		if end < 0 {
			return sign{}, false
		}
		at += end + 1
		if rest := r.Data[at:]; len(rest) > 0 && (rest[0] == '{' || rest[0] == '[') && json.Valid(rest) {
			first := strings.TrimSpace(strings.SplitN(string(r.Data[:at]), "\n", 2)[0])
			from := strings.Index(string(r.Data), first)
			return r.sign(from, from+len(first)), true
		}
	}
	return sign{}, false
}
