package experiment

import (
	"reflect"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim"
)

func TestUnderLeavesTheScenarioAlone(t *testing.T) {
	for _, s := range model.Setups() {
		c := microservices()
		if _, err := Under(c, s); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c, microservices()) {
			t.Errorf("%v changed the scenario", s)
		}
	}
}

func TestUnderTrunks(t *testing.T) {
	want := map[model.Setup]sim.Trunk{model.SetupAWSVPC: sim.TrunkNever, model.SetupTrunking: sim.TrunkAlways}
	for _, s := range model.Setups() {
		u, err := Under(microservices(), s)
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Groups[0].Trunk; got != want[s] {
			t.Errorf("%v: trunk %v, want %v", s, got, want[s])
		}
	}
}

// A definition shared by a service that keeps its mode and two that do not.
func TestUnderKeepsWhereAsked(t *testing.T) {
	c := config([]sim.InstanceGroup{m5large(1)}, definition("web", 128, 128, 80), definition("unused", 128, 128, 80))
	serve(c, "a", 0, 1)
	serve(c, "b", 0, 1, keep)
	serve(c, "c", 0, 1)
	u, err := Under(c, model.SetupHost)
	if err != nil {
		t.Fatal(err)
	}
	var modes []string
	for _, s := range u.Services {
		modes = append(modes, u.Tasks[s.Task].NetworkMode.String())
	}
	if got := strings.Join(modes, " "); got != "host awsvpc host" || len(u.Tasks) != 3 || u.Tasks[1].NetworkMode != model.AWSVPC {
		t.Errorf("modes %s over %d definitions, want host awsvpc host over 3, the unused one as it was", got, len(u.Tasks))
	}
}

func TestUnderNotPossible(t *testing.T) {
	c := agents()
	_, err := Under(c, model.SetupHost)
	if err == nil || !strings.Contains(err.Error(), "service mesh-0: ") || !strings.Contains(err.Error(), "Service Connect") {
		t.Errorf("Service Connect in host mode: %v", err)
	}
}
