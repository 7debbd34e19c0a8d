package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"ecssim/scenarios"
)

// TestEightyColumns holds that no line of a command's tables is wider than a terminal of 80
// columns, over the whole library.
func TestEightyColumns(t *testing.T) {
	if testing.Short() {
		t.Skip("-short")
	}
	t.Setenv("COLUMNS", "80")
	narrow := func(args ...string) {
		var out bytes.Buffer
		run(args, &out, io.Discard)
		if out.Len() == 0 {
			t.Errorf("ecssim %s: nothing written", strings.Join(args, " "))
		}
		for l := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(l, "\n")); n > 80 {
				t.Errorf("ecssim %s: %d columns: %s", strings.Join(args, " "), n, l)
			}
		}
	}
	for _, name := range scenarios.Names() {
		for _, command := range []string{"run", "explain", "headroom", "compare"} {
			narrow(command, name)
		}
	}
	narrow("run", "rolling-deploy-deadlock", "--replications", "3")
	narrow("compare", "microservices", "--replications", "3")
	narrow("reach", "who-talks-to-whom", "web", "api")
	narrow("density", "--instance-type", "m5.*", "--cpu", "256", "--memory", "512")
	narrow("catalog", "list")
	narrow("catalog", "show", "m5.large")
	narrow("scenario", "list")
	narrow("version")
	narrow("explain", "deployment", "is", "stuck")
	narrow("explain", "502")
	narrow("scenario", "list", "already", "using", "a", "port")
	narrow("run", "survive-a-zone-nine-hosts", "--deploy", "all", "--lose-zone", "us-east-1a")
	narrow("diff", "rolling-deploy-deadlock", "rolling-deploy-deadlock-spare-host")
}
