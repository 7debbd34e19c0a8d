package cql

import "strings"

// operator is what a comparison does.
type operator int

const (
	equal operator = iota
	notEqual
	in
	notIn
	matches
	notMatches
	greater
	greaterEqual
	less
	lessEqual
	exists
	notExists
)

// spellings gives each operator its symbol and its word; longer symbols stand
// before those that they begin with.
var spellings = []struct {
	op           operator
	symbol, word string
}{
	{equal, "==", "equals"},
	{notEqual, "!=", "not_equals"},
	{matches, "=~", "matches"},
	{notMatches, "!~", "not_matches"},
	{greaterEqual, ">=", "greater_than_equal"},
	{lessEqual, "<=", "less_than_equal"},
	{greater, ">", "greater_than"},
	{less, "<", "less_than"},
	{notIn, "!in", "not_in"},
	{notExists, "!exists", "not_exists"},
	{in, "in", "in"},
	{exists, "exists", "exists"},
}

func (o operator) String() string {
	for _, s := range spellings {
		if s.op == o {
			return s.symbol
		}
	}
	panic("cql: operator without a spelling")
}

// kind is how a subject's value compares.
type kind int

const (
	textKind      kind = iota // a string field
	flagKind                  // a string field that is "true" or "false"
	versionKind               // dotted whole numbers
	instantKind               // seconds
	countKind                 // a whole number
	attributeKind             // text, or missing
	groupKind                 // the groups of the running tasks
)

// operators are those that a kind of subject allows. The page lists them for
// the fields; for attributes and groups it shows examples only.
func (k kind) operators() []operator {
	switch k {
	case textKind, flagKind:
		return []operator{equal, notEqual, in, notIn, matches, notMatches}
	case versionKind, instantKind, countKind:
		return []operator{equal, notEqual, greater, greaterEqual, less, lessEqual}
	case attributeKind:
		return []operator{equal, notEqual, in, notIn, matches, notMatches, exists, notExists}
	case groupKind:
		return []operator{equal, notEqual, in, notIn}
	}
	panic("cql: kind without operators")
}

// subject is the left side of a comparison.
type subject struct {
	kind    kind
	name    string // as written in an expression, "attribute:" left out
	field   Field  // for the kinds that are fields
	dynamic bool
}

const (
	attributePrefix = "attribute:"
	groupName       = "task:group"
)

var fieldSubjects = []subject{
	{kind: flagKind, name: "agentConnected", field: AgentConnected, dynamic: true},
	{kind: versionKind, name: "agentVersion", field: AgentVersion},
	{kind: textKind, name: "ec2InstanceId", field: EC2InstanceID},
	{kind: instantKind, name: "registeredAt", field: RegisteredAt},
	{kind: countKind, name: "runningTasksCount", field: RunningTasksCount, dynamic: true},
}

func (s subject) String() string {
	if s.kind == attributeKind {
		return attributePrefix + s.name
	}
	return s.name
}

const wantedSubject = "attribute:NAME, task:group, agentConnected, agentVersion, ec2InstanceId, registeredAt or runningTasksCount"

// subjectOf reads a subject's name.
func subjectOf(word string, pos int) (subject, error) {
	if name, ok := strings.CutPrefix(word, attributePrefix); ok {
		return attributeOf(name, pos+len(attributePrefix))
	}
	if word == groupName {
		return subject{kind: groupKind, name: groupName, dynamic: true}, nil
	}
	for _, s := range fieldSubjects {
		if s.name == word {
			return s, nil
		}
	}
	return subject{}, &SyntaxError{Pos: pos, Found: quote(word), Wanted: wantedSubject, Hint: subjectHint(word)}
}

// attributeOf checks an attribute's name: 1 to 128 letters, digits and
// - _ . / \ (ECS Developer Guide, task-placement-constraints).
func attributeOf(name string, pos int) (subject, error) {
	const longest = 128
	if name == "" || len(name) > longest || strings.Contains(name, ":") {
		return subject{}, &SyntaxError{Pos: pos, Found: quote(name), Wanted: `an attribute name of 1 to 128 letters, digits, and - _ . / \`}
	}
	return subject{kind: attributeKind, name: name}, nil
}

// subjectHint guesses what somebody meant with a word that is no subject.
func subjectHint(word string) string {
	for _, s := range append(fieldSubjects[:len(fieldSubjects):len(fieldSubjects)], subject{name: groupName}) {
		if strings.EqualFold(s.name, word) {
			return "write it as " + s.name
		}
	}
	lower := strings.ToLower(word)
	switch {
	case strings.HasPrefix(lower, attributePrefix):
		return "write attribute: in lower case"
	case strings.HasPrefix(lower, "ecs."):
		return "write attribute:" + word
	case strings.HasPrefix(lower, "task:"):
		return "write " + groupName + ", and the group as the value"
	}
	return ""
}
