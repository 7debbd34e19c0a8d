package plan_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/plan"
)

// TestOwnHosts: a plan has what the scenario's own hosts cost, and says which of their types are no candidates and
// by which rule.
func TestOwnHosts(t *testing.T) {
	s, err := scenarios.Parse("own.yaml", []byte(`
name: own
cluster:
  instances:
    - {name: a, instanceType: t3.medium, count: 2}
    - {name: b, instanceType: m7i.large, count: 1}
    - {name: c, instanceType: t3.medium, count: 1}
    - {name: d, instanceType: m5.large, count: 0}
taskDefinitions: [{family: web, networkMode: bridge, containerDefinitions: [{name: web, image: web, cpu: 256, memory: 256}]}]
services: [{serviceName: web, taskDefinition: web, desiredCount: 3}]
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ pattern, left string }{{"[tm][37]*.*", "burstable"}, {"t3.*,m7i.large", ""}, {"m7i.large", ""}} {
		from := candidates(t, strings.Split(x.pattern, ",")...)
		r := made(t, s.Config, plan.Options{Candidates: from, Effort: effort(t, "normal"), Workers: 1})
		var got []string
		for _, o := range r.Own {
			price, ok := plan.CataloguePrices("us-east-1").Offers(o.InstanceType), o.USDPerHour != nil
			if want := float64(price[0].Micro*int64(o.Hosts)) / 1e6; !ok || math.Abs(*o.USDPerHour-want) > 1e-9 {
				t.Errorf("%s: %d %s at %v, wanted %v", x.pattern, o.Hosts, o.InstanceType, o.USDPerHour, want)
			}
			got = append(got, fmt.Sprintf("%d %s %s", o.Hosts, o.InstanceType, o.LeftOut))
		}
		if want := []string{"3 t3.medium " + x.left, "1 m7i.large "}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, wanted %q", x.pattern, got, want)
		}
	}
}
