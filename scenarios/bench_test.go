package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"fmt"
	"strings"
	"testing"
)

// large is a scenario of about 8 lines for each of n services.
func large(n int) []byte {
	var b strings.Builder
	b.WriteString("name: large\ncluster:\n  instances: [{instanceType: m5.large, count: 100}]\ntaskDefinitions:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - family: task-%d\n    networkMode: bridge\n    containerDefinitions:\n"+
			"      - {name: app, image: app, cpu: 128, memory: 128, portMappings: [{containerPort: 80}]}\n", i)
	}
	b.WriteString("services:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - serviceName: service-%d\n    taskDefinition: task-%d\n    desiredCount: 3\n"+
			"    placementStrategy: [{type: binpack, field: memory}]\n", i, i)
	}
	return []byte(b.String())
}

// TestLargeFile loads 20,000 lines, right and wrong in every service.
func TestLargeFile(t *testing.T) {
	text := large(2500)
	s, err := Parse("large.yaml", text)
	if err != nil || len(s.Config.Services) != 2500 {
		t.Fatalf("%v", err)
	}
	_, err = Parse("large.yaml", []byte(strings.ReplaceAll(string(text), "taskDefinition: task", "taskDefinition: tusk")))
	if e, ok := err.(*strict.Error); !ok || len(e.Faults) != strict.FaultsKept {
		t.Errorf("%.200v", err)
	}
}

// BenchmarkLoad is per file of 20,000 lines; half and twice of it show the growth.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{1250, 2500, 5000} {
		text := large(n)
		b.Run(fmt.Sprintf("lines=%d", strings.Count(string(text), "\n")), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := Parse("large.yaml", text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
