package firewall

import (
	"strings"
	"testing"

	"ecssim/model"
)

// TestEveryMode asks who reaches a container of every network mode, and whom it reaches. A
// mode that is new has its name in what fails.
func TestEveryMode(t *testing.T) {
	for _, m := range model.NetworkModes() {
		t.Run(m.String(), func(t *testing.T) {
			t.Run("127.0.0.1", func(t *testing.T) { checkLoopback(t, m) })
			for _, other := range model.NetworkModes() {
				t.Run("reaches "+other.String(), func(t *testing.T) { checkReach(t, m, other) })
			}
		})
	}
}

// peerOf is a container, "a" or "b", of a task of two, with everything open.
func peerOf(m model.NetworkMode, task int, instance, container string) *Peer {
	td := &model.TaskDefinition{NetworkMode: m, Containers: []model.Container{{Name: "a"}, {Name: "b"}}}
	n := td.Network(model.ServiceConnect{})
	return &Peer{Name: "s/" + container, Mode: m, Task: task, Instance: instance, Container: container, Namespace: n.Holder(container),
		Interface: &Interface{Unknown: true, Subnet: "private-a", Groups: []string{"sg-" + instance}}}
}

// checkLoopback asks what a container reaches on 127.0.0.1 and on its instance.
func checkLoopback(t *testing.T, m model.NetworkMode) {
	from, port := peerOf(m, 1, "h1", "a"), model.HostPort{Port: 80}
	host := InstanceProcess("h1", &Interface{Unknown: true})
	who := []Listener{{Name: "sshd"}}
	for _, c := range []struct {
		name string
		path Path
		want bool
	}{
		{"nothing listens in its namespace", ReachLoopback(from, port, nil, nil), false},
		{"another container has the port in its own", ReachLoopback(from, port, nil, []string{"b"}), false},
		{"something listens in its namespace", ReachLoopback(from, port, who, nil), true},
		{"a process of the instance", ReachInstance(from, &host, port, who), !m.Isolated()},
		{"nothing on the instance", ReachInstance(from, &host, port, nil), false},
	} {
		mustBe(t, c.name, &c.path, c.want)
	}
}

// checkReach asks whether a mode's containers reach another's, on one instance and on two.
func checkReach(t *testing.T, m, other model.NetworkMode) {
	open := !m.Isolated() && !other.Isolated()
	for _, instance := range []string{"h1", "h2"} {
		from, to := peerOf(m, 1, "h1", "a"), peerOf(other, 2, instance, "b")
		port := DestinationPort{Container: model.HostPort{Port: 81}, Host: 32768, Mapped: true}
		r := Reach(from, to, port)
		mustBe(t, "on "+instance, &r, open)
		if open && instance == "h2" {
			want := port.Container.Port
			if other.Publishes() {
				want = port.Host
			}
			if r.Port.Port != want || strings.Contains(r.Address, "127.0.0.1") || !strings.Contains(r.Address, "interface") {
				t.Errorf("on another instance: %s, port %d, want an interface, port %d", r.Address, r.Port.Port, want)
			}
		}
	}
	from, to := peerOf(m, 1, "h1", "a"), peerOf(m, 1, "h1", "b")
	r := Reach(from, to, DestinationPort{Container: model.HostPort{Port: 81}, Mapped: true})
	mustBe(t, "within a task", &r, !m.Isolated())
	if got := r.Address == "127.0.0.1"; got != m.OneNamespace() {
		t.Errorf("within a task: by %s, want 127.0.0.1 %v", r.Address, m.OneNamespace())
	}
	for _, outside := range []*Peer{internet, balancer} {
		in := Reach(outside, from, DestinationPort{Container: model.HostPort{Port: 80}, Host: 80, Mapped: true})
		mustBe(t, outside.Name+" in", &in, !m.Isolated() && !(m.OwnInterface() && outside == internet))
		out := Reach(from, outside, DestinationPort{Container: model.HostPort{Port: 443}})
		mustBe(t, outside.Name+" out", &out, !m.Isolated())
	}
}

// mustBe compares a path with what it should be, and looks for words that are missing.
func mustBe(t *testing.T, name string, r *Path, reachable bool) {
	t.Helper()
	if r.Reachable != reachable || reachable != (r.Why == "") || reachable && r.Address == "" || len(r.Hops) == 0 {
		t.Errorf("%s: reachable %v, want %v; address %q, why %q, %d hops", name, r.Reachable, reachable, r.Address, r.Why, len(r.Hops))
	}
	for _, s := range r.Hops {
		for _, text := range []string{s.Where, s.Asked, s.Finding} {
			if text == "" || strings.Contains(text, "  ") || strings.HasPrefix(text, " ") || strings.Contains(text, " of ,") {
				t.Errorf("%s: a word is missing in %+v", name, s)
			}
		}
	}
}
