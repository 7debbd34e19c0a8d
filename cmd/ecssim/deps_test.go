package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// arrows is the import policy: what each package of ours, and those below it,
// may import of ours. The first matching row counts. Nothing points back.
var arrows = []struct {
	pkg     string
	imports []string
}{
	{"ecssim/cmd/ecssim/internal/glossary", []string{"ecssim/sim/report"}},
	{"ecssim/cmd/ecssim/internal/palette", nil},
	{"ecssim/cmd/ecssim/internal/picture", []string{
		"ecssim/cmd/ecssim/internal/palette", "ecssim/sim/observe/film", "ecssim/sim/observe/address", "ecssim/sim/observe/words", "ecssim/sim/event",
		"ecssim/sim/config", "ecssim/sim/report", "ecssim/sim/des", "ecssim/model",
	}},
	{"ecssim/cmd/ecssim/internal/trace", []string{
		"ecssim/sim/observe/film", "ecssim/sim/event", "ecssim/sim/des", "ecssim/model",
	}},
	{"ecssim/cmd/ecssim/internal/plot", []string{"ecssim/cmd/ecssim/internal/palette", "ecssim/cmd/ecssim/internal/results", "ecssim/model/plaintext"}},
	{"ecssim/cmd/ecssim/internal/whole", nil},
	{"ecssim/cmd/ecssim/internal/results", []string{"ecssim/cmd/ecssim/internal/whole", "ecssim/sim/experiment", "ecssim/model/plaintext"}},
	{"ecssim/cmd/ecssim/internal/arrayjob", []string{"ecssim/cmd/ecssim/internal/results"}},
	{"ecssim/cmd/ecssim/internal/render", []string{"ecssim/cmd/ecssim/internal/glossary", "ecssim/cmd/ecssim/internal/results", "ecssim/sim", "ecssim/model"}},
	{"ecssim/cmd/ecssim/page/telling", []string{"ecssim/sim/event", "ecssim/sim/observe/film", "ecssim/sim/des", "ecssim/model"}},
	{"ecssim/cmd/ecssim/page/lessons", []string{"ecssim/cmd/ecssim/page/telling", "ecssim/scenarios/edit"}},
	{"ecssim/cmd/ecssim/page/session", []string{
		"ecssim/cmd/ecssim/page/lessons", "ecssim/cmd/ecssim/page/telling", "ecssim/cmd/ecssim/internal/picture", "ecssim/scenarios", "ecssim/sim",
	}},
	{"ecssim/cmd/ecssim/page/wasm", []string{"ecssim/cmd/ecssim/page/session"}},
	{"ecssim/cmd/ecssim/page", []string{
		"ecssim/cmd/ecssim/page/lessons", "ecssim/cmd/ecssim/internal/picture", "ecssim/scenarios",
	}},
	{"ecssim/cmd/ecssim/internal/serve", []string{"ecssim/cmd/ecssim/page"}},
	{"ecssim/cmd/ecssim", []string{"ecssim/cmd/ecssim/internal", "ecssim/scenarios", "ecssim/sim", "ecssim/model"}},
	{"ecssim/scenarios/internal/names", []string{"ecssim/scenarios/internal/strict"}},
	{"ecssim/scenarios", []string{"ecssim/sim/config", "ecssim/sim/report", "ecssim/sim/des", "ecssim/model"}},
	{"ecssim/sim/experiment", []string{
		"ecssim/sim/engine", "ecssim/sim/observe", "ecssim/sim/reach", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/report",
		"ecssim/sim/des", "ecssim/sim/placement", "ecssim/sim/packing", "ecssim/model",
	}},
	{"ecssim/sim/plan", []string{
		"ecssim/sim/experiment", "ecssim/sim/engine", "ecssim/sim/packing", "ecssim/sim/placement", "ecssim/sim/config", "ecssim/sim/report",
		"ecssim/sim/des", "ecssim/model",
	}},
	{"ecssim/sim/placement", []string{"ecssim/model"}},
	{"ecssim/sim/packing", []string{"ecssim/model"}},
	{"ecssim/sim/des", nil},
	{"ecssim/sim/report", []string{"ecssim/sim/des"}},
	{"ecssim/sim/config", []string{"ecssim/sim/des", "ecssim/model"}},
	{"ecssim/sim/event", []string{"ecssim/sim/des", "ecssim/model"}},
	{"ecssim/sim/observe/film", []string{"ecssim/sim/event", "ecssim/sim/config", "ecssim/sim/des", "ecssim/model"}},
	{"ecssim/sim/observe/words", []string{
		"ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/report", "ecssim/sim/placement", "ecssim/model",
	}},
	{"ecssim/sim/observe", []string{
		"ecssim/sim/engine", "ecssim/sim/reach", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/report", "ecssim/sim/des", "ecssim/model",
	}},
	{"ecssim/sim/reach", []string{"ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/report", "ecssim/model"}},
	{"ecssim/sim/engine/internal/autoscaling", []string{
		"ecssim/sim/engine/internal/state", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/des", "ecssim/model",
	}},
	{"ecssim/sim/engine/internal/servicescaling", []string{
		"ecssim/sim/engine/internal/state", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/des",
	}},
	{"ecssim/sim/engine/internal/network", []string{
		"ecssim/sim/engine/internal/state", "ecssim/sim/event", "ecssim/sim/reach", "ecssim/model",
	}},
	{"ecssim/sim/engine/internal/health", []string{
		"ecssim/sim/engine/internal/state", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/des",
	}},
	{"ecssim/sim/engine/internal/outlook", []string{
		"ecssim/sim/engine/internal/autoscaling", "ecssim/sim/engine/internal/state", "ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/report", "ecssim/model",
	}},
	{"ecssim/sim/engine", []string{
		"ecssim/sim/config", "ecssim/sim/event", "ecssim/sim/reach", "ecssim/sim/report",
		"ecssim/sim/des", "ecssim/sim/placement", "ecssim/model",
	}},
	{"ecssim/sim", []string{"ecssim/sim/engine", "ecssim/sim/experiment", "ecssim/sim/observe", "ecssim/sim/reach", "ecssim/sim/config", "ecssim/sim/report"}},
	{"ecssim/model/cql", nil},
	{"ecssim/model/plaintext", nil},
	{"ecssim/model/catalog", []string{"ecssim/model"}},
	{"ecssim/model/firewall", []string{"ecssim/model"}},
	{"ecssim/model", []string{"ecssim/model/cql"}},
}

