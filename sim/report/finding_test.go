package report

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/findings.md anew")

// TestFindingsPage: docs/findings.md has the table of codes, row by row.
func TestFindingsPage(t *testing.T) {
	const page, head = "../../docs/findings.md", "| code | severity | what it means | what to do |\n|---|---|---|---|\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, table, ok := strings.Cut(string(text), head)
	if !ok {
		t.Fatalf("%s has no table that begins with %q", page, head)
	}
	var want strings.Builder
	for _, c := range Codes() {
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s |\n", c.Code, c.Severity, c.Means, c.Do)
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+head+want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want.String() {
		t.Errorf("%s has the table\n%s\nwant\n%s\n(go test ./sim/report -run TestFindingsPage -update writes it)", page, table, want.String())
	}
}

// TestEveryCode: every code is told apart, is explained in sentences, and has one of the
// severities; the more important come first.
func TestEveryCode(t *testing.T) {
	order := []string{Error, Warning, Note}
	seen, at := map[string]bool{}, 0
	for _, c := range Codes() {
		if seen[c.Code] || c.Code == "" || strings.ToUpper(c.Code) != c.Code {
			t.Errorf("code %q: wanted capitals, and each once", c.Code)
		}
		seen[c.Code] = true
		for at < len(order) && order[at] != c.Severity {
			at++
		}
		if at == len(order) {
			t.Fatalf("%s is a %s, wanted errors first, then warnings, then notes", c.Code, c.Severity)
		}
		for _, s := range []string{c.Means, c.Do} {
			if !strings.HasSuffix(s, ".") || strings.Contains(s, "|") {
				t.Errorf("%s: %q, wanted sentences without a bar", c.Code, s)
			}
		}
	}
}

// TestSortFindings: by importance, then by time, whatever the order in which they were found.
func TestSortFindings(t *testing.T) {
	at := func(code string, from float64, service string) Finding {
		f := NewFinding(code)
		f.From, f.Service = from, service
		return f
	}
	all := []Finding{at(NextTask, 0, "a"), at(TasksWait, 5, "b"), at(TasksWait, 5, "a"), at(TasksWait, 2, "c"), at(DeploymentStuck, 9, "z")}
	SortFindings(all)
	got := ""
	for _, f := range all {
		got += f.Service
	}
	if got != "zcaba" {
		t.Errorf("order %s, want zcaba", got)
	}
}
