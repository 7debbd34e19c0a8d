package importer_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/scenarios/importer"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// worlds is how many random worlds a test run tries; ECSSIM_WORLDS asks for another number.
func worlds(t *testing.T) uint64 {
	n := uint64(30)
	if text := os.Getenv("ECSSIM_WORLDS"); text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// firstSeed is ECSSIM_SEED, else another one in each run.
func firstSeed(t *testing.T) uint64 {
	first := uint64(time.Now().UnixNano())
	if text := os.Getenv("ECSSIM_SEED"); text != "" {
		var err error
		if first, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return first
}

// TestRoundTrip stops random worlds at a random moment, writes them out as the AWS CLI answers, and
// imports that: the self-check is 0 on every host; run on, the same tasks are on the same hosts, and
// the same room is left there.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	first := firstSeed(t)
	var seen tally
	for i := range worlds(t) {
		seed := first + i
		if !t.Run(fmt.Sprint(seed), func(t *testing.T) { roundTrip(t, seed, &seen) }) {
			t.Fatalf("again: ECSSIM_SEED=%d ECSSIM_WORLDS=1 go test ./scenarios/importer -run '^TestRoundTrip$'", seed)
		}
	}
	t.Logf("%+v", seen)
	if seen.tasks == 0 || seen.exact == 0 {
		t.Errorf("%+v: nothing was compared", seen)
	}
}

// tally counts what was compared.
type tally struct{ worlds, empty, hosts, checked, tasks, exact int }

// played runs a scenario and records it.
func played(t *testing.T, c *config.Config) *film.Film {
	t.Helper()
	f := film.New(c)
	if _, err := sim.Run(context.Background(), c, 0, &sim.Watch{Observers: []engine.Observer{f}}); err != nil {
		t.Fatal(err)
	}
	return f
}

func roundTrip(t *testing.T, seed uint64, seen *tally) {
	w := newWorld(t, seed)
	f := played(t, w.loaded.Config)
	scene := f.Scene(f.StepAt(des.Time(w.Int64N(int64(f.End()) + 1))))
	a := w.describe(t, scene)
	seen.worlds++
	res, err := importer.Import(importer.Request{Files: []string{a.folder}, As: a.as})
	if err != nil {
		t.Fatal(err)
	}
	m := newMoment(a)
	if m.hosts() == 0 {
		seen.empty++ // a scenario has to have hosts that take tasks
		return
	}
	list := res.Cluster.List
	if res.Scenario == nil {
		t.Fatalf("unknown: %+v\n%s", list.Items, res.Text)
	}
	if len(list.Differences) > 0 {
		t.Fatalf("self-check: %+v", list.Differences)
	}
	for _, text := range []string{string(res.Text), fmt.Sprintf("%+v", list)} {
		if strings.Contains(text, "MARKER") || strings.Contains(text, account) {
			t.Fatalf("the scenario or the list holds what must not be read:\n%s", text)
		}
	}
	seen.checked += list.Checked
	m.names = map[string]string{}
	for _, h := range res.Cluster.Hosts {
		m.names[strings.TrimPrefix(h.Name, "00000000-")] = h.Instance
	}
	if len(m.names) != m.hosts() {
		t.Fatalf("hosts %v, want %d", m.names, m.hosts())
	}
	m.compare(t, res, seen)
	if t.Failed() {
		t.Logf("%s", res.Text)
	}
}

// moment is a moment of a world, by names.
type moment struct {
	*answers
	names map[string]string // of hosts in the imported scenario
}

func newMoment(a *answers) *moment { return &moment{answers: a} }

// here reports whether a host is in the imported scenario.
func (m *moment) here(h event.InstanceID) bool {
	x := &m.Instances[h]
	return x.Status == film.InService && !x.Draining && x.Connected
}

func (m *moment) hosts() (n int) {
	for h := range m.Instances {
		if m.here(event.InstanceID(h)) {
			n++
		}
	}
	return n
}

// work is a service, or a RunTask by the group and definition of its tasks.
func (m *moment) work(t *film.Task) string {
	if w := &m.Workloads[t.Workload]; w.Service {
		return w.Name
	}
	return m.Config.RunTasks[int(t.Workload)-len(m.Config.Services)].Group + " " + m.Config.Tasks[t.Definition].Family
}

// inFlight reports whether a service has tasks of another definition than it wants now.
func (m *moment) inFlight(t *film.Task) bool {
	w := &m.Workloads[t.Workload]
	return w.Service && t.Definition != m.Deployments[w.Primary].Definition
}

// placed counts tasks by host and what they are of, and says which hosts have some that a scenario
// does not have as they are: of a deployment in flight, beyond the desired count, or of a service
// whose capacity providers have changed.
func (m *moment) placed() (on map[string]map[string]int, odd map[string]bool, total map[string]int) {
	on, odd, total = map[string]map[string]int{}, map[string]bool{}, map[string]int{}
	flying := map[string]bool{}
	for i := range m.Tasks {
		t := &m.Tasks[i]
		if t.Live && t.Instance >= 0 && !t.DesiredStopped && m.inFlight(t) {
			flying[m.Workloads[t.Workload].Name] = true
		}
	}
	for i := range m.Tasks {
		t := &m.Tasks[i]
		if !t.Live || t.Instance < 0 || t.DesiredStopped || !m.here(t.Instance) {
			continue
		}
		w := &m.Workloads[t.Workload]
		host, work := m.names[m.Instances[t.Instance].ID], m.work(t)
		if flying[w.Name] || w.Service && !w.Daemon && w.Placed > w.Desired {
			odd[host] = true
			continue
		}
		if on[host] == nil {
			on[host] = map[string]int{}
		}
		on[host][work]++
		total[work]++
	}
	return on, odd, total
}

// compare runs the imported scenario: at its beginning, and half a minute on.
func (m *moment) compare(t *testing.T, res *importer.Result, seen *tally) {
	want, odd, _ := m.placed()
	f := played(t, res.Scenario.Config)
	for _, at := range []des.Time{0, des.Time(30 * time.Second)} {
		got := f.Scene(f.StepAt(at))
		byName := map[string]event.InstanceID{}
		for h := range got.Instances {
			byName[got.Instances[h].ID] = event.InstanceID(h)
		}
		for _, name := range slices.Sorted(maps.Values(m.names)) {
			h, there := byName[name]
			if !there {
				t.Fatalf("at %v: no instance %s", at, name)
			}
			seen.hosts++
			m.compareHost(t, got, h, want[name], odd[name], at, seen)
		}
	}
	for id, name := range m.names {
		if at := slices.IndexFunc(m.Instances, func(x film.Instance) bool { return x.ID == id }); !odd[name] {
			m.room(t, f.Scene(f.StepAt(0)), event.InstanceID(at), byNameOf(f, name), want[name], seen)
		}
	}
}

func byNameOf(f *film.Film, name string) event.InstanceID {
	s := f.Scene(f.StepAt(0))
	return event.InstanceID(slices.IndexFunc(s.Instances, func(x film.Instance) bool { return x.ID == name }))
}

// workIn is work in the imported scenario.
func workIn(s *film.Scene, t *film.Task) string {
	if w := &s.Workloads[t.Workload]; w.Service {
		return w.Name
	}
	r := &s.Config.RunTasks[int(t.Workload)-len(s.Config.Services)]
	return r.Name + " " + s.Config.Tasks[t.Definition].Family
}

// on counts the tasks of an instance that are not told to stop, by what they are of.
func on(s *film.Scene, h event.InstanceID) map[string]int {
	all := map[string]int{}
	for _, i := range s.TasksOn(h) {
		if t := &s.Tasks[i]; !t.DesiredStopped {
			all[workIn(s, t)]++
		}
	}
	return all
}

// compareHost: every task of the moment is there; others may have been started beside them.
func (m *moment) compareHost(t *testing.T, got *film.Scene, h event.InstanceID, want map[string]int, odd bool, at des.Time, seen *tally) {
	have := on(got, h)
	for _, work := range slices.Sorted(maps.Keys(want)) {
		seen.tasks += want[work]
		if have[work] < want[work] && !odd {
			t.Errorf("at %v: %d tasks of %s on %s, want %d as they were; have %v", at, have[work], work, got.Instances[h].ID, want[work], have)
		}
	}
}

// room: what is left is the same where the same tasks are there, and less by the others where there
// are more.
func (m *moment) room(t *testing.T, got *film.Scene, was, is event.InstanceID, want map[string]int, seen *tally) {
	before, after := &m.Instances[was], &got.Instances[is]
	if before.Registered != after.Registered || before.Trunk != after.Trunk {
		t.Errorf("%s registers %v (trunk %v), want %v (trunk %v)", after.ID, after.Registered, after.Trunk, before.Registered, before.Trunk)
	}
	free := after.Free
	counted := maps.Clone(want)
	extra := false
	for _, i := range got.TasksOn(is) {
		x := &got.Tasks[i]
		if work := workIn(got, x); counted[work] > 0 {
			counted[work]--
			continue
		}
		extra = true
		claim := got.Revisions[x.Revision].Claim
		free.CPU, free.Memory, free.GPU, free.ENI = free.CPU+claim.CPU, free.Memory+claim.Memory, free.GPU+claim.GPU, free.ENI+claim.ENI
	}
	slots := before.Free.ENI
	for _, i := range m.TasksOn(was) {
		if x := &m.Tasks[i]; x.DesiredStopped && x.Slot {
			slots++ // it goes with the interface, and the scenario begins without it
		}
	}
	if wanted := (model.Room{CPU: before.Free.CPU, Memory: before.Free.Memory, GPU: before.Free.GPU, ENI: slots}); free != wanted {
		t.Errorf("%s has %v left, want %v as %s had", after.ID, free, wanted, before.ID)
	}
	if !extra {
		seen.exact++
		if before.PortsUsed != after.PortsUsed {
			t.Errorf("%s has %d ports taken, want %d", after.ID, after.PortsUsed, before.PortsUsed)
		}
	}
}
