package catalog

import (
	"slices"
	"testing"
)

// Types that are added stand behind their family, and what the catalogue has stays as it is.
func TestAdd(t *testing.T) {
	t.Cleanup(func() { withAdded.Store(nil) })
	before := len(All())
	given := []Type{
		{Name: "m5.huge", VCPU: 512, MemoryMiB: 1 << 20, Architectures: []string{"x86_64"}, Hypervisor: "nitro", MaxENIs: 16, NetworkCards: 1},
		{Name: "m5.large", VCPU: 1, MemoryMiB: 1, Architectures: []string{"arm64"}, MaxENIs: 9},
		{Name: "zz9.large", VCPU: 2, MemoryMiB: 8192, Architectures: []string{"arm64"}, MaxENIs: 3},
	}
	if added := Add(given); !slices.Equal(added, []string{"m5.huge", "zz9.large"}) {
		t.Fatalf("added %v", added)
	}
	if n := len(All()); n != before+2 {
		t.Errorf("%d types, want %d", n, before+2)
	}
	for _, x := range All() {
		if y, err := Lookup(x.Name); err != nil || y.Name != x.Name {
			t.Errorf("%s is found as %s: %v", x.Name, y.Name, err)
		}
	}
	huge, err := Lookup("m5.huge")
	if err != nil || huge.Slots(false) != 15 || huge.Slots(true) != 15 || huge.RegisteredMemoryMiB >= huge.MemoryMiB || huge.RegisteredMemoryMiB < 1_000_000 {
		t.Errorf("m5.huge is %+v: %v", huge, err)
	}
	if large, err := Lookup("m5.large"); err != nil || large.VCPU != 2 {
		t.Errorf("m5.large is %+v: %v", large, err)
	}
	all := All()
	if i := slices.IndexFunc(all, func(x Type) bool { return x.Name == "m5.huge" }); all[i-1].Family() != "m5" || all[i+1].Family() == "m5" {
		t.Errorf("m5.huge stands between %s and %s", all[i-1].Name, all[i+1].Name)
	}
	if added := Add(given); added != nil {
		t.Errorf("added again: %v", added)
	}
}

func TestDescribes(t *testing.T) {
	whole := Type{Name: "m5.huge", VCPU: 2, MemoryMiB: 2048, Architectures: []string{"x86_64"}, MaxENIs: 2}
	if err := whole.Describes(); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(*Type){
		"name": func(x *Type) { x.Name = "m5" }, "vCPUs": func(x *Type) { x.VCPU = 0 }, "memory": func(x *Type) { x.MemoryMiB = 1<<30 + 1 },
		"architecture": func(x *Type) { x.Architectures = nil }, "interfaces": func(x *Type) { x.MaxENIs = 0 }, "GPUs": func(x *Type) { x.GPUs = -1 },
	} {
		x := whole
		change(&x)
		if x.Describes() == nil {
			t.Errorf("without its %s it describes itself", what)
		}
	}
}
