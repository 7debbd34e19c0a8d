package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPortsSortAndPrint(t *testing.T) {
	ports := []HostPort{{80, TCP}, {53, UDP}, {443, TCP}, {53, TCP}}
	slices.SortFunc(ports, HostPort.Compare)
	var texts []string
	for _, p := range ports {
		texts = append(texts, p.String())
	}
	if want := []string{"53/tcp", "53/udp", "80/tcp", "443/tcp"}; !slices.Equal(texts, want) {
		t.Errorf("got %v, want %v", texts, want)
	}
}

func TestParseProtocol(t *testing.T) {
	for _, p := range []Protocol{TCP, UDP} {
		if got, ok := ParseProtocol(p.String()); !ok || got != p {
			t.Errorf("ParseProtocol(%q) = %v, %v", p.String(), got, ok)
		}
	}
	if p, ok := ParseProtocol(""); !ok || p != TCP {
		t.Errorf("no protocol = %v, %v; want tcp", p, ok)
	}
	if _, ok := ParseProtocol("TCP"); ok {
		t.Error("TCP in capitals was taken")
	}
}

func TestPortTableLeavesOthersOut(t *testing.T) {
	table := NewPortTable([]HostPort{{80, TCP}, {80, TCP}, {80, UDP}})
	m := table.Mask([]HostPort{{80, UDP}, {22, TCP}})
	if got, want := table.Ports(m), []HostPort{{80, UDP}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := NewPortTable(nil).Words(); got != 0 {
		t.Errorf("an empty table has %d words", got)
	}
}

func drawPorts(rt *rapid.T, label string) []HostPort {
	return rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) HostPort {
		return HostPort{rapid.Uint16Range(1, 200).Draw(rt, "port"), Protocol(rapid.IntRange(0, 1).Draw(rt, "protocol"))}
	}), 0, 150).Draw(rt, label)
}

// A mask and back is the set of asked ports that have a number, and two masks
// overlap exactly if the sets do.
func TestMasksAreSets(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		known, a, b := drawPorts(rt, "known"), drawPorts(rt, "a"), drawPorts(rt, "b")
		table := NewPortTable(known)
		set := func(ports []HostPort) []HostPort {
			s := slices.DeleteFunc(slices.Clone(ports), func(p HostPort) bool { return !slices.Contains(known, p) })
			slices.SortFunc(s, HostPort.Compare)
			return slices.Compact(s)
		}
		ma, mb := table.Mask(a), table.Mask(b)
		if got, want := table.Ports(ma), set(a); !slices.Equal(got, want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
		both := slices.ContainsFunc(set(a), func(p HostPort) bool { return slices.Contains(set(b), p) })
		if got := overlap(ma, mb); got != both {
			rt.Fatalf("overlap of %v and %v = %v", set(a), set(b), got)
		}
	})
}
