package main

import (
	"bytes"
	"strings"
	"testing"

	"ecssim/scenarios"
)

// TestLibrary runs every scenario of the library by its name: what it expects
// must hold, the first line must say which limit binds and which comes next, and
// the last words must be its lesson.
func TestLibrary(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if status := run([]string{"run", name}, &stdout, &stderr); status != exitOK {
				t.Fatalf("exit status %d: %s", status, &stderr)
			}
			verdict, _, _ := strings.Cut(stdout.String(), "\n")
			if !strings.Contains(verdict, " the next task; ") || !strings.HasSuffix(verdict, " next.") {
				t.Errorf("verdict %q names no limit and its runner-up", verdict)
			}
			s, err := scenarios.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Join(strings.Fields(stdout.String()), " ")
			if want := "Lesson: " + strings.Join(strings.Fields(s.Lesson), " "); s.Lesson == "" || !strings.HasSuffix(said, want) {
				t.Errorf("output does not end with the lesson %q", s.Lesson)
			}
		})
	}
}

// TestCompareEveryScenario compares the setups for each scenario of the library,
// in every format.
func TestCompareEveryScenario(t *testing.T) {
	for _, name := range scenarios.Names() {
		for _, format := range formatNames() {
			var stdout, stderr bytes.Buffer
			if status := run([]string{"compare", name, "-o", format}, &stdout, &stderr); status != exitOK {
				t.Errorf("compare %s -o %s: exit status %d: %s", name, format, status, &stderr)
			}
			if stdout.Len() == 0 {
				t.Errorf("compare %s -o %s printed nothing", name, format)
			}
		}
	}
}
