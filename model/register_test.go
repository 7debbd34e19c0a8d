package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// edit returns a copy of a valid definition of the mode with one thing changed.
func edit(mode NetworkMode, f func(*TaskDefinition)) *TaskDefinition {
	d := task(mode, web("app"), web("log"))
	f(d)
	return d
}

func ports(mode NetworkMode, ms ...PortMapping) *TaskDefinition { return task(mode, web("app", ms...)) }

// Each wrong definition has one fault; rows of the facts on networking (n) and
// on scheduling (s).
func TestRegistrationRefuses(t *testing.T) {
	const (
		container = "ClientException: Invalid setting for container 'app'. "
		first     = "containerDefinitions[0]"
		mapping   = first + ".portMappings[0]"
	)
	app := func(f func(*Container)) *TaskDefinition {
		return edit(Bridge, func(d *TaskDefinition) { f(&d.Containers[0]) })
	}
	depends := func(ds ...Dependency) *TaskDefinition { return app(func(c *Container) { c.DependsOn = ds }) }
	fargate := func(mode NetworkMode, cpu CPU, memory MiB) *TaskDefinition {
		return edit(mode, func(d *TaskDefinition) {
			d.Compatibilities = []string{"EC2", "FARGATE"}
			d.CPU = cpu
			d.Memory = memory
		})
	}
	many := func(n int) (ms []PortMapping) {
		for i := range n {
			ms = append(ms, PortMapping{Range: PortRange{uint16(10*i + 1), uint16(10*i + 2)}})
		}
		return ms
	}
	for _, c := range []struct {
		name, path, want string
		def              *TaskDefinition
	}{
		{"n21: two containers, one host port", "containerDefinitions[1].portMappings[0].hostPort",
			"ClientException: TCP host port '3000' is mapped multiple times in task.", task(Bridge, web("a", static(3000, TCP)), web("b", static(3000, TCP)))},
		{"n21 over UDP", "containerDefinitions[1].portMappings[0].hostPort",
			"ClientException: UDP host port '3000' is mapped multiple times in task.", task(Bridge, web("a", static(3000, UDP)), web("b", static(3000, UDP)))},
		{"n22: awsvpc, 8080 for 80", mapping + ".hostPort",
			"ClientException: When networkMode=awsvpc, the host ports and container ports in port mappings must match.", ports(AWSVPC, PortMapping{ContainerPort: 80, HostPort: 8080})},
		{"n22 in host mode", mapping + ".hostPort",
			"ClientException: When networkMode=host, the host ports and container ports in port mappings must match.", ports(HostMode, PortMapping{ContainerPort: 80, HostPort: 8080})},
		{"n23: none with a mapping", mapping,
			"ClientException: Port mappings are not supported when networkMode=none.", ports(None, PortMapping{ContainerPort: 80})},
		{"s50: Fargate, 512 units with 512 MiB", "memory",
			"ClientException: No Fargate configuration exists for given values: 512 CPU, 512 memory. See the Amazon ECS documentation for the valid values.", fargate(AWSVPC, 512, 512)},
		{"Fargate on a bridge", "networkMode", "ClientException: Fargate only supports network mode 'awsvpc'.", fargate(Bridge, 512, 1024)},
		{"Fargate without cpu", "cpu", "ClientException: Fargate requires that 'cpu' be defined at the task level.", fargate(AWSVPC, 0, 1024)},
		{"one container port twice in awsvpc", "containerDefinitions[1].portMappings[0].hostPort",
			"ClientException: TCP host port '80' is mapped multiple times in task.", task(AWSVPC, web("a", static(80, TCP)), web("b", PortMapping{ContainerPort: 80}))},
		{"one container port twice in host mode", "containerDefinitions[1].portMappings[0].hostPort",
			"ClientException: TCP host port '80' is mapped multiple times in task.", task(HostMode, web("a", PortMapping{ContainerPort: 80}), web("b", PortMapping{ContainerPort: 80}))},
		{"a range over another container's port in awsvpc", "containerDefinitions[1].portMappings[0].hostPort",
			"ClientException: TCP host port '80' is mapped multiple times in task.", task(AWSVPC, web("a", static(80, TCP)), web("b", PortMapping{Range: PortRange{70, 90}}))},
		{"a range in host mode", mapping + ".containerPortRange",
			"ClientException: containerPortRange is not supported when networkMode=host.", ports(HostMode, PortMapping{Range: PortRange{70, 90}})},
		{"links in awsvpc", first + ".links", "ClientException: Links are not supported when networkMode=awsvpc",
			edit(AWSVPC, func(d *TaskDefinition) { d.Containers[0].Links = []string{"log"} })},
		{"links in host mode", first + ".links", "ClientException: Links are not supported when networkMode=host",
			edit(HostMode, func(d *TaskDefinition) { d.Containers[0].Links = []string{"log"} })},
		{"a link to nobody", first + ".links[0]", container + "It links to an unknown container 'db'.", app(func(c *Container) { c.Links = []string{"db:database"} })},
		{"D12: a link of three parts", first + ".links[0]", container + "Invalid link format 'log:b:c'.", app(func(c *Container) { c.Links = []string{"log:b:c"} })},
		{"D12: a circle of a link and a dependency", "containerDefinitions", "ClientException: The container dependencies form a cycle: app -> log -> app.",
			edit(Bridge, func(d *TaskDefinition) {
				d.Containers[0].Links = []string{"log:l"}
				d.Containers[1].DependsOn = []Dependency{{Container: "app", Condition: "START"}}
			})},
		{"D12: a circle of links", "containerDefinitions", "ClientException: The container dependencies form a cycle: app -> log -> app.",
			edit(Bridge, func(d *TaskDefinition) {
				d.Containers[0].Links, d.Containers[1].Links = []string{"log"}, []string{"app"}
			})},
		{"D12: a link to itself", "containerDefinitions", "ClientException: The container dependencies form a cycle: app -> app.",
			app(func(c *Container) { c.Links = []string{"app"} })},
		{"no container port", mapping + ".containerPort", "ClientException: Invalid 'containerPort' setting for container 'app'.", ports(Bridge, PortMapping{HostPort: 80})},
		{"a range backwards", mapping + ".containerPortRange", "ClientException: Invalid 'containerPortRange' setting for container 'app'.", ports(Bridge, PortMapping{Range: PortRange{90, 80}})},
		{"a range of one", mapping + ".containerPortRange", "ClientException: Invalid 'containerPortRange' setting for container 'app'.", ports(Bridge, PortMapping{Range: PortRange{80, 80}})},
		{"a range with a host port", mapping + ".containerPortRange", "ClientException: Invalid 'containerPortRange' setting for container 'app'.", ports(Bridge, PortMapping{HostPort: 80, Range: PortRange{80, 81}})},
		{"a range over a single port", first + ".portMappings[1].containerPortRange",
			"ClientException: Invalid 'containerPortRange' setting for container 'app'.", ports(Bridge, PortMapping{ContainerPort: 80}, PortMapping{Range: PortRange{79, 81}})},
		{"101 ranges", first + ".portMappings[100].containerPortRange", "ClientException: Invalid 'containerPortRange' setting for container 'app'.", ports(Bridge, many(101)...)},
		{"no family", "family", "ClientException: Family should not be null or empty.", edit(Bridge, func(d *TaskDefinition) { d.Family = "" })},
		{"no containers", "containerDefinitions", "ClientException: Container list cannot be empty.", edit(Bridge, func(d *TaskDefinition) { d.Containers = nil })},
		{"eleven containers", "containerDefinitions", "ClientException: Too many containers.", edit(Bridge, func(d *TaskDefinition) {
			for i := range 9 {
				d.Containers = append(d.Containers, web(fmt.Sprint("c", i)))
			}
		})},
		{"no name", first + ".name", "ClientException: Container.name should not be null or empty.", app(func(c *Container) { c.Name = "" })},
		{"one name twice", "containerDefinitions[1].name", "ClientException: Container names must be unique within a Task Definition.", app(func(c *Container) { c.Name = "log" })},
		{"none essential", "containerDefinitions", "ClientException: At least one container in the task definition must be essential.",
			edit(Bridge, func(d *TaskDefinition) { d.Containers[0].Essential, d.Containers[1].Essential = false, false })},
		{"task cpu 127", "cpu", "ClientException: Invalid 'cpu' setting for task.", edit(Bridge, func(d *TaskDefinition) { d.CPU = 127 })},
		{"task cpu 196609", "cpu", "ClientException: Invalid 'cpu' setting for task.", edit(Bridge, func(d *TaskDefinition) { d.CPU = 196609 })},
		{"containers' cpu above the task's", "cpu", "ClientException: The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
			edit(Bridge, func(d *TaskDefinition) { d.CPU = 128; d.Containers[0].CPU, d.Containers[1].CPU = 100, 29 })},
		{"containers' memory above the task's", "memory", "ClientException: The sum of all container 'memory' values cannot be greater than the value of the task 'memory'.",
			edit(Bridge, func(d *TaskDefinition) { d.Containers[0].Memory, d.Containers[1].MemoryReservation = 500, 13 })},
		{"no memory anywhere", first + ".memory", container + "At least one of 'memory' or 'memoryReservation' must be specified.",
			edit(Bridge, func(d *TaskDefinition) { d.Memory = 0; d.Containers[1].Memory = 8 })},
		{"5 MiB", first + ".memory", container + "'memory' must be at least 6 MiB.", app(func(c *Container) { c.Memory = 5 })},
		{"5 MiB reserved", first + ".memoryReservation", container + "'memoryReservation' must be at least 6 MiB.", app(func(c *Container) { c.Memory, c.MemoryReservation = 9, 5 })},
		{"a hard limit below the soft one", first + ".memory", container + "'memory' must not be less than 'memoryReservation'.", app(func(c *Container) { c.Memory, c.MemoryReservation = 99, 100 })},
		{"a hard limit above the task's memory", first + ".memory", container + "'memory' must not be greater than the value of the task 'memory'.", app(func(c *Container) { c.Memory, c.MemoryReservation = 513, 100 })},
		{"negative cpu", first + ".cpu", container + "'cpu' must not be negative.", app(func(c *Container) { c.CPU = -1 })},
		{"dependsOn nobody", first + ".dependsOn[0]", container + "It depends on an unknown container 'db'.", depends(Dependency{"db", "START"})},
		{"dependsOn how", first + ".dependsOn[0]", container + "Invalid condition 'READY'.", depends(Dependency{"log", "READY"})},
		{"dependsOn health that nobody checks", first + ".dependsOn[0]", container + "It waits for 'log' to be HEALTHY, which has no health check.", depends(Dependency{"log", "HEALTHY"})},
		{"dependsOn the end of an essential one", first + ".dependsOn[0]", container + "It waits for the essential container 'log' to exit.", depends(Dependency{"log", "SUCCESS"})},
		{"dependsOn itself", "containerDefinitions", "ClientException: The container dependencies form a cycle: app -> app.", depends(Dependency{"app", "START"})},
		{"dependsOn each other", "containerDefinitions", "ClientException: The container dependencies form a cycle: log -> app -> log.",
			task(Bridge, func() Container { c := web("first"); c.DependsOn = []Dependency{{"log", "START"}}; return c }(),
				func() Container { c := web("log"); c.DependsOn = []Dependency{{"app", "START"}}; return c }(),
				func() Container { c := web("app"); c.DependsOn = []Dependency{{"log", "START"}}; return c }())},
		{"distinctInstance", "placementConstraints[0].type", "ClientException: Invalid placement constraint type for a task definition.",
			edit(Bridge, func(d *TaskDefinition) { d.Constraints = []Constraint{{Type: "distinctInstance"}} })},
		{"pidMode", "pidMode", "ClientException: Invalid 'pidMode' setting for task.", edit(Bridge, func(d *TaskDefinition) { d.PIDMode = "none" })},
	} {
		found := c.def.Validate()
		if len(found) != 1 {
			t.Errorf("%s: %d problems, want 1: %v", c.name, len(found), found)
			continue
		}
		if p := found[0]; p.Path != c.path || p.Error() != c.want {
			t.Errorf("%s:\n got %s: %s\nwant %s: %s", c.name, p.Path, p.Error(), c.path, c.want)
		}
	}
}

