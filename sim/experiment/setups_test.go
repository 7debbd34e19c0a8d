package experiment

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

func TestUnderLeavesTheScenarioAlone(t *testing.T) {
	for _, s := range model.Setups() {
		c := microservices()
		if _, err := Under(c, s, Move{}); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c, microservices()) {
			t.Errorf("%v changed the scenario", s)
		}
	}
}

func TestUnderTrunks(t *testing.T) {
	want := map[model.Setup]config.Trunk{model.SetupAWSVPC: config.TrunkNever, model.SetupTrunking: config.TrunkAlways}
	for _, s := range model.Setups() {
		c := microservices()
		c.Trunking = true
		c.Events = []config.Event{config.NewEvent(0, config.PutAccountSetting)}
		u, err := Under(c, s, Move{})
		if err != nil {
			t.Fatal(err)
		}
		if got := u.Groups[0].Trunk; got != want[s] {
			t.Errorf("%v: trunk %v, want %v", s, got, want[s])
		}
		if decides := want[s] != config.TrunkAuto; u.Trunking == (s == model.SetupAWSVPC) || decides != (len(u.Events) == 0) {
			t.Errorf("%v: account setting %v with %d changes of it", s, u.Trunking, len(u.Events))
		}
	}
}

// A definition shared by a service that keeps its mode and two that do not.
func TestUnderKeepsWhereAsked(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("web", 128, 128, 80), definition("unused", 128, 128, 80))
	serve(c, "a", 0, 1)
	serve(c, "b", 0, 1, keep)
	serve(c, "c", 0, 1)
	u, err := Under(c, model.SetupHost, Move{})
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

// What each of --move and keepNetworkMode leaves alone, and why: modes under awsvpc.
func TestUnderLeavesDaemonsAndHostModeAlone(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("web", 128, 128, 80), definition("edge", 128, 128, 81), definition("job", 128, 128))
	c.Tasks[0].NetworkMode, c.Tasks[1].NetworkMode, c.Tasks[2].NetworkMode = model.Bridge, model.HostMode, model.None
	never := func(s *config.Service) { s.KeepNetworkMode = config.KeepNever }
	serve(c, "web", 0, 1)
	serve(c, "log", 0, 0, daemon)
	serve(c, "edge", 1, 1)
	serve(c, "node", 1, 0, daemon)
	serve(c, "job", 2, 1, never)
	serve(c, "mine", 0, 1, keep)
	serve(c, "free", 1, 0, daemon, never)
	for _, x := range []struct {
		move        Move
		modes, kept string
	}{
		{Move{}, "awsvpc bridge host host none bridge awsvpc", "log [DAEMON] edge [host] node [DAEMON host] job [none] mine [keepNetworkMode]"},
		{Move{Daemons: true}, "awsvpc awsvpc host host none bridge awsvpc", "edge [host] node [host] job [none] mine [keepNetworkMode]"},
		{Move{Host: true}, "awsvpc bridge awsvpc host none bridge awsvpc", "log [DAEMON] node [DAEMON] job [none] mine [keepNetworkMode]"},
		{Move{Daemons: true, Host: true}, "awsvpc awsvpc awsvpc awsvpc none bridge awsvpc", "job [none] mine [keepNetworkMode]"},
	} {
		u, err := Under(c, model.SetupAWSVPC, x.move)
		if err != nil {
			t.Fatal(err)
		}
		var modes, kept []string
		for _, s := range u.Services {
			modes = append(modes, u.Tasks[s.Task].NetworkMode.String())
		}
		for _, k := range keptModes(c, x.move) {
			kept = append(kept, fmt.Sprint(k.Workload, " ", k.Because))
		}
		if got := strings.Join(modes, " "); got != x.modes {
			t.Errorf("%+v: modes %s, want %s", x.move, got, x.modes)
		}
		if got := strings.Join(kept, " "); got != x.kept {
			t.Errorf("%+v: kept %s, want %s", x.move, got, x.kept)
		}
	}
}

// A static port of bridge mode, a dynamic one, and awsvpc: what each setup changes of them.
func TestChangedModes(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("static", 128, 128, 80), definition("dynamic", 128, 128, 0), definition("own", 128, 128, 80))
	c.Tasks[0].NetworkMode, c.Tasks[1].NetworkMode = model.Bridge, model.Bridge
	c.Tasks[1].Containers[0].PortMappings = []model.PortMapping{{ContainerPort: 81}}
	c.Tasks[2].Containers[0].PortMappings[0].HostPort = 0 // ECS takes the container's
	for i, name := range []string{"static", "dynamic", "own"} {
		serve(c, name, i, 1)
	}
	for setup, want := range map[model.Setup]string{
		model.SetupAWSVPC:        "static bridge-awsvpc dynamic bridge-awsvpc",
		model.SetupBridgeDynamic: "static bridge-bridge own awsvpc-bridge",
		model.SetupBridgeStatic:  "dynamic bridge-bridge own awsvpc-bridge",
		model.SetupHost:          "static bridge-host dynamic bridge-host own awsvpc-host",
	} {
		u, err := Under(c, setup, Move{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range changedModes(c, u) {
			got = append(got, x.Workload+" "+x.From+"-"+x.To)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%v changes %v, want %s", setup, got, want)
		}
	}
}

// An update names a definition too: a service's is rewritten, unless the service
// keeps its mode; what shares a kept one gets a copy.
func TestUnderUpdates(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("old", 128, 128, 80), definition("new", 128, 128, 80), definition("next", 128, 128, 80))
	serve(c, "kept", 0, 1, keep)
	serve(c, "moved", 0, 1)
	update := func(service, task int) config.Event {
		e := config.NewEvent(0, config.UpdateService)
		e.Service, e.Task = service, task
		return e
	}
	c.Events = []config.Event{update(0, 1), update(1, 1), update(1, 2), update(1, config.None), config.NewEvent(0, config.DrainInstances)}
	before := slices.Clone(c.Events)
	u, err := Under(c, model.SetupHost, Move{})
	if err != nil {
		t.Fatal(err)
	}
	var modes []string
	for _, e := range u.Events {
		if e.Task >= 0 {
			modes = append(modes, u.Tasks[e.Task].Name()+" "+u.Tasks[e.Task].NetworkMode.String())
		}
	}
	if got := strings.Join(modes, ", "); got != "new awsvpc, new host, next host" || u.Events[3].Task != config.None {
		t.Errorf("updates to %s", got)
	}
	if !reflect.DeepEqual(c.Events, before) {
		t.Errorf("the scenario's own events are now %+v", c.Events)
	}
}

func TestUnderUpdateNotPossible(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("old", 128, 128, 80), definition("new", 128, 128, 80))
	c.Tasks[1].Containers = append(c.Tasks[1].Containers, c.Tasks[1].Containers[0])
	c.Tasks[1].Containers[1].Name = "other"
	serve(c, "web", 0, 1)
	update := config.NewEvent(des.Time(10*time.Minute), config.UpdateService)
	update.Service, update.Task = 0, 1
	c.Events = []config.Event{update}
	_, err := Under(c, model.SetupHost, Move{})
	if err == nil || !strings.HasPrefix(err.Error(), "update of service web at 10m0s: ") {
		t.Errorf("two containers on one port in host mode: %v", err)
	}
}

func TestUnderNotPossible(t *testing.T) {
	c := agents()
	_, err := Under(c, model.SetupHost, Move{})
	if err == nil || !strings.Contains(err.Error(), "service mesh-0: ") || !strings.Contains(err.Error(), "Service Connect") {
		t.Errorf("Service Connect in host mode: %v", err)
	}
}
