package words

import (
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// names has two zones and an instance.
type names struct{ c *config.Config }

func (n names) Config() *config.Config             { return n.c }
func (names) ZoneName(z event.ZoneID) string       { return []string{"az1", "az2"}[z] }
func (names) InstanceName(event.InstanceID) string { return "a-1" }

// TestEveryBlocker asks of every rule, and of every obstacle to a launch, what reports call it
// and what they say of it.
func TestEveryBlocker(t *testing.T) {
	v := names{&config.Config{
		Groups:    []config.InstanceGroup{{Name: "on-demand", Zones: []string{"az1"}}, {Name: "spot", Zones: []string{"az1", "az2"}}},
		Providers: []config.CapacityProvider{{Name: "cp", Group: 1}},
		Subnets:   []config.Subnet{{ID: "subnet-1"}, {ID: "subnet-2"}},
	}}
	blocker := func(rule event.BlockRule) event.Blocker {
		return event.Blocker{Rule: rule, Instance: event.None, Provider: event.None}
	}
	because := func(rule event.BlockRule, r model.Reason) event.Blocker {
		b := blocker(rule)
		b.Reason = r
		return b
	}
	on := func(b event.Blocker) event.Blocker {
		b.Instance = 0
		return b
	}
	obstacle := func(r model.Reason, zone event.ZoneID, subnet event.SubnetID, have, need, limit int32) event.Blocker {
		b := because(event.BlockedByLaunch, r)
		b.Provider = 0
		b.Obstacle = event.Obstacle{Reason: r, Group: 1, Zone: zone, Subnet: subnet, Have: have, Need: need, Limit: limit}
		return b
	}
	const waits = "has tasks that wait for capacity provider cp, which launches no more instances: "
	seen := map[event.BlockRule]bool{}
	for _, row := range []struct {
		blocker          event.Blocker
		rule, text, lift string
	}{
		{blocker(event.NotBlocked), "", "", ""},
		{on(because(event.BlockedByPlacement, model.ReasonMemory)), "RESOURCE:MEMORY", unplacedEvent + model.ReasonMemory.Suffix("a-1") + unplacedMore, ""},
		{because(event.BlockedByPlacement, model.ReasonProvisioning), "CLUSTER:PROVISIONING_TASKS", provisioningEvent, ""},
		{blocker(event.BlockedByPlacement), "No Container Instances were found in your cluster.",
			unplacedEvent + "Reason: No Container Instances were found in your cluster.", ""},
		{obstacle(model.ReasonZones, event.None, event.None, 0, 0, 0), "GROUP:AVAILABILITY_ZONES",
			waits + "every availability zone of its group has failed.", ""},
		{obstacle(model.ReasonZones, 1, event.None, 0, 0, 0), "GROUP:AVAILABILITY_ZONES", waits + "none of its subnets is in az2.", ""},
		{obstacle(model.ReasonAddresses, 0, 1, 1, 2, 0), "SUBNET:ADDRESSES",
			waits + "subnet subnet-2 has 1 of the 2 free addresses that the instance's own interfaces need.", "free addresses in subnet subnet-2: 1 more"},
		{obstacle(model.ReasonInterfaces, 1, 1, 9, 2, 10), "QUOTA:NETWORK_INTERFACES",
			waits + "NetworkInterfaceLimitExceeded, availability zone az2 has 9 of the 10 network interfaces of its quota and the instance needs 2 more.",
			"quota networkInterfacesPerRegion of 11 or more"},
		{obstacle(model.ReasonMaxSize, event.None, event.None, 1, 0, 1), "GROUP:MAX_SIZE",
			waits + "its group has 1 instance, as many as its maxSize.", "maxSize of capacity provider cp above 1"},
		{blocker(event.BlockedByEmptyProvider), "EMPTY CAPACITY PROVIDER",
			"was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.", ""},
		{on(because(event.BlockedByAgent, model.ReasonAgent)), "AGENT", "waits for the agent of container instance a-1, which is disconnected.", ""},
		{blocker(event.BlockedByInterface), "PROVISIONING", "has tasks whose network interface is never attached.", ""},
		{blocker(event.BlockedByContainers), "PENDING", "has tasks that wait for an image or a container that is never ready.", ""},
		{blocker(event.BlockedByTargets), "ACTIVATING", "has tasks whose targets are never registered.", ""},
		{blocker(event.BlockedByConfiguration), "deploymentConfiguration", HeldUp, ""},
	} {
		seen[row.blocker.Rule] = true
		rule, text, lift := Rule(row.blocker), Blocker(v, row.blocker), Lift(v, row.blocker.Obstacle)
		if rule != row.rule || text != row.text || lift != row.lift {
			t.Errorf("%+v:\n%q, %q, %q; want\n%q, %q, %q", row.blocker, rule, text, lift, row.rule, row.text, row.lift)
		}
	}
	for rule := range event.NumBlockRules {
		if !seen[rule] {
			t.Errorf("rule %d has no row here", rule)
		}
	}
}
