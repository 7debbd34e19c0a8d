package cql

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

// checkParse holds what is true of any text: an error has a place inside the
// text; what is accepted prints to a text that gives the same expression.
func checkParse(t *testing.T, text string) {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		var fault *SyntaxError
		if !errors.As(err, &fault) || fault.Pos < 0 || fault.Pos > len(text) || fault.Wanted == "" || fault.Found == "" {
			t.Fatalf("%q: error %#v", text, err)
		}
		return
	}
	canonical := e.String()
	again, err := parse(canonical)
	if err != nil {
		t.Fatalf("%q: canonical form %q: %v", text, canonical, err)
	}
	if again.String() != canonical || again.Dynamic() != e.Dynamic() {
		t.Fatalf("%q: %q reads back as %q", text, canonical, again)
	}
	for _, h := range []host{{}, sample()} {
		if e.Eval(h) != again.Eval(h) {
			t.Fatalf("%q and %q differ on %v", text, canonical, h)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
		"not(task:group == database)", "ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']",
		"agentVersion < 1.14.5 || registeredAt >= 2018-06-18T22:28:28+00:00", "!(runningTasksCount > 1) && agentConnected == true",
		"attribute:a !exists or (attribute:b not_in [x, 'y z'])", `attribute:a =~ '[^]a]\1(?!x)'`, "attribute:a == 'and'", "(((", "!!!!x",
	} {
		f.Add(seed)
	}
	f.Fuzz(checkParse)
}

// TestRandomTexts strings together pieces of the language, most of them
// wrongly, as the fuzzer would; it always runs.
func TestRandomTexts(t *testing.T) {
	pieces := []string{
		"attribute:a", "attribute:stack", "task:group", "runningTasksCount", "agentVersion", "registeredAt", "agentConnected", "ec2InstanceId",
		"==", "!=", "<", ">=", "=~", "!~", "in", "!in", "exists", "!exists", "and", "or", "not", "!", "&&", "||", "(", ")", "[", "]", ",",
		"1", "1.2", "2018-06-18", "true", "prod", "'x y'", "p.*", "service:production", "'", "é", "[a,b]",
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var text strings.Builder
		for range 1 + rng.IntN(12) {
			text.WriteString(pieces[rng.IntN(len(pieces))])
			if rng.IntN(4) > 0 {
				text.WriteByte(' ')
			}
		}
		checkParse(t, text.String())
	}
}

// TestRandomExpressions builds expressions whose value is known, by a slow
// twin that evaluates while it writes, with parentheses only where the
// precedence asks for them.
func TestRandomExpressions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	h := sample()
	for range 5000 {
		text, want, _ := randomExpression(rng, 4)
		e := mustParse(t, text)
		if got := e.Eval(h); got != want {
			t.Fatalf("%s: %v, want %v", text, got, want)
		}
		checkParse(t, text)
	}
}

// randomExpression gives a text, its value on sample() and how tightly it
// binds: 0 or, 1 and, 2 anything else.
func randomExpression(rng *rand.Rand, depth int) (text string, value bool, binds int) {
	within := func(least int) (string, bool) {
		text, value, binds := randomExpression(rng, depth-1)
		if binds < least {
			text = "(" + text + ")"
		}
		return text, value
	}
	choice := rng.IntN(5)
	if depth == 0 {
		choice = rng.IntN(2)
	}
	switch choice {
	case 0:
		return "attribute:stack == prod", true, 2
	case 1:
		return "attribute:stack == test", false, 2
	case 2:
		text, value := within(2)
		return []string{"not ", "!", "NOT "}[rng.IntN(3)] + text, !value, 2
	case 3:
		a, x := within(1)
		b, y := within(1)
		return a + []string{" and ", "&&", " And "}[rng.IntN(3)] + b, x && y, 1
	default:
		a, x := within(0)
		b, y := within(0)
		return a + []string{" or ", "||", " OR "}[rng.IntN(3)] + b, x || y, 0
	}
}
