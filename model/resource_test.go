package model

import (
	"reflect"
	"testing"
)

// TestEveryResource asks every resource everything that is asked of resources, and holds
// the answers to the arithmetic of rooms and to both ledgers of a host. A resource that
// is new has its name in what fails.
func TestEveryResource(t *testing.T) {
	for r := range Resources() {
		t.Run(r.Key(), func(t *testing.T) {
			checkEntry(t, r)
			if _, ok := r.In(Room{}); ok {
				checkRoom(t, r)
				checkLedgers(t, r)
				checkAsked(t, r)
			}
		})
	}
	listed := map[Reason]bool{}
	for r := range CheckedResources() {
		listed[r.Reason()] = true
	}
	for reason := ReasonPorts; reason < NumReasons; reason++ {
		if of := reason == ReasonProvisioning || reason == ReasonZones || reason == ReasonMaxSize; listed[reason] == of {
			t.Errorf("%v is a resource: %v, want %v", reason, listed[reason], !of)
		}
	}
	for i := range reflect.TypeFor[Room]().NumField() {
		if name := reflect.TypeFor[Room]().Field(i).Name; fieldOf(t, i) == nil {
			t.Errorf("%s of Room is no resource", name)
		}
	}
}

// checkEntry looks for a question without an answer.
func checkEntry(t *testing.T, r Resource) {
	entry := reflect.ValueOf(resources[r])
	for i := range entry.NumField() {
		switch name := entry.Type().Field(i).Name; name {
		case "room", "takes", "on":
		case "uncounted":
			if r.Uncounted() == "" && !r.Placed() {
				t.Error("no words for what a host lacks, where ECS does not look")
			}
		default:
			if entry.Field(i).IsZero() {
				t.Errorf("no answer to %s", name)
			}
		}
	}
	if got, ok := r.Reason().Resource(); !ok || got != r {
		t.Errorf("%v is resource %v, want %v", r.Reason(), got, r)
	}
	x := &resources[r]
	if x.room == nil && x.takes == nil {
		t.Error("nobody knows how much a task takes")
	}
	if x.room != nil && (x.takes != nil || x.on != nil) {
		t.Error("it is in Room: a claim and a host have it there")
	}
	if _, _, ok := r.On(&Host{}); !ok && r.Placed() {
		t.Error("ECS counts it, and a host has no number of it")
	}
}

// fieldOf finds the resource that a field of Room is; nil = none.
func fieldOf(t *testing.T, field int) (found *Resource) {
	for r := range Resources() {
		if n, ok := r.In(only(field, 1)); ok && n == 1 {
			if found != nil {
				t.Errorf("%s and %s are one field of Room", r.Key(), found.Key())
			}
			found = &r
		}
	}
	return found
}

// only is a room with so much of one field.
func only(field int, n int64) Room {
	var r Room
	reflect.ValueOf(&r).Elem().Field(field).SetInt(n)
	return r
}

// roomOf is a room with so much of one resource, and none of another.
func roomOf(t *testing.T, r Resource, n int64) Room {
	for i := range reflect.TypeFor[Room]().NumField() {
		if got, _ := r.In(only(i, 1)); got == 1 {
			return only(i, n)
		}
	}
	t.Fatalf("no field of Room is %s", r.Key())
	return Room{}
}

// plenty is a room with so much of everything.
func plenty(n int64) (r Room) {
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		v.Field(i).SetInt(n)
	}
	return r
}

// checkRoom adds, subtracts and compares rooms that differ in one resource.
func checkRoom(t *testing.T, r Resource) {
	two, five := roomOf(t, r, 2), roomOf(t, r, 5)
	amount := func(x Room) int32 { n, _ := r.In(x); return n }
	for _, c := range []struct {
		name      string
		got, want int32
	}{
		{"2 + 5", amount(two.Add(five)), 7}, {"5 - 2", amount(five.Sub(two)), 3}, {"2 - 5", amount(two.Sub(five)), -3},
		{"2 less 5", amount(two.Less(five)), 0}, {"5 less 2", amount(five.Less(two)), 3},
		{"the larger", amount(two.Max(five)), 5}, {"the smaller", amount(two.Min(five)), 2},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.name, c.got, c.want)
		}
	}
	claim := &Claim{Room: five}
	switch {
	case two.Holds(five) || !five.Holds(two):
		t.Error("2 hold 5, or 5 do not hold 2")
	case five.within(two) || !two.within(five) || two.Sub(five).within(five):
		t.Error("5 of 2, or minus 3 of 5, is within bounds, or 2 of 5 is not")
	case two.lacks(five) != r.Reason() || five.lacks(five) != Fits:
		t.Errorf("for 5, 2 lack %v and 5 lack %v, want %v and nothing", two.lacks(five), five.lacks(five), r.Reason())
	case r.Takes(claim) != 5:
		t.Errorf("a claim of 5 takes %d", r.Takes(claim))
	case Fit(plenty(12), 0, claim) != 2:
		t.Errorf("12 are enough for %d claims of 5, want 2", Fit(plenty(12), 0, claim))
	}
}

// checkAsked looks for it in what an instance registers and in what a definition asks for.
func checkAsked(t *testing.T, r Resource) {
	var size InstanceSize
	numbers(reflect.ValueOf(&size).Elem(), 3)
	if n, _ := r.In(size.Room(false)); n != 3 {
		t.Errorf("an instance that registers 3 of everything has %d", n)
	}
	td := TaskDefinition{Containers: make([]Container, 1)}
	numbers(reflect.ValueOf(&td).Elem(), 1)
	numbers(reflect.ValueOf(&td.Containers[0]).Elem(), 1)
	td.NetworkMode = AWSVPC
	claim := td.Claim(ServiceConnect{}, NewPortTable(nil))
	if r.Takes(&claim) < 1 {
		t.Error("no field of a task definition or container asks for it")
	}
}

// numbers sets all whole numbers of a struct.
func numbers(v reflect.Value, n int64) {
	for i := range v.NumField() {
		if f := v.Field(i); f.CanInt() {
			f.SetInt(n)
		}
	}
}

// checkLedgers places a task that takes 5 of 12, stops it, and looks at both ledgers.
func checkLedgers(t *testing.T, r Resource) {
	hosts := NewHosts(0)
	h := hosts.Add(plenty(12), nil, 0, 0)
	claim := &Claim{Room: roomOf(t, r, 5)}
	used := func() int32 { n, _, _ := r.On(hosts.At(h)); return n }
	if l := hosts.Limits(h, claim); l[r.Reason()] != 2 || l.Tasks() != 2 {
		t.Errorf("limit %d, least %d, want 2", l[r.Reason()], l.Tasks())
	}
	hosts.Take(h, claim)
	hosts.Take(h, claim)
	if got := hosts.Check(h, claim); got != r.Reason() || used() != 10 {
		t.Errorf("with 10 of 12 taken a third is refused for %v, want %v; used %d", got, r.Reason(), used())
	}
	started := 0
	for range 3 {
		if hosts.AgentFits(h, claim) {
			hosts.AgentTake(h, claim)
			started++
		}
	}
	if agent := (claim.Load() != Load{}); agent == (started == 3) {
		t.Errorf("the agent starts %d tasks with 12, which it counts: %v", started, agent)
	}
	for range started {
		hosts.AgentRelease(h, claim)
	}
	for range 2 {
		hosts.Release(h, claim)
		hosts.ReleaseENI(h, claim)
	}
	if x := hosts.At(h); x.Free != plenty(12) || x.Held != (Load{}) {
		t.Errorf("after all have stopped %+v is free and %+v held", x.Free, x.Held)
	}
}
