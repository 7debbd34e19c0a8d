package engine_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// A target is registered at the container port where a task has an address of its own, else at a
// host port.
func TestPortsOfTargets(t *testing.T) {
	ranged := model.PortMapping{Range: model.PortRange{First: 9000, Last: 9002}}
	for _, row := range []struct {
		name      string
		mode      model.NetworkMode
		maps      []model.PortMapping // of the first container
		container int                 // of the target
		port      uint16
		want      string
		docker    bool // chooses
	}{
		{name: "awsvpc", mode: model.AWSVPC, maps: []model.PortMapping{tcp(8080, 0)}, port: 8080, want: "8080/tcp"},
		{name: "host", mode: model.HostMode, maps: []model.PortMapping{tcp(8080, 0)}, port: 8080, want: "8080/tcp"},
		{name: "static", mode: model.Bridge, maps: []model.PortMapping{tcp(8080, 80)}, port: 8080, want: "80/tcp"},
		{name: "dynamic", mode: model.Bridge, maps: []model.PortMapping{tcp(8080, 0)}, port: 8080, want: "32768/tcp"},
		{name: "the second", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0), tcp(8080, 0)}, port: 8080, want: "32769/tcp"},
		{name: "UDP", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0), udp(53, 0)}, port: 53, want: "32769/udp"},
		{name: "of a range", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0), ranged}, port: 9001, want: "32770/tcp"},
		{name: "Docker's", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0), tcp(8080, 0)}, port: 8080, want: "32769/tcp", docker: true},
		{name: "of another container", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0)}, container: 1, port: 443, want: "32770/tcp"},
		{name: "no mapping", mode: model.Bridge, maps: []model.PortMapping{tcp(80, 0)}, port: 81, want: "0/tcp"},
	} {
		c := behind(row.mode)
		td := &c.Tasks[0]
		td.Containers[0].PortMappings = row.maps
		if row.container > 0 {
			td.Containers = append(td.Containers, box("side", on(tcp(8443, 0), tcp(443, 0))))
		}
		c.Services[0].Targets = []config.Target{{Container: row.container, ContainerPort: row.port}}
		c.Options.DockerPorts = row.docker
		c.Duration, c.Services[0].Grace = des.Time(time.Minute), time.Hour // nothing answers on UDP that a target group could ask
		f := film.New(c)
		if _, err := engine.RunAsIs(context.Background(), c, 0, f); err != nil {
			t.Fatal(err)
		}
		n, port := 0, model.HostPort{}
		for step, e := range f.All() {
			if e.Kind != event.TargetRegistered {
				continue
			}
			n, port = n+1, e.Port
			if all := f.Scene(step).Targets(0); len(all) != 1 || all[0] != (film.RegisteredTarget{Task: e.Task, Port: port, State: film.TargetInitial}) {
				t.Errorf("%s: the target group has %v, want task %d at %v", row.name, all, e.Task, port)
			}
		}
		if n != 1 || port.String() != row.want {
			t.Errorf("%s: %d targets, the last at %v, want one at %v", row.name, n, port, row.want)
		}
	}
}

// A newer revision whose containers stand in another order has its targets at the port of the
// container of the same name.
func TestPortsOfTargetsOfAnotherRevision(t *testing.T) {
	c := behind(model.Bridge)
	next := c.Tasks[0]
	next.Revision = 2
	next.Containers = []model.Container{box("side", on(tcp(80, 0))), box("app", on(tcp(443, 0), tcp(80, 0)))}
	c.Tasks = append(c.Tasks, next)
	planUpdate(c, time.Minute).Task = 1
	var ports []uint16
	play(t, c, hear(func(_ *engine.View, e *event.Event) { ports = append(ports, e.Port.Port) }, event.TargetRegistered))
	if want := []uint16{80, 32770}; !slices.Equal(ports, want) {
		t.Errorf("targets at %v, want %v", ports, want)
	}
}
