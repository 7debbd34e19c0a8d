package model

import (
	"math/rand/v2"
	"testing"
)

func single(p Protocol, n int) (r []DynamicMapping) {
	for range n {
		r = append(r, DynamicMapping{Count: 1, Protocol: p})
	}
	return r
}

func contiguous(n int) []DynamicMapping { return []DynamicMapping{{Count: n}} }

// How many tasks a host gives their dynamic ports, to the last port.
func TestDynamicRoomFits(t *testing.T) {
	agents := []HostPort{{Port: 22}, {Port: 51678}, {Port: 51679}}
	three, ten := PortRange{40000, 40002}, PortRange{40000, 40009}
	for _, c := range []struct {
		what     string
		r        PortRange
		docker   bool
		listen   []HostPort
		tracker  uint16
		requests []DynamicMapping
		want     int32
	}{
		{"the default range less the agent's two", LinuxDynamicPorts(), false, agents, 0, single(TCP, 1), 28230},
		{"UDP, on which the agent does not listen", LinuxDynamicPorts(), false, agents, 0, single(UDP, 1), 28232},
		{"two ports a task", LinuxDynamicPorts(), false, agents, 0, single(TCP, 2), 14115},
		{"a range of three", three, false, agents, 0, single(TCP, 1), 3},
		{"protocols are apart", three, false, agents, 0, append(single(TCP, 1), single(UDP, 1)...), 3},
		{"two of three are left over", three, false, agents, 0, single(TCP, 2), 1},
		{"none wide enough", three, false, agents, 0, contiguous(4), 0},
		{"four contiguous of ten", ten, false, agents, 0, contiguous(4), 2},
		{"a listener splits the range", ten, false, []HostPort{{Port: 40004}}, 0, contiguous(4), 2},
		{"a listener in the wrong place", ten, false, []HostPort{{Port: 40003}}, 0, contiguous(4), 1},
		{"a search begun in the middle wraps", ten, false, nil, 40005, contiguous(4), 2},
		{"what is free only below the tracker is found at the next try", PortRange{100, 105}, false,
			[]HostPort{{Port: 101}, {Port: 102}, {Port: 103}, {Port: 104}, {Port: 105}}, 103, single(TCP, 1), 1},
		{"by Docker", three, true, agents, 0, single(TCP, 1), 3},
		{"by Docker, past more listeners than it tries", PortRange{100, 115}, true, between(100, 112), 0, single(TCP, 1), 3},
		{"by Docker ports need not be contiguous", ten, true, []HostPort{{Port: 40003}}, 0, contiguous(4), 2},
		{"nothing asked for", three, false, agents, 0, nil, NoLimit},
	} {
		x := NewDynamicRoom(c.r, c.docker, c.listen)
		x.Agent.tracker = c.tracker
		if got := x.Fits(c.requests, NoMost); got != c.want {
			t.Errorf("%s: %d tasks fit, want %d", c.what, got, c.want)
		}
	}
	x := NewDynamicRoom(ten, false, agents)
	if got := x.Fits(single(TCP, 1), 7); got != 7 {
		t.Errorf("counted to 7 of 10: %d", got)
	}
	if !x.Hold(HostPort{Port: 40009}) || x.Hold(HostPort{Port: 40009}) || x.Hold(HostPort{Port: 40000}) {
		t.Error("a static port is held once, and not where a dynamic one is")
	}
	if y := x.Clone(); y.Fits(single(TCP, 1), NoMost) != 2 || x.Fits(single(TCP, 1), NoMost) != 2 {
		t.Error("a copy took ports of its original: of ten, seven and one are taken")
	}
}

func between(first, last uint16) (ports []HostPort) {
	for p := first; p <= last; p++ {
		ports = append(ports, HostPort{Port: p})
	}
	return ports
}

// The rehearsal takes what the published steps take, task after task, until none gets
// its ports however often it is tried.
func TestDynamicRoomAgainstTheSteps(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 5))
	taken := 0
	for round := range 3000 {
		r := PortRange{100, uint16(100 + luck.IntN(16))}
		var listen []HostPort
		for p := r.First; p <= r.Last; p++ {
			if luck.IntN(4) == 0 {
				listen = append(listen, HostPort{Port: p, Protocol: Protocol(luck.IntN(2))})
			}
		}
		var requests []DynamicMapping
		for range 1 + luck.IntN(3) {
			requests = append(requests, DynamicMapping{Count: 1 + luck.IntN(3)*luck.IntN(2), Protocol: Protocol(luck.IntN(2))})
		}
		x := NewDynamicRoom(r, false, listen)
		tracker := 0
		if luck.IntN(2) == 0 {
			tracker = int(r.First) - 1 + luck.IntN(r.Size())
		}
		x.Agent.tracker = uint16(tracker)
		got, want := x.Fits(requests, NoMost), slowly(r, listen, tracker, requests)
		if got != want {
			t.Fatalf("round %d: range %v, listeners %v, tracker %d, requests %+v: %d tasks, the steps take %d", round, r, listen, tracker, requests, got, want)
		}
		taken += int(got)
	}
	if taken < 3000 {
		t.Errorf("%d tasks in all rounds, too few to show anything", taken)
	}
}

// slowly counts tasks with the published steps, and gives up on one after more tries
// than the tracker has values.
func slowly(r PortRange, listen []HostPort, tracker int, requests []DynamicMapping) (tasks int32) {
	twin := stepwise{S: int(r.First), E: int(r.Last), T: tracker}
	used := map[HostPort]bool{}
	for _, p := range listen {
		used[p] = true
	}
	for tries := 0; tries < 3*r.Size()+3; tries++ {
		var chosen []HostPort
		failed := false
		for _, m := range requests {
			first, err := twin.request(m.Count, func(port int) bool { return !used[HostPort{uint16(port), m.Protocol}] })
			if failed = err != ""; failed {
				break
			}
			for i := range m.Count {
				chosen = append(chosen, HostPort{uint16(first + i), m.Protocol})
			}
		}
		mine := map[HostPort]bool{}
		for _, p := range chosen {
			failed = failed || mine[p]
			mine[p] = true
		}
		if failed {
			continue
		}
		for p := range mine {
			used[p] = true
		}
		tasks, tries = tasks+1, -1
	}
	return tasks
}

func TestBusyPortsFree(t *testing.T) {
	var published, listeners PortList
	for _, p := range []uint16{102, 103, 109} {
		published.Insert(p)
	}
	listeners.Insert(103)
	listeners.Insert(106)
	b := BusyPorts{&published, &listeners}
	for n, want := range map[int]int{1: 6, 2: 3, 3: 0} { // 100 101, 104 105, 107 108
		if got := b.Free(PortRange{100, 109}, n); got != want {
			t.Errorf("stretches of %d: %d, want %d", n, got, want)
		}
	}
}