// headless may never link these: they belong to a terminal or to test tools.
var (
	headless = []string{"ecssim/model/...", "ecssim/sim/...", "ecssim/scenarios/...", "ecssim/cmd/ecssim/internal/palette", "ecssim/cmd/ecssim/internal/picture",
		"ecssim/cmd/ecssim/page", "ecssim/cmd/ecssim/page/session"}
	terminals = []string{
		"github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/olekukonko/tablewriter", "github.com/schollz/progressbar",
		"golang.org/x/term", "github.com/fatih/color", "github.com/mattn/go-isatty", "gonum.org/v1/plot", "github.com/parquet-go/parquet-go",
		"github.com/rogpeppe/go-internal", "pgregory.net/rapid",
	}
)

// TestArrows holds the imports of every package of ours to the policy.
func TestArrows(t *testing.T) {
	for _, p := range ours(t) {
		i := slices.IndexFunc(arrows, func(a struct {
			pkg     string
			imports []string
		}) bool {
			return below(p.ImportPath, a.pkg)
		})
		if i < 0 {
			t.Errorf("%s has no row in the import policy", p.ImportPath)
			continue
		}
		for _, imp := range p.Imports {
			allowed := func(of string) bool { return below(imp, of) }
			if below(imp, "ecssim") && !below(imp, arrows[i].pkg) && !slices.ContainsFunc(arrows[i].imports, allowed) {
				t.Errorf("%s imports %s; it may import %v", p.ImportPath, imp, arrows[i].imports)
			}
		}
	}
}

// TestHeadless holds the packages that a web page will need to what it can link.
func TestHeadless(t *testing.T) {
	for _, p := range list(t, []string{"-deps"}, headless...) {
		if i := slices.IndexFunc(terminals, func(m string) bool { return below(p.ImportPath, m) }); i >= 0 {
			t.Errorf("%v link %s", headless, p.ImportPath)
		}
	}
}

// TestNoNetwork holds the command to its word: it makes no connection and starts no process. Tools
// for contributors may; serve listens on the loopback interface, and starts a browser.
func TestNoNetwork(t *testing.T) {
	for _, p := range list(t, nil, "ecssim/...") {
		if below(p.ImportPath, "ecssim/cmd/ecssim/mutants") || p.ImportPath == "ecssim/cmd/ecssim/internal/serve" {
			continue
		}
		for _, imp := range p.Imports {
			if imp == "syscall" && onlySignals(t, &p) {
				continue
			}
			if slices.Contains([]string{"net", "net/http", "os/exec", "plugin", "syscall"}, imp) {
				t.Errorf("%s imports %s, and SECURITY.md promises that nothing of ours does", p.ImportPath, imp)
			}
		}
	}
}

// onlySignals reports whether a package has nothing of syscall but names of signals.
func onlySignals(t *testing.T, p *listed) bool {
	t.Helper()
	for _, name := range p.GoFiles {
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range regexp.MustCompile(`\bsyscall\.\w+`).FindAllString(string(text), -1) {
			if !strings.HasPrefix(use, "syscall.SIG") {
				return false
			}
		}
	}
	return true
}

// TestWebAssembly compiles them for a browser.
func TestWebAssembly(t *testing.T) {
	cmd := exec.Command("go", append([]string{"build", "-o", os.DevNull}, headless...)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Dir        string
	Imports    []string
	GoFiles    []string
}

// ours lists the packages of the module, and those of the benchmarks, which are a
// module of their own.
func ours(t *testing.T) []listed {
	t.Helper()
	return append(list(t, nil, "ecssim/..."), list(t, []string{"-C", "bench"}, "./...")...)
}

func list(t *testing.T, flags []string, patterns ...string) []listed {
	t.Helper()
	out, err := exec.Command("go", append(append(append([]string{"list"}, flags...), "-json=ImportPath,Dir,Imports,GoFiles"), patterns...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// below reports whether a package is the other or under it.
func below(pkg, parent string) bool { return pkg == parent || strings.HasPrefix(pkg, parent+"/") }
