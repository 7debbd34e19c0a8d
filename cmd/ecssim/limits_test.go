package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/sweep"
	"ecssim/sim/config"
)

// scenario is a small one: what it holds beside a host and a task definition is in more.
func scenario(more string) string {
	return `name: small
cluster:
  instances: [{instanceType: m5.large}]
taskDefinitions:
  - {family: web, cpu: "128", memory: "128", containerDefinitions: [{name: c, image: i}]}
` + more
}

// refused is what is said of a scenario, "" where it is taken and within the budget of a run.
func refused(text string) string { return refusedWith(text, nil) }

func refusedWith(text string, files map[string][]byte) string {
	fsys := fstest.MapFS{"s.yaml": {Data: []byte(text)}}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	s, err := scenarios.LoadFS(fsys, "s.yaml")
	if err == nil {
		err = s.OverBudget
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// command is what a command line says of its own faults; the scenario that it names is none.
func command(args string) string {
	var stdout, stderr bytes.Buffer
	run(strings.Fields(args), &stdout, &stderr)
	if text := stderr.String(); !strings.Contains(text, "no such file") {
		return text
	}
	return ""
}

// some is n entries of at most so many each.
func some(n, most int, entry func(i, n int) string) string {
	var b strings.Builder
	for i := 0; n > 0; i++ {
		b.WriteString(entry(i, min(n, most)))
		n -= most
	}
	return b.String()
}

const own = "services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]\n"

// limits is what is said where a limit of the page is met by so much.
var limits = map[string]func(n int) string{
	"container instances of a run, one after the other": func(n int) string {
		return refused("name: x\ncluster:\n  instances:\n" + some(n, 100_000, func(i, n int) string {
			return fmt.Sprintf("    - {name: h%d, instanceType: m5.large, count: %d}\n", i, n)
		}) + "taskDefinitions: [{family: web, containerDefinitions: [{name: c, image: i, memory: 9}]}]\n")
	},
	"tasks that are wanted at one time": func(n int) string {
		return refused(scenario("services:\n" + some(n, 1_000_000, func(i, n int) string {
			return fmt.Sprintf("  - {serviceName: s%d, taskDefinition: web, desiredCount: %d}\n", i, n)
		})))
	},
	"tasks that are started in a run": func(n int) string { // one exits after 10 s, which is more than the tick
		text := scenario(fmt.Sprintf("timings: {preset: instant}\nduration: %ds\n", 10*n) + own)
		return refused(strings.Replace(text, "family: web,", "family: web, timings: {exitAfter: 10s},", 1))
	},
	"periods of metrics and retries in a run": func(n int) string {
		return refused(scenario(fmt.Sprintf("duration: %ds\n", 60*n) + strings.Replace(own, "desiredCount: 1",
			"desiredCount: 1, autoScaling: {minCapacity: 1, maxCapacity: 2, load: 1, targetTrackingScalingPolicies: [{targetValue: 1}]}", 1)))
	},
	"instances of all runs of `--replications` and setups together, and so 100 times each of the above": func(n int) string {
		s, err := scenarios.Parse("x.yaml", []byte(strings.Replace(scenario(""), "m5.large}", "m5.large, count: 100}", 1)))
		if err != nil {
			return err.Error()
		}
		if over := s.Config.OverBudget((n + 99) / 100); over != nil {
			return over.Text
		}
		return ""
	},
	"`--replications`": func(n int) string { return command(fmt.Sprintf("run x --replications %d", n)) },
	"`--workers`":      func(n int) string { return command(fmt.Sprintf("run x --workers %d", n)) },
	"characters of an argument that a message repeats": func(n int) string {
		if text := plaintext.Echo(strings.Repeat("a", n)); len(text) > n {
			return text
		}
		return ""
	},
	"bytes of a file": func(n int) string { return refused(padded(scenario(""), n)) },
	"bytes of all files that a scenario names": func(n int) string {
		const most = 2 << 20
		files := map[string][]byte{}
		more := some(n, most, func(i, n int) string {
			name := fmt.Sprintf("t%d.json", i)
			files[name] = fmt.Appendf(nil, `{"family": "f%d", "containerDefinitions": [{"name": "c", "image": "i", "memory": 9}]}`, i)
			if n == 1 { // the byte that is one too many
				files[name] = []byte{' '}
				return fmt.Sprintf("  - {file: %s}\n", name)
			}
			files[name] = append(files[name], bytes.Repeat([]byte{' '}, n-len(files[name]))...)
			return fmt.Sprintf("  - {file: %s}\n", name)
		})
		return refusedWith(scenario(more), files)
	},
	"lists and maps inside each other": func(n int) string { // the file itself is a map
		return about("nested", refused(scenario("source: "+strings.Repeat("[", n-1)+"0"+strings.Repeat("]", n-1)+"\n")))
	},
	"values, those of an alias counted each time it is used": func(n int) string {
		const each = 1001 // of a list of a thousand
		n -= 3            // the file, a key, a list
		return about("unfolded", refused("source:\n  - &a ["+strings.Repeat("0,", each-2)+"0]\n"+
			strings.Repeat("  - *a\n", n/each-1)+strings.Repeat("  - 0\n", n%each)))
	},
	"commas and brackets": func(n int) string {
		return about("commas", refused("source: ["+strings.Repeat("0,", n-2)+"]\n"))
	},
	"faults that are shown": func(n int) string {
		if text := refused(scenario(some(n, 1, func(i, _ int) string { return fmt.Sprintf("unknown%d: 1\n", i) }))); strings.Contains(text, "more faults") || strings.Count(text, "unknown key") != n {
			return text
		}
		return ""
	},
	"characters of a scenario's name": func(n int) string {
		return refused(strings.Replace(scenario(""), "name: small", "name: "+strings.Repeat("x", n), 1))
	},
	"characters of a service's name": func(n int) string {
		return refused(scenario(strings.Replace(own, "serviceName: web", "serviceName: "+strings.Repeat("x", n), 1)))
	},
	"characters of a family": func(n int) string {
		return refused(strings.Replace(scenario(""), "family: web", "family: "+strings.Repeat("x", n), 1))
	},
	"characters of a path of `expect:`": func(n int) string {
		service := strings.Repeat("x", 255)
		path := "services." + service + ".deployments." // and a name for one of them, which only a run knows
		path += strings.Repeat("y", n-len(path)-len(".verdict")) + ".verdict"
		return refused(scenario(strings.Replace(own, "serviceName: web", "serviceName: "+service, 1) + "expect: [{that: " + path + ", is: 1}]\n"))
	},
	"words of a path of `expect:`": func(n int) string {
		path := "services.web.deployments." + strings.Repeat("y.", n-4) + "verdict"
		return refused(scenario(own + "expect: [{that: " + path + ", is: 1}]\n"))
	},
	"characters of an expression of a placement constraint": func(n int) string {
		return refused(constrained("attribute:a == " + strings.Repeat("x", n-len("attribute:a == "))))
	},
	"parentheses and nots of an expression inside each other": func(n int) string {
		return refused(constrained(strings.Repeat("(", n) + "attribute:a exists" + strings.Repeat(")", n)))
	},
	"instances of a group": func(n int) string {
		return refused(strings.Replace(scenario(""), "m5.large}", fmt.Sprintf("m5.large, count: %d}", n), 1))
	},
	"tasks of a service": func(n int) string {
		return refused(scenario(strings.Replace(own, "desiredCount: 1", fmt.Sprintf("desiredCount: %d", n), 1)))
	},
	"tasks of a RunTask request": func(n int) string {
		return refused(scenario(fmt.Sprintf("runTasks: [{taskDefinition: web, count: %d}]\n", n)))
	},
	"tasks that a stream is expected to bring": func(n int) string {
		return refused(scenario(fmt.Sprintf("runTasks: [{taskDefinition: web, runFor: 1s, arrivals: 1s, until: %ds}]\n", n)))
	},
	"entries that `copies` stands for": func(n int) string {
		return refused(strings.Replace(scenario(""), "family: web", fmt.Sprintf("family: web, copies: %d", n), 1))
	},
	"waits of `placementRetry`": func(n int) string {
		return refused(scenario("timings: {placementRetry: [" + strings.TrimSuffix(strings.Repeat("1s, ", n), ", ") + "]}\n"))
	},
	"hours of any length of time or moment": func(n int) string { return refused(scenario(fmt.Sprintf("duration: %dh\n", n))) },
	"`schedulerTick`":                       func(n int) string { return refused(scenario(fmt.Sprintf("timings: {schedulerTick: %dus}\n", n))) },
	"`metricPeriod`":                        func(n int) string { return refused(scenario(fmt.Sprintf("timings: {metricPeriod: %dus}\n", n))) },
	"`placementRetry`": func(n int) string {
		return refused(scenario(fmt.Sprintf("timings: {placementRetry: [1s, %dus]}\n", n)))
	},
}

func padded(text string, n int) string { return text + "#" + strings.Repeat("x", n-len(text)-1) }

func constrained(expression string) string {
	return scenario(strings.Replace(own, "desiredCount: 1", "desiredCount: 1, placementConstraints: [{type: memberOf, expression: \""+expression+"\"}]", 1))
}

// about is a message that has a word, "" for one that says something else of a file that is no scenario.
func about(word, text string) string {
	if strings.Contains(text, word) {
		return text
	}
	return ""
}

// TestLimits tries each row of docs/limits.md at its bound, where nothing is said, and one above, or
// below a floor, where what the row says is said.
func TestLimits(t *testing.T) {
	page, err := os.ReadFile("../../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	seen, step := map[string]bool{}, 1
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if cells[0] == "limit" {
			step = 1
			if strings.HasPrefix(cells[1], "at least") {
				step = -1
			}
		}
		if len(cells) != 3 || cells[0] == "limit" || !strings.HasPrefix(line, "|") {
			continue
		}
		name := cells[0]
		seen[name] = true
		bound, err := strconv.Atoi(cells[1])
		said := limits[name]
		if f := beside[name]; f != nil {
			said = func(n int) string {
				if err := f(t, n); err != nil {
					return err.Error()
				}
				return ""
			}
		}
		if err != nil || said == nil {
			t.Errorf("row %q: %v, and TestLimits tries it: %v", name, err, said != nil)
			continue
		}
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			want := regexp.MustCompile(strings.ReplaceAll(regexp.QuoteMeta(strings.Trim(cells[2], "`")), "…", ".*"))
			if text := said(bound); text != "" {
				t.Errorf("at the bound, %d: %.500s", bound, text)
			}
			if text := said(bound + step); !want.MatchString(text) {
				t.Errorf("beyond it, %d: %.500q, want %s", bound+step, text, want)
			}
		})
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(limits)), slices.Collect(maps.Keys(beside))) {
		if !seen[name] {
			t.Errorf("docs/limits.md has no row %q", name)
		}
	}
	for name, want := range map[string]string{"unblockWork": "bounded by 3000000 entries", "unblockRuns": "by 64 times"} {
		if n := constantOf(t, "../../sim/experiment/unblock.go", name); !strings.Contains(string(page), strings.NewReplacer("3000000", n, "64", n).Replace(want)) {
			t.Errorf("docs/limits.md does not say that %s is %s", name, n)
		}
	}
	for _, want := range []string{fmt.Sprintf("have %d MB together", document.MostBytes>>20), fmt.Sprintf("at most %d points", sweep.MostPoints)} {
		if !strings.Contains(string(page), want) {
			t.Errorf("docs/limits.md does not say %q", want)
		}
	}
	if config.MostOfRuns != 100 {
		t.Errorf("several runs have %d times the budget of one, and docs/limits.md says 100", config.MostOfRuns)
	}
}

// constantOf is a constant of a file, its underscores left out.
func constantOf(t *testing.T, file, name string) (value string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && v.Names[0].Name == name {
			value = strings.ReplaceAll(v.Values[0].(*ast.BasicLit).Value, "_", "")
		}
		return true
	})
	return value
}
