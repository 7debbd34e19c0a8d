package engine_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

const (
	// exampleRow is a row of docs/worked-examples.md: its number, and its last cell.
	exampleRow = `(?m)^\| ([NS])(\d+) \|.*\| (.+) \|$`
	// exampleTest is a test as that page names it: `sim/placement.TestRows`.
	exampleTest = "`([a-z/]+)\\.(Test\\w+)`"
)

// The page of worked examples has every row once, each with a test, and every test
// that it names exists.
func TestWorkedExamplesPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/worked-examples.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	named := regexp.MustCompile(exampleTest)
	for _, row := range regexp.MustCompile(exampleRow).FindAllStringSubmatch(string(page), -1) {
		seen[row[1]+row[2]]++
		tests := named.FindAllStringSubmatch(row[3], -1)
		if len(tests) == 0 {
			t.Errorf("row %s%s: tested by %q, want a test's name", row[1], row[2], row[3])
		}
	}
	for _, c := range []struct {
		list string
		rows int
	}{{"N", 52}, {"S", 50}} {
		for i := 1; i <= c.rows; i++ {
			name := fmt.Sprint(c.list, i)
			if seen[name] != 1 {
				t.Errorf("row %s is there %d times, want once", name, seen[name])
			}
			delete(seen, name)
		}
	}
	if len(seen) > 0 {
		t.Errorf("rows of no list: %v", seen)
	}
	for _, test := range named.FindAllStringSubmatch(string(page), -1) {
		if !slices.Contains(testsIn(t, test[1]), test[2]) {
			t.Errorf("%s has no test %s", test[1], test[2])
		}
	}
}

// The page's section on the agent's own tests has every fact once, each with a test.
func TestAgentsFactsOnThePage(t *testing.T) {
	var want []string
	for i, n := range []int{12, 9, 14, 6, 19, 6, 9, 14, 5, 8, 2} {
		for fact := range n {
			want = append(want, fmt.Sprintf("%c%02d", 'A'+i, fact+1))
		}
	}
	sectionHas(t, "The agent's own tests", want)
}

// The page's section on public reports has each row once, with a test.
func TestPublicReportsOnThePage(t *testing.T) {
	var want []string
	for i := range 40 {
		want = append(want, fmt.Sprint("P", i+1))
	}
	for i := range 14 {
		want = append(want, fmt.Sprint("D", i+1))
	}
	for _, x := range []int{1, 2, 3, 4, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 34, 36, 37, 39} {
		want = append(want, fmt.Sprint("X", x))
	}
	sectionHas(t, "Public reports and newer facts", want)
}

