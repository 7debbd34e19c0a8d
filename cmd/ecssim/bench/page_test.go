package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// BENCHMARKS.md has one row for each name of targets, with all of their bounds in
// the order of the program, and no other rows.
func TestPageHasTheTargets(t *testing.T) {
	page, err := os.ReadFile("../../../BENCHMARKS.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, x := range targets {
		bounds := want[x.id]
		if x.wanted() != "shown" && !slices.Contains(bounds, x.wanted()) {
			bounds = append(bounds, x.wanted())
		}
		want[x.id] = bounds
	}
	got := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| ([A-Z]\d) \| .+ \| (.+) \| .+ \|$`).FindAllStringSubmatch(string(page), -1) {
		if _, ok := got[row[1]]; ok {
			t.Errorf("BENCHMARKS.md has two rows of %s", row[1])
		}
		got[row[1]] = row[2]
	}
	for id, bounds := range want {
		text := strings.Join(bounds, ", ")
		if text == "" {
			text = "shown"
		}
		if got[id] != text {
			t.Errorf("BENCHMARKS.md wants %q of %s, the program %q", got[id], id, text)
		}
	}
	for id := range got {
		if _, ok := want[id]; !ok {
			t.Errorf("BENCHMARKS.md has a row of %s, the program has no such target", id)
		}
	}
}
