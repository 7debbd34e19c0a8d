package model

import "testing"

// A task that wants ALL GPUs has its instance's to itself, however many those are: none
// beside it has one, and it comes to no instance on which one is taken, nor to one without.
func TestAllGPUs(t *testing.T) {
	td := TaskDefinition{NetworkMode: Bridge, Containers: []Container{{Name: "a", CPU: 10, Memory: 64, GPUs: AllGPUs}, {Name: "b", GPUs: 1}}}
	all := td.Claim(ServiceConnect{}, NewPortTable(nil))
	one := Claim{Room: Room{CPU: 10, Memory: 64, GPU: 1}}
	if all.GPU != AllGPUs {
		t.Fatalf("a task of which one container wants all GPUs claims %d", all.GPU)
	}
	for _, gpus := range []int32{0, 1, 4} {
		hosts := NewHosts(0)
		hosts.TellGPUsApart()
		room := Room{CPU: 100, Memory: 640, GPU: gpus}
		h := hosts.Add(room, nil, 0, 0)
		want, tasks := Fits, int32(1)
		if gpus == 0 {
			want, tasks = ReasonGPU, 0
		}
		if got, l := hosts.Check(h, &all), hosts.Limits(h, &all); got != want || l[ReasonGPU] != tasks || Fit(room, 0, &all) != int(tasks) {
			t.Errorf("%d GPUs: refused for %q, limit %d, fit %d", gpus, got, l[ReasonGPU], Fit(room, 0, &all))
		}
		if gpus == 0 {
			continue
		}
		hosts.Take(h, &all)
		set := hosts.GiveGPUs(h, all.GPU)
		hosts.AgentTake(h, &all)
		if x := hosts.At(h); x.Free.GPU != 0 || x.Held.GPU != gpus || set != 1<<gpus-1 {
			t.Errorf("%d GPUs: %d free, %d held, set %b", gpus, x.Free.GPU, x.Held.GPU, set)
		}
		if hosts.Check(h, &one) != ReasonGPU || hosts.AgentFits(h, &one) {
			t.Errorf("%d GPUs: a task that wants one fits beside one that has all", gpus)
		}
		hosts.Release(h, &all)
		hosts.AgentRelease(h, &all)
		if x := hosts.At(h); x.Free != room || x.Held != (Load{}) {
			t.Errorf("%d GPUs: afterwards %+v free, %+v held", gpus, x.Free, x.Held)
		}
		hosts.Take(h, &one)
		if hosts.Check(h, &all) != ReasonGPU {
			t.Errorf("%d GPUs: a task that wants all fits beside one that has one", gpus)
		}
	}
}

// Counts that add up to as much as stands for all GPUs are still a count.
func TestManyGPUsAreNotAll(t *testing.T) {
	td := TaskDefinition{NetworkMode: Bridge, Containers: []Container{{GPUs: AllGPUs - 1}, {GPUs: AllGPUs - 1}}}
	if c := td.Claim(ServiceConnect{}, NewPortTable(nil)); c.GPU != AllGPUs-1 {
		t.Errorf("claims %d", c.GPU)
	}
}