func TestRegistrationAccepts(t *testing.T) {
	checked := web("db")
	checked.HealthCheck = &HealthCheck{Interval: 30 * time.Second}
	waits := web("app")
	waits.DependsOn = []Dependency{{"db", "HEALTHY"}, {"init", "SUCCESS"}}
	waits.Links = []string{"db:database"}
	for name, d := range map[string]*TaskDefinition{
		"one container port on tcp and udp":       ports(AWSVPC, static(53, TCP), static(53, UDP)),
		"and on a bridge":                         ports(Bridge, static(53, TCP), static(53, UDP)),
		"two containers on one port of their own": task(Bridge, web("a", PortMapping{ContainerPort: 80}), web("b", PortMapping{ContainerPort: 80})),
		"one container port on two host ports":    ports(Bridge, PortMapping{ContainerPort: 80, HostPort: 80}, PortMapping{ContainerPort: 80, HostPort: 8080}),
		"host mode, host port left out":           ports(HostMode, PortMapping{ContainerPort: 80}),
		"a range in awsvpc and a port beside it":  ports(AWSVPC, PortMapping{Range: PortRange{70, 79}}, static(80, TCP)),
		"no network":                              task(None, web("job")),
		"dependencies and links":                  task(Bridge, waits, checked, Container{Name: "init"}),
		"a hard limit equal to the soft one":      task(Bridge, Container{Name: "a", Essential: true, Memory: 64, MemoryReservation: 64}),
		"soft limits below the task's memory":     task(Bridge, Container{Name: "a", Essential: true, Memory: 512, MemoryReservation: 64}, Container{Name: "b", Memory: 448}),
		"the least and the most":                  {Family: "a", CPU: 128, Containers: []Container{{Name: "a", Essential: true, Memory: 6}}},
		"Fargate": {Family: "a", NetworkMode: AWSVPC, CPU: 512, Memory: 1024, Compatibilities: []string{"FARGATE"},
			Containers: []Container{web("a")}},
	} {
		if found := d.Validate(); found != nil {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestCheckLoadBalancer(t *testing.T) {
	d := task(Bridge, web("X", static(53, TCP), static(53, UDP), static(80, TCP)), web("range", PortMapping{Range: PortRange{80, 90}}))
	for _, c := range []struct {
		container string
		port      uint16
		want      string
	}{
		{"X", 53, "InvalidParameterException: Container port 53 is used in more than one port mapping for container X"},
		{"X", 80, ""},
		{"range", 85, ""},
		{"X", 81, "InvalidParameterException: The container X did not have a container port 81 defined."},
		{"Y", 80, "InvalidParameterException: The container Y does not exist in the task definition."},
	} {
		got := ""
		for _, p := range d.CheckLoadBalancer(c.container, c.port) {
			got += p.Error()
		}
		if got != c.want {
			t.Errorf("%s:%d: got %q, want %q", c.container, c.port, got, c.want)
		}
	}
}

// What helps against two mappings of one port is another thing where Docker publishes ports.
func TestCheckLoadBalancerOfTwoProtocols(t *testing.T) {
	for mode, want := range map[NetworkMode]string{
		AWSVPC: "keep the mapping for tcp: the port of a task is open to both protocols without the other, to a TCP_UDP target group of a Network Load Balancer too",
		Bridge: "map two container ports, for a target group each: Docker publishes one protocol a mapping",
	} {
		d := task(mode, web("X", static(53, TCP), static(53, UDP)))
		if got := d.CheckLoadBalancer("X", 53); len(got) != 1 || got[0].Hint != want {
			t.Errorf("%v: got %+v, want the hint %q", mode, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, d := range []TaskDefinition{{Family: "web", Revision: 7}, {Family: "web"}} {
		want := map[int]string{7: "web:7", 0: "web"}[d.Revision]
		if d.Name() != want {
			t.Errorf("got %q, want %q", d.Name(), want)
		}
	}
}

// A cycle that is named is one: each container depends on the next. Without
// cycles, an order exists in which each comes after those it depends on.
func TestCirclesAreCircles(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(rt, "containers")
		d := task(Bridge)
		index := map[string]int{}
		for i := range n {
			c := web(string(rune('a' + i)))
			for range rapid.IntRange(0, 2).Draw(rt, "edges") {
				c.DependsOn = append(c.DependsOn, Dependency{string(rune('a' + rapid.IntRange(0, n-1).Draw(rt, "on"))), "START"})
			}
			d.Containers = append(d.Containers, c)
			index[c.Name] = i
		}
		circle := d.circle(index)
		for i := 0; i+1 < len(circle); i++ {
			next := func(x Dependency) bool { return x.Container == circle[i+1] }
			if !slices.ContainsFunc(d.Containers[index[circle[i]]].DependsOn, next) {
				rt.Fatalf("%v: no edge after %s", circle, circle[i])
			}
		}
		done := map[string]bool{}
		for range n {
			for _, c := range d.Containers {
				done[c.Name] = done[c.Name] || !slices.ContainsFunc(c.DependsOn, func(x Dependency) bool { return !done[x.Container] })
			}
		}
		ordered := true
		for _, c := range d.Containers {
			ordered = ordered && done[c.Name]
		}
		if ordered != (circle == nil) {
			rt.Fatalf("an order exists: %v, circle %v", ordered, strings.Join(circle, " "))
		}
	})
}

// A file full of wide ranges is refused in reasonable time and words.
func TestHugeDefinitionsAreBounded(t *testing.T) {
	d := task(AWSVPC)
	for i := range 300 {
		c := web(fmt.Sprint("c", i))
		c.PortMappings = slices.Repeat([]PortMapping{{Range: PortRange{1, 65535}}}, 300)
		c.DependsOn = []Dependency{{"nobody", "START"}}
		d.Containers = append(d.Containers, c)
	}
	began := time.Now()
	size := 0
	for _, p := range d.Validate() {
		size += len(p.Message) + len(p.Hint)
	}
	if took := time.Since(began); took > 5*time.Second || size > 10<<20 {
		t.Errorf("took %v and %d bytes of words", took, size)
	}
}
