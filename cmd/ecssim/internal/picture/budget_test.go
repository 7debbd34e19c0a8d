package picture

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/scenarios"
)

// manyHosts is a scenario of so many instances, each with tasks of other services than its
// neighbours, so that none can be drawn for another.
func manyHosts(t testing.TB, n int) *recorded {
	var b strings.Builder
	fmt.Fprintf(&b, "name: many\ncluster:\n  instances: [{name: hosts, instanceType: m5.large, count: %d, availabilityZones: [us-east-1a, us-east-1b]}]\n", n)
	b.WriteString("taskDefinitions:\n")
	for i := range 20 {
		mode := []string{"awsvpc", "bridge", "host"}[i%3]
		fmt.Fprintf(&b, "  - {family: f%d, networkMode: %s, containerDefinitions: [{name: app, image: app, cpu: %d, memory: 256, portMappings: [{containerPort: %d}]}]}\n", i, mode, 64+16*i, 8000+i)
	}
	b.WriteString("services:\n")
	for i := range 20 {
		fmt.Fprintf(&b, "  - {serviceName: service-%d, taskDefinition: f%d, desiredCount: %d}\n", i, i, n/4+i)
	}
	b.WriteString("timings: {preset: instant}\n")
	s, err := scenarios.Parse("many.yaml", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return recordScenario(t, s)
}

// A page of 200 instances can still be mailed: their pictures and tables stay below 130 kB, and
// those of four below 45, to which the page adds 20.
func TestSizeOfHosts(t *testing.T) {
	for _, x := range []struct{ hosts, most int }{{4, 45_000}, {200, 125_000}, {2000, 125_000}} {
		r := manyHosts(t, x.hosts)
		m := Draw(r.last(), Look{Addresses: r.book}).Hosts(0)
		size := len(Stylesheet())
		for _, p := range m.Pictures() {
			size += len(p.Figure())
		}
		if t.Logf("%d instances: %d bytes", x.hosts, size); size > x.most {
			t.Errorf("%d instances take %d bytes, want at most %d", x.hosts, size, x.most)
		}
	}
}

func BenchmarkHosts(b *testing.B) {
	r := manyHosts(b, 200)
	s := r.last()
	for b.Loop() {
		m := Draw(s, Look{Addresses: r.book}).Hosts(0)
		for _, p := range m.Pictures() {
			_ = p.Figure()
		}
	}
}

// Drawing takes time in proportion to the instances: ten times as many take less than 60 times as
// long in allocations, which no load of the machine changes.
func TestDrawingIsLinear(t *testing.T) {
	cost := func(n int) float64 {
		r := manyHosts(t, n)
		s := r.last()
		return testing.AllocsPerRun(2, func() { Draw(s, Look{}).Hosts(0) })
	}
	if few, many := cost(100), cost(1000); many > 15*few {
		t.Errorf("1000 instances take %.0f allocations, 100 take %.0f", many, few)
	}
}
