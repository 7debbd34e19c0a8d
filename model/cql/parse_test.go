package cql

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func mustParse(t *testing.T, text string) *Expr {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

func TestCanonicalForm(t *testing.T) {
	cases := [][2]string{
		{"attribute:a==b", "attribute:a == b"},
		{" attribute:a\n EQUALS\tb ", "attribute:a == b"},
		{"attribute:a not_equals b", "attribute:a != b"},
		{"runningTasksCount greater_than 1", "runningTasksCount > 1"},
		{"runningTasksCount greater_than_equal 1", "runningTasksCount >= 1"},
		{"runningTasksCount less_than 1", "runningTasksCount < 1"},
		{"runningTasksCount less_than_equal 1", "runningTasksCount <= 1"},
		{"runningTasksCount>=1", "runningTasksCount >= 1"},
		{"attribute:a Exists", "attribute:a exists"},
		{"attribute:a not_exists", "attribute:a !exists"},
		{"attribute:a !EXISTS", "attribute:a !exists"},
		{"attribute:a in[x,y ,  'z']", "attribute:a in [x, y, z]"},
		{"attribute:a not_in [x]", "attribute:a !in [x]"},
		{"attribute:a!in[x]", "attribute:a !in [x]"},
		{"attribute:a matches x.*", "attribute:a =~ x.*"},
		{"attribute:a not_matches x.*", "attribute:a !~ x.*"},
		{"attribute:a =~ m[45]{1,2}\\.large|t3.*", "attribute:a =~ 'm[45]{1,2}\\.large|t3.*'"},
		{"attribute:a =~ '(m5|c5)\\..*'", "attribute:a =~ '(m5|c5)\\..*'"},
		{"attribute:a == 'two words'", "attribute:a == 'two words'"},
		{"attribute:a == ''", "attribute:a == ''"},
		{"attribute:a == 'AND'", "attribute:a == 'AND'"},
		{"attribute:a == 'plain'", "attribute:a == plain"},
		{`attribute:a/b\c.d-e_f == x`, `attribute:a/b\c.d-e_f == x`},
		{"not attribute:a exists", "not(attribute:a exists)"},
		{"!attribute:a exists", "not(attribute:a exists)"},
		{"! ( attribute:a exists )", "not(attribute:a exists)"},
		{"not not attribute:a exists", "not(not(attribute:a exists))"},
		{"((attribute:a exists))", "attribute:a exists"},
		{"attribute:a exists && attribute:b exists || attribute:c exists", "attribute:a exists and attribute:b exists or attribute:c exists"},
		{"attribute:a exists AND (attribute:b exists Or attribute:c exists)", "attribute:a exists and (attribute:b exists or attribute:c exists)"},
		{"attribute:a exists and (attribute:b exists and attribute:c exists)", "attribute:a exists and attribute:b exists and attribute:c exists"},
		{"not attribute:a exists and attribute:b exists", "not(attribute:a exists) and attribute:b exists"},
		{"attribute:a==x&&attribute:b==y||attribute:c==z", "attribute:a == x and attribute:b == y or attribute:c == z"},
		{"registeredAt < 2018-06-18T22:28:28+00:00", "registeredAt < 2018-06-18T22:28:28+00:00"},
		{"agentConnected == true", "agentConnected == true"},
	}
	for _, c := range cases {
		if got := mustParse(t, c[0]).String(); got != c[1] {
			t.Errorf("%s: %s, want %s", c[0], got, c[1])
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	cases := []struct {
		text string
		pos  int
		want string // part of the message
	}{
		{"", 0, "found the end, wanted attribute:NAME"},
		{"   ", 3, "found the end"},
		{"foo == bar", 0, `found "foo", wanted attribute:NAME`},
		{"AgentConnected == true", 0, "write it as agentConnected"},
		{"Task:Group == x", 0, "write it as task:group"},
		{"ecs.instance-type == m5.large", 0, "write attribute:ecs.instance-type"},
		{"Attribute:a == b", 0, "lower case"},
		{"task:family == x", 0, "write task:group"},
		{"attribute: == b", 10, "an attribute name"},
		{"attribute:a:b == c", 10, "an attribute name"},
		{"attribute:" + strings.Repeat("a", 129) + " exists", 10, "1 to 128"},
		{"attribute:a", 11, "found the end, wanted an operator that attribute:a allows: == != in !in =~ !~ exists !exists"},
		{"attribute:a = b", 12, "equality is =="},
		{"attribute:a is b", 12, `found "is"`},
		{"attribute:a not in [b]", 12, "one word"},
		{"attribute:a > 3", 12, "no order"},
		{"task:group =~ service:.*", 11, "an operator that task:group allows: == != in !in"},
		{"task:group exists", 11, "only attributes can be missing"},
		{"ec2InstanceId < i-1", 14, "an operator that ec2InstanceId allows: == != in !in =~ !~"},
		{"runningTasksCount in [1]", 18, "== != > >= < <="},
		{"agentVersion =~ 1.*", 13, "== != > >= < <="},
		{"attribute:a ==", 14, "found the end, wanted a value"},
		{"attribute:a === ", 14, `found "=", wanted a value`},
		{"attribute:a in [=b]", 16, "single quotes around a value that begins with ="},
		{"attribute:a == [b]", 15, "a list needs in"},
		{"attribute:a == b,c", 16, "a list needs in"},
		{"attribute:a == two words", 19, "needs single quotes"},
		{`attribute:a == "b"`, 15, "quotes are single ones"},
		{"attribute:a == b'c", 16, "single quotes around a value"},
		{"attribute:a == (b)", 15, "single quotes around a value"},
		{"attribute:a =~ (m5|c5).*", 15, "single quotes around a value"},
		{"attribute:a == 'b", 15, "a closing single quote"},
		{"attribute:a == and", 15, "single quotes around the word"},
		{"attribute:a in b", 15, "a list such as [a, b]"},
		{"attribute:a in []", 16, `found "]", wanted a value`},
		{"attribute:a in [b,]", 18, `found "]", wanted a value`},
		{"attribute:a in [b c]", 18, "wanted , or ]"},
		{"attribute:a in [b", 17, "found the end, wanted , or ]"},
		{"(attribute:a exists", 19, "the parenthesis at offset 0 is open"},
		{"attribute:a exists)", 18, "no parenthesis is open"},
		{"attribute:a exists and", 22, "found the end, wanted attribute:NAME"},
		{"and attribute:a exists", 0, `found "and"`},
		{"attribute:a exists attribute:b exists", 19, "wanted and, or, or the end"},
		{"attribute:a exists & attribute:b exists", 19, "write && or ||"},
		{"!= b", 0, "wanted attribute:NAME"},
		{"()", 1, `found ")"`},
		{"not", 3, "found the end"},
		{"attribute:a ==\u00a0b", 14, `found "\u00a0"`},
		{"attribute:a == b\xff", 16, "the byte 0xff, wanted text in UTF-8"},
		{"runningTasksCount == many", 21, "a whole number"},
		{"runningTasksCount == -1", 21, "a whole number"},
		{"runningTasksCount == 99999999999999999999", 21, "a whole number"},
		{"runningTasksCount == ''", 22, "a whole number"},
		{"agentVersion < 1.x", 15, "a version such as"},
		{"agentVersion < v1.2", 15, "a version such as"},
		{"registeredAt < yesterday", 15, "a date such as 2018-06-18"},
		{"registeredAt < 2018-13-01", 15, "a date such as"},
		{"registeredAt < 2018-06-18T22:28:28.5Z", 15, "a date such as"},
		{"agentConnected == yes", 18, "wanted true or false"},
		{"agentConnected in [true, yes]", 25, "wanted true or false"},
		{"attribute:a =~ *", 15, "missing argument to repetition operator"},
		{"attribute:a =~ a[b", 16, "missing closing ]"},
		{"attribute:a =~ 'a)(b'", 16, "a regular expression"},
		{"attribute:a =~ '(?=m5).*'", 16, "look-around"},
		{"attribute:a =~ '(?!m5).*'", 16, "look-around"},
		{"attribute:a =~ 'x(?<=m5).*'", 17, "look-around"},
		{"attribute:a =~ '(?<!m5).*'", 16, "look-around"},
		{`attribute:a =~ '(a)\1'`, 19, "back-references"},
		{`attribute:a =~ '(?<n>a)\k<n>'`, 23, "back-references"},
		{"attribute:a =~ '(?>a)'", 16, "atomic groups"},
		{"attribute:a =~ a*+", 16, "possessive"},
		{"attribute:a =~ '[a-z&&[^m]]'", 20, "intersection"},
		{"attribute:a =~ [a[bc]]", 17, "brackets inside brackets"},
	}
	for _, c := range cases {
		e, err := Parse(c.text)
		var fault *SyntaxError
		if !errors.As(err, &fault) {
			t.Errorf("%q: %v, %v, want a *SyntaxError", c.text, e, err)
			continue
		}
		if fault.Pos != c.pos || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want offset %d and %q", c.text, err, c.pos, c.want)
		}
	}
}

func TestPatternsThatOnlyLookForeign(t *testing.T) {
	for pattern, value := range map[string]string{
		`[(?=]+`:       "?=(",
		`\(\?=.*`:      "(?=x",
		`\Q(?=a\E`:     "(?=a",
		`[]a]+`:        "]a",
		`[^]a]`:        "b",
		`a\[[b]`:       "a[b",
		`(?<n>m5).*`:   "m5.large",
		`(?i)M5\..*`:   "m5.large",
		`m5\.(2|4)x.*`: "m5.2xlarge",
		`a}+`:          "a}}",
	} {
		e := mustParse(t, "attribute:a =~ '"+pattern+"'")
		if !e.Eval(host{attributes: map[string]string{"a": value}}) {
			t.Errorf("%s does not match %s", pattern, value)
		}
	}
}

func TestLength(t *testing.T) {
	fits := "attribute:a == '" + strings.Repeat("é", MaxLength-17) + "'"
	mustParse(t, fits)
	_, err := Parse(fits + " ")
	var fault *SyntaxError
	if !errors.As(err, &fault) || fault.Pos != len(fits) || !strings.Contains(err.Error(), "2001 characters, wanted 2000") {
		t.Errorf("2001 characters: %v", err)
	}
}

func TestDepth(t *testing.T) {
	for _, c := range []struct{ open, close string }{{"(", ")"}, {"!", ""}, {"not ", ""}, {"not(", ")"}, {"!(", ")"}} {
		deep := strings.Repeat(c.open, MaxDepth) + "attribute:a exists" + strings.Repeat(c.close, MaxDepth)
		e := mustParse(t, deep)
		if _, err := parse(e.String()); err != nil {
			t.Errorf("canonical form of %d %q: %v", MaxDepth, c.open, err)
		}
		if _, err := Parse(c.open + deep + c.close); err == nil || !strings.Contains(err.Error(), "inside each other") {
			t.Errorf("%d %q: %v", MaxDepth+1, c.open, err)
		}
	}
	if _, err := parse(strings.Repeat("(", 1_000_000)); err == nil {
		t.Error("a million parentheses were read")
	}
	if _, err := parse(strings.Repeat("(attribute:a exists) and ", 1000) + "attribute:a exists"); err != nil {
		t.Errorf("siblings counted as depth: %v", err)
	}
}

func TestInstants(t *testing.T) {
	at := time.Date(2018, 6, 18, 22, 28, 28, 0, time.UTC).Unix()
	for text, want := range map[string]int64{
		"2018-06-18T22:28:28+00:00": at,
		"2018-06-18T22:28:28Z":      at,
		"2018-06-18T22:28:28":       at,
		"2018-06-18T22:28:28+02:00": at - 7200,
		"2018-06-18":                time.Date(2018, 6, 18, 0, 0, 0, 0, time.UTC).Unix(),
	} {
		if got, ok := parseInstant(text); !ok || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, ok, want)
		}
	}
}
