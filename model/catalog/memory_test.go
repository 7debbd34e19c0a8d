package catalog

import (
	"strings"
	"testing"
)

func TestRegisteredMemoryPrecedence(t *testing.T) {
	figures := []Registered{{7985, 2023, "a page"}, {7984, 2018, "a post"}}
	cases := []struct {
		what     string
		in       Type
		measured int
		figures  []Registered
		want     int
		source   string
	}{
		{"measured first", Type{MemoryMiB: 8192, Hypervisor: "xen"}, 7930, figures, 7930, "measured: "},
		{"then the newest published", Type{MemoryMiB: 8192, Hypervisor: "xen"}, 0, figures, 7985, "published: a page"},
		{"then fitted, nitro", Type{MemoryMiB: 8192, Hypervisor: "nitro"}, 0, nil, 7771, "fitted"},
		{"then fitted, xen", Type{MemoryMiB: 8192, Hypervisor: "xen"}, 0, nil, 7988, "(xen)"},
		{"then fitted, metal", Type{MemoryMiB: 393216, Hypervisor: "metal"}, 0, nil, 386524, "(bare metal)"},
		{"unknown hypervisor as nitro", Type{MemoryMiB: 512}, 0, nil, 345, "(nitro)"},
	}
	for _, c := range cases {
		setRegistered(&c.in, c.measured, c.figures)
		if c.in.RegisteredMemoryMiB != c.want || !strings.Contains(c.in.RegisteredMemorySource, c.source) {
			t.Errorf("%s: %d MiB from %q, want %d from %q", c.what, c.in.RegisteredMemoryMiB, c.in.RegisteredMemorySource, c.want, c.source)
		}
	}
}

func TestRegisteredMemoryOfRealTypes(t *testing.T) {
	for name, want := range map[string]int{"m5.large": 7811, "m4.large": 7930, "t3.medium": 3827, "t8i.micro": 840} {
		if got := mustLookup(t, name).RegisteredMemoryMiB; got != want {
			t.Errorf("%s registers %d MiB, want %d", name, got, want)
		}
	}
	for _, x := range All() {
		if x.RegisteredMemoryMiB <= 0 || x.RegisteredMemoryMiB > x.MemoryMiB || x.RegisteredMemorySource == "" {
			t.Errorf("%s registers %d of %d MiB (%s)", x.Name, x.RegisteredMemoryMiB, x.MemoryMiB, x.RegisteredMemorySource)
		}
	}
}

// The measured totals stand in for what ECS registers; here is how far apart
// the two are known to be.
func TestRegisteredMemoryIsNearThePublishedFigures(t *testing.T) {
	count, sum := 0, 0.0
	for _, x := range All() {
		for _, f := range PublishedRegistered(x.Name) {
			off := float64(x.RegisteredMemoryMiB-f.MiB) / float64(f.MiB)
			if off < 0 {
				off = -off
			}
			handRounded := x.Name == "t2.small" && f.MiB == 1800
			if off > 0.045 && !handRounded {
				t.Errorf("%s: %d MiB taken, %d published (%s)", x.Name, x.RegisteredMemoryMiB, f.MiB, f.Source)
			}
			count++
			sum += off
		}
	}
	if count != 92 || sum/float64(count) > 0.01 {
		t.Errorf("%d published figures, off by %.4f on average: want 92, below 0.01", count, sum/float64(count))
	}
}

func TestPublishedRegistered(t *testing.T) {
	got := PublishedRegistered("t3.medium")
	if len(got) != 2 || got[0].Year != 2020 || got[0].MiB != 3884 || got[1].Year != 0 || got[1].MiB != 3828 {
		t.Errorf("t3.medium: %v, want 3884 of 2020 and then the undated 3828", got)
	}
	if got := PublishedRegistered("nonesuch"); got != nil {
		t.Errorf("unknown type has figures %v", got)
	}
}