// sectionHas asks for the rows of a section of the page, in order, each with a test.
func sectionHas(t *testing.T, title string, want []string) {
	t.Helper()
	page, err := os.ReadFile("../../docs/worked-examples.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## "+title+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var got []string
	for _, row := range regexp.MustCompile(`(?m)^\| ([A-Z]\d+) \|.*\| (.+) \|$`).FindAllStringSubmatch(section, -1) {
		got = append(got, row[1])
		if !regexp.MustCompile(exampleTest).MatchString(row[2]) {
			t.Errorf("row %s: tested by %q, want a test's name", row[1], row[2])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("rows %v, want %v", got, want)
	}
}

// testsIn lists the test functions of a package, named from the module's root.
func testsIn(t *testing.T, dir string) []string {
	files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(dir), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// spans returns the dynamic ports of the running tasks, "first" or "first-last"
// each, in the order of their workloads.
func spans(v *engine.View) string {
	type span struct {
		work event.WorkloadID
		text string
	}
	var all []span
	for i := range v.Tasks() {
		ports, of := v.ChosenPorts(i), v.WorkloadOf(i)
		slices.Sort(ports)
		switch n := len(ports); {
		case n == 1:
			all = append(all, span{of, fmt.Sprint(ports[0])})
		case n > 1 && ports[n-1]-ports[0] == n-1:
			all = append(all, span{of, fmt.Sprintf("%d-%d", ports[0], ports[n-1])})
		case n > 1:
			all = append(all, span{of, fmt.Sprint(ports)})
		}
	}
	slices.SortStableFunc(all, func(a, b span) int { return cmp.Compare(a.work, b.work) })
	var texts []string
	for _, s := range all {
		texts = append(texts, s.text)
	}
	return strings.Join(texts, " ")
}

// Rows N27 and N30 to N38 with tasks in place of requests: each asks for so many
// ports in a row, second by second. The state that a row begins with is brought
// about by tasks as well.
func TestExamplesOfDynamicPorts(t *testing.T) {
	var c *config.Config
	at := func(second, ports int) *config.RunTask {
		m := tcp(80, 0)
		if ports > 1 {
			m = model.PortMapping{Range: model.PortRange{First: 8000, Last: 8000 + uint16(ports) - 1}}
		}
		return addTasks(c, "t", 1, time.Duration(second)*time.Second, def("t", model.Bridge, 1, 4, m))
	}
	brief := func(second, ports int) { // stopped before second 20
		r := at(second, ports)
		r.Forever, r.RunFor = false, des.Constant(10*time.Second)
	}
	each := func(second int, ports ...int) {
		for i, n := range ports {
			at(second+i, n)
		}
	}
	fixed := func(port uint16) { addTasks(c, "s", 1, 8*time.Second, def("s", model.Bridge, 1, 4, tcp(80, port))) }
	none, noRun := "a host port is unavailable", func(n int) string { return fmt.Sprintf("%d contiguous host ports are unavailable", n) }
	for _, row := range []struct {
		name        string
		first, last uint16
		listen      []uint16
		build       func()
		want        string
		failed      string // what the agent says of those without ports
		times       int
	}{
		{"N27", 32768, 60999, nil, func() { each(0, 1, 3, 1) }, "32768 32769-32771 32772", "", 0},
		{"N30", 100, 103, nil, func() { each(0, 1, 1, 1, 1, 1) }, "100 101 102 103", none, 1},
		{"N31", 100, 103, nil, func() { at(0, 1); brief(1, 1); each(2, 1, 1, 1); each(20, 1, 1) }, "100 102 103 101", none, 2},
		{"N32", 100, 105, nil, func() { brief(0, 1); brief(1, 1); at(2, 1); each(20, 1, 1, 1, 1, 1) }, "102 103 104 105 100 101", "", 0},
		{"N33", 100, 105, nil, func() { brief(0, 1); each(1, 1, 1, 1); fixed(104); fixed(105); each(20, 1, 1) }, "101 102 103 100", none, 1},
		{"N34", 100, 109, []uint16{102, 106}, func() { each(0, 3, 3, 3) }, "103-105 107-109", noRun(3), 1},
		{"N35", 100, 109, []uint16{104}, func() { each(0, 5, 5) }, "105-109", noRun(5), 1},
		{"N36", 100, 109, nil, func() { brief(0, 8); each(20, 4, 4, 4) }, "100-103 104-107", noRun(4), 1},
		{"N37", 40001, 40080, nil, func() { each(0, 10, 30, 20, 20, 15) }, "40001-40010 40011-40040 40041-40060 40061-40080", noRun(15), 1},
		{"N38", 40001, 40005, nil, func() { each(0, 20) }, "", noRun(20), 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			c = world(1)
			c.Groups[0].DynamicRange = model.PortRange{First: row.first, Last: row.last}
			c.Groups[0].Listeners = reserved(row.listen...)
			row.build()
			v, r := end(t, c, engine.Recount(t))
			if got := spans(v); got != row.want {
				t.Errorf("ports %s, want %s", got, row.want)
			}
			want := []report.Failure{}
			if row.times > 0 {
				want = append(want, report.Failure{StoppedReason: model.HostConfigErrorPrefix + row.failed, Tasks: row.times})
			}
			if got := r.Failures; !slices.Equal(got, want) {
				t.Errorf("failures %v, want %v", got, want)
			}
		})
	}
}

// Rows N44 to N46 and N48: what one task, or ten, leave on the host of a run.
func TestExamplesOfContainers(t *testing.T) {
	of := func(mode model.NetworkMode, containers int) model.TaskDefinition {
		td := def("t", mode, 16, 16)
		for i := 1; i < containers; i++ {
			td.Containers = append(td.Containers, model.Container{Name: fmt.Sprint("c", i), Image: "app", CPU: 16, Memory: 16})
		}
		return td
	}
	for _, row := range []struct {
		name   string
		build  func(c *config.Config)
		want   string
		memory model.MiB // of the proxies
	}{
		{"N44", func(c *config.Config) { addTasks(c, "t", 1, 0, of(model.AWSVPC, 2)) }, "1 pauses, 0 docker0, 1 ecs-bridge, 1 ENI, 0 dynamic", 0},
		{"N45", func(c *config.Config) {
			addService(c, "t", 1, of(model.Bridge, 2)).ServiceConnect = model.ServiceConnect{Enabled: true, ProxyCPU: 256, ProxyMemory: 64}
		}, "3 pauses, 3 docker0, 0 ecs-bridge, 0 ENI, 0 dynamic", 0},
		{"N46", func(c *config.Config) { addTasks(c, "t", 1, 0, of(model.Bridge, 3)) }, "0 pauses, 3 docker0, 0 ecs-bridge, 0 ENI, 0 dynamic", 0},
		{"N48", func(c *config.Config) { addTasks(c, "t", 10, 0, def("t", model.Bridge, 16, 16, tcp(80, 0))) }, "0 pauses, 10 docker0, 0 ecs-bridge, 0 ENI, 10 dynamic", 35},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			v, r := end(t, c, engine.Recount(t))
			in, host := r.Instances[0], v.Host(0)
			got := fmt.Sprintf("%d pauses, %d docker0, %d ecs-bridge, %d ENI, %d dynamic",
				in.PauseContainers, in.BridgePorts, host.ECSBridge, in.Resources["ENI"].Used, in.DynamicPorts)
			if got != row.want {
				t.Errorf("%s, want %s", got, row.want)
			}
			if _, memory := model.BridgeProxies(in.DynamicPorts); memory != row.memory {
				t.Errorf("proxies take %d MiB, want %d", memory, row.memory)
			}
		})
	}
}

