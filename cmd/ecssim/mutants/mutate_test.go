package main

import (
	"errors"
	"go/parser"
	"go/token"
	"slices"
	"testing"
)

const source = `package p

const (
	red = iota
	green
)

func f(n int, ok bool) (sum int) {
	for i := 0; i < n; i++ {
		if ok && i == red {
			continue
		}
		sum += i
	}
	if sum < 0 {
		panic("less than " + "nothing")
	}
	g()
	return sum - 1
}
`

// TestMutants lists the changes of a small file. Each gives a file that can be parsed.
func TestMutants(t *testing.T) {
	beside := constantsOf([]byte(source))
	all, err := mutantsOf("p.go", []byte(source), beside)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range all {
		got = append(got, m.String())
		if _, err := parser.ParseFile(token.NewFileSet(), "", m.apply([]byte(source)), 0); err != nil {
			t.Errorf("%v: %v", &m, err)
		}
	}
	want := []string{
		"p.go:9: negated: i < n", "p.go:9: 1 instead of 0", "p.go:9: -1 instead of 0", "p.go:9: <= instead of <",
		"p.go:9: -- instead of ++", "p.go:9: left out: i++",
		"p.go:10: negated: ok && i == red", "p.go:10: || instead of &&", "p.go:10: != instead of ==", "p.go:10: green instead of red",
		"p.go:11: break instead of continue", "p.go:13: -= instead of +=", "p.go:13: left out: sum += i",
		"p.go:15: negated: sum < 0", "p.go:15: <= instead of <", "p.go:15: 1 instead of 0", "p.go:15: -1 instead of 0",
		"p.go:18: left out: g()", "p.go:19: + instead of -", "p.go:19: 2 instead of 1", "p.go:19: 0 instead of 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// A package whose tests end too late has noticed nothing, unless one of them failed before.
func TestNoticed(t *testing.T) {
	failed := errors.New("exit status 1")
	const late = "panic: test timed out after 10m0s\n\trunning tests:\n\t\tTestEngine (9m50s)\n"
	for _, row := range []struct {
		out  string
		err  error
		want string
	}{
		{"ok  \tp\t0.1s\n", nil, ""},
		{"--- FAIL: TestF (0.00s)\nFAIL\n", failed, "p"},
		{"p_test.go:1:1: undefined: f\nFAIL\tp [build failed]\n", failed, "p"},
		{late, failed, timedOut},
		{"--- FAIL: TestF (0.00s)\n" + late, failed, "p"},
		{"", errors.New("signal: killed"), timedOut},
	} {
		if got := noticed("p", row.out, row.err); got != row.want {
			t.Errorf("%q, %v: %q, want %q", row.out, row.err, got, row.want)
		}
	}
}
