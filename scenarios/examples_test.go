package scenarios

import (
	"strings"
	"testing"
)

// Rows S14 and S11 as a file says them: ECS_RESERVED_MEMORY comes off what the
// instance registers, and a count above RunTask's ten stands for several calls.
func TestExamplesInFiles(t *testing.T) {
	for keys, want := range map[string]int{
		"registeredMemory: 7985":                      7985,
		"registeredMemory: 7985, reservedMemory: 256": 7729,
		"reservedMemory: 256":                         7930 - 256,
	} {
		c := parse(t, strings.Replace(small, "m5.large", "m4.large, "+keys, 1)+"runTasks:\n  - {taskDefinition: web, count: 11}\n")
		if got := int(c.Groups[0].Memory); got != want {
			t.Errorf("%s: registers %d MiB, want %d", keys, got, want)
		}
		if got := c.RunTasks[0].Count; got != 11 {
			t.Errorf("count %d, want 11", got)
		}
	}
}

// Row S45: a capacity provider strategy in which nobody has a weight, of a service,
// of RunTask and of the cluster.
func TestExamplesOfStrategies(t *testing.T) {
	file := func(cluster, use string) []byte {
		return []byte(strings.Replace(small, "cluster:", `cluster:
  capacityProviders:
    - {name: od, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, managedScaling: {status: ENABLED}}
    - {name: spot, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, managedScaling: {status: ENABLED}}`+cluster, 1) + use)
	}
	const none = "[{capacityProvider: od, base: 2, weight: 0}, {capacityProvider: spot}]"
	for name, text := range map[string][]byte{
		"S45: a service":   file("", "services: [{serviceName: a, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: "+none+"}]\n"),
		"S45: RunTask":     file("", "runTasks: [{taskDefinition: web, capacityProviderStrategy: "+none+"}]\n"),
		"S45: the cluster": file("\n  defaultCapacityProviderStrategy: "+none, "runTasks: [{taskDefinition: web}]\n"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("f.yaml", text)
			wantFaults(t, err, "every provider of the strategy has weight 0")
		})
	}
}