// Row N47, the part before the failure: from 1,002 containers on, a warning.
func TestExampleOfUnreachableContainers(t *testing.T) {
	for _, count := range []int{1001, 1002} {
		c := world(1)
		c.Groups[0].CPU, c.Groups[0].Memory = 1<<20, 1<<20
		addTasks(c, "t", count, 0, def("t", model.Bridge, 1, 6))
		r, err := experiment.Run(context.Background(), c, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		warned := slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "become unreachable") })
		if r.Tasks.Running != count || warned != (count > model.BridgeSoftLimit) {
			t.Errorf("%d of %d run, warnings %q", r.Tasks.Running, count, r.Warnings)
		}
	}
}

// Rows N42, N43 and S47: the agent still holds what a stopping task has, so what
// the scheduler has placed waits on the host, in line. A claim of no task stands
// for the stopping one.
func TestExamplesOfTheAgentsQueue(t *testing.T) {
	quiet := def("quiet", model.Bridge, 16, 16)
	for _, row := range []struct {
		name    string
		build   func(c *config.Config)
		holds   func(v *engine.View) model.Claim
		blocked []int // workloads for which the agent has no room while it holds
		want    string
	}{
		{"N42", func(c *config.Config) {
			addTasks(c, "new", 1, 0, def("web", model.Bridge, 16, 16, tcp(80, 80), tcp(81, 0)))
		},
			holdPort80, []int{0}, "32768"},
		{"N43", func(c *config.Config) {
			addTasks(c, "new", 1, 0, def("web", model.Bridge, 16, 16, tcp(80, 80), tcp(81, 0)))
			addTasks(c, "quiet", 1, time.Second, quiet)
		}, holdPort80, []int{0}, "32768"},
		{"S47", func(c *config.Config) {
			addTasks(c, "big", 1, 0, def("big", model.Bridge, 16, 3500, tcp(80, 0)))
			addTasks(c, "small", 1, 0, def("small", model.Bridge, 16, 100, tcp(80, 0)))
		}, func(*engine.View) model.Claim { return model.Claim{Room: model.Room{Memory: 1024}} }, []int{0}, "32768 32769"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Groups[0].Memory = 4096
			row.build(c)
			var held model.Claim
			v, _ := end(t, c, engine.AtStart(func(v *engine.View) {
				held = row.holds(v)
				v.Hold(0, &held)
			}))
			for i := range event.WorkloadID(v.Workloads()) {
				w := v.Workload(i)
				if w.Placed != 1 || w.Running != 0 {
					t.Errorf("while it holds, of %s %d placed and %d run, want 1 and 0", w.Name, w.Placed, w.Running)
				}
				if v.AgentFits(0, &v.Revision(w.Primary).Claim) == slices.Contains(row.blocked, int(i)) {
					t.Errorf("while it holds, there is room for %s: %v", w.Name, !slices.Contains(row.blocked, int(i)))
				}
			}
			v.LetGo(0, &held)
			for i := range event.WorkloadID(v.Workloads()) {
				if w := v.Workload(i); w.Running != 1 {
					t.Errorf("then %d of %s run, want 1", w.Running, w.Name)
				}
			}
			if got := spans(v); got != row.want {
				t.Errorf("ports %s, want %s: the first in line starts first", got, row.want)
			}
			if err := v.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func holdPort80(v *engine.View) model.Claim {
	return model.Claim{Ports: v.PortMask(model.HostPort{Port: 80}), PortCount: 1}
}

// Rows of the list on scheduling that need hosts and a scheduler, by the tasks on
// each container instance at the end.
func TestExamplesOfScheduling(t *testing.T) {
	tiny := func(mode model.NetworkMode, maps ...model.PortMapping) model.TaskDefinition {
		return def("t", mode, 16, 16, maps...)
	}
	memory := func(ms ...model.MiB) func(c *config.Config) {
		return func(c *config.Config) {
			for i, m := range ms[1:] {
				c.Groups = append(c.Groups, c.Groups[0])
				c.Groups[i+1].Name, c.Groups[i+1].Memory = fmt.Sprint("host", i+2), m
			}
			c.Groups[0].Memory = ms[0]
		}
	}
	zones := func(c *config.Config, names ...string) {
		c.Subnets = nil
		for _, z := range names {
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-" + z, Zone: z})
		}
		c.Groups[0].Zones = names
	}
	for _, row := range []struct {
		name   string
		build  func(c *config.Config)
		want   []int
		reason string
	}{
		{"S11: eleven tasks are two calls", func(c *config.Config) { addTasks(c, "t", 11, 0, tiny(model.Bridge)) }, []int{11}, ""},
		{"S12", func(c *config.Config) { addTasks(c, "t", 3, 0, tiny(model.AWSVPC)) }, []int{2}, "RESOURCE:ENI"},
		{"S13", func(c *config.Config) { c.Trunking = true; addTasks(c, "t", 11, 0, tiny(model.AWSVPC)) }, []int{10}, "RESOURCE:ENI"},
		{"S15", func(c *config.Config) { memory(7985)(c); addTasks(c, "t", 1, 0, def("t", model.Bridge, 16, 8192)) }, []int{0}, "RESOURCE:MEMORY"},
		{"S16", func(c *config.Config) {
			memory(300)(c)
			td := def("t", model.Bridge, 16, 300)
			td.Containers[0].MemoryReservation = 128
			addTasks(c, "t", 3, 0, td)
		}, []int{2}, "RESOURCE:MEMORY"},
		{"S17", func(c *config.Config) {
			memory(2047)(c)
			td := def("t", model.Bridge, 16, 300)
			td.Containers[0].MemoryReservation = 128
			td.Memory = 1024
			td.Containers = append(td.Containers, td.Containers[0])
			td.Containers[1].Name = "b"
			addTasks(c, "t", 2, 0, td)
		}, []int{1}, "RESOURCE:MEMORY"},
		{"S18", func(c *config.Config) {
			c.Groups[0].CPU = 1024
			addTasks(c, "t", 2, 0, def("t", model.Bridge, 1000, 16))
		}, []int{1}, "RESOURCE:CPU"},
		{"S19", func(c *config.Config) {
			memory(30158, 3768)(c)
			c.Groups[0].CPU = 16384
			addTasks(c, "t", 10, 0, def("t", model.Bridge, 1024, 2048)).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
		}, []int{9, 1}, ""},
		{"S20", func(c *config.Config) {
			addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(53, 53)))
			addTasks(c, "u", 1, 0, tiny(model.Bridge, udp(53, 53)))
		}, []int{2}, ""},
		{"S21", func(c *config.Config) { addTasks(c, "t", 2, 0, tiny(model.AWSVPC, tcp(80, 80))) }, []int{2}, ""},
		{"S22", func(c *config.Config) { addTasks(c, "t", 2, 0, tiny(model.Bridge, tcp(80, 0))) }, []int{2}, ""},
		{"S25", func(c *config.Config) { addTasks(c, "t", 2, 0, tiny(model.HostMode, tcp(8080, 0))) }, []int{1}, "RESOURCE:PORTS"},
		{"S26", func(c *config.Config) {
			c.Groups[0].Count = 3
			zones(c, "a", "b", "c")
			addService(c, "t", 3, tiny(model.Bridge))
		}, []int{1, 1, 1}, ""},
		{"S28", func(c *config.Config) {
			memory(500, 900, 2000)(c)
			addTasks(c, "t", 1, 0, def("t", model.Bridge, 16, 600)).Strategies = []model.Strategy{{Type: "binpack", Field: "memory"}}
		}, []int{0, 1, 0}, ""},
		{"S31", func(c *config.Config) {
			memory(7600, 7600, 7600)(c)
			zones(c, "us-east-1a", "us-east-1d")
			for i, zone := range []string{"us-east-1a", "us-east-1d", "us-east-1a"} {
				c.Groups[i].Zones, c.Groups[i].InstanceType = []string{zone}, []string{"g2.2xlarge", "g2.2xlarge", "t2.small"}[i]
			}
			addTasks(c, "t", 5, 0, tiny(model.Bridge)).Constraints = []model.Constraint{{Type: "memberOf",
				Expression: "attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d"}}
		}, []int{5, 0, 0}, ""},
		{"S32", func(c *config.Config) {
			memory(7600, 1000)(c)
			addTasks(c, "db", 1, 0, def("db", model.Bridge, 16, 2000)).Group = "database"
			addTasks(c, "t", 4, time.Second, tiny(model.Bridge)).Constraints = []model.Constraint{{Type: "memberOf", Expression: "not(task:group == database)"}}
		}, []int{1, 4}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			r := play(t, c)
			var got []int
			for _, in := range r.Instances {
				got = append(got, in.Tasks)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("tasks by instance %v, want %v", got, row.want)
			}
			if (row.reason == "") != (len(r.Refusals) == 0) || row.reason != "" && (len(r.Refusals) != 1 || r.Refusals[0].Reason != row.reason) {
				t.Errorf("refusals %+v, want %q", r.Refusals, row.reason)
			}
			if r.Tasks.Running != r.Tasks.Requested-r.Tasks.Refused {
				t.Errorf("%+v", r.Tasks)
			}
		})
	}
}
