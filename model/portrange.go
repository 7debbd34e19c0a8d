package model

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// PortRange is the ports First to Last, both included. First is never above
// Last. The zero value is port 0 alone, which is nobody's port: its users read
// it as "no range given".
type PortRange struct {
	First, Last uint16
}

// ParsePortRange reads "FIRST-LAST" in decimal, as ECS_DYNAMIC_HOST_PORT_RANGE
// and containerPortRange have it, with 1 <= FIRST <= LAST <= 65535. Blanks and
// signs are refused.
func ParsePortRange(text string) (PortRange, error) {
	first, last, ok := strings.Cut(text, "-")
	if !ok {
		return PortRange{}, fmt.Errorf(`port range %q has no hyphen, wanted FIRST-LAST such as "32768-60999"`, text)
	}
	a, err := parsePort(first)
	if err != nil {
		return PortRange{}, fmt.Errorf("port range %q: first port %q %w", text, first, err)
	}
	b, err := parsePort(last)
	if err != nil {
		return PortRange{}, fmt.Errorf("port range %q: last port %q %w", text, last, err)
	}
	if a > b {
		return PortRange{}, fmt.Errorf(`port range %q ends before it begins, wanted "%d-%d"`, text, b, a)
	}
	return PortRange{a, b}, nil
}

func parsePort(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	switch {
	case errors.Is(err, strconv.ErrRange) || err == nil && n == 0:
		return 0, errors.New("is out of range, wanted 1 to 65535")
	case err != nil:
		return 0, errors.New("is not a number, wanted 1 to 65535")
	}
	return uint16(n), nil
}

// String returns the form that ParsePortRange reads.
func (r PortRange) String() string {
	return strconv.Itoa(int(r.First)) + "-" + strconv.Itoa(int(r.Last))
}

// Size is the number of ports in the range, 1 to 65,536.
func (r PortRange) Size() int { return int(r.Last) - int(r.First) + 1 }

// Wider returns the range with n more ports: above it, and where these are used up,
// below it, but none below 1024, which are not for dynamic use.
func (r PortRange) Wider(n int) PortRange {
	above := min(n, maxPort-int(r.Last))
	below := min(n-above, max(int(r.First)-1024, 0))
	return PortRange{r.First - uint16(below), r.Last + uint16(above)}
}

// Contains reports whether p lies in the range.
func (r PortRange) Contains(p uint16) bool { return r.First <= p && p <= r.Last }

// Overlaps reports whether the two ranges share a port.
func (r PortRange) Overlaps(s PortRange) bool { return r.First <= s.Last && s.First <= r.Last }

// Intersect returns the ports that both ranges have; false if there are none.
func (r PortRange) Intersect(s PortRange) (PortRange, bool) {
	if !r.Overlaps(s) {
		return PortRange{}, false
	}
	return PortRange{max(r.First, s.First), min(r.Last, s.Last)}, true
}

// LinuxDynamicPorts is the dynamic range of a Linux host, 32768-60999: the
// kernel's own default of net.ipv4.ip_local_port_range, which both the ECS agent
// and Docker read (amazon-ecs-agent agent/utils/ephemeral_ports.go; moby
// libnetwork/portallocator/portallocator_linux.go). The developer guide's 61000
// is that of older kernels.
func LinuxDynamicPorts() PortRange { return PortRange{32768, 60999} }

// FallbackDynamicPorts is the range where that setting cannot be read,
// 49153-65535, for the agent and for Docker (the same two files).
func FallbackDynamicPorts() PortRange { return PortRange{49153, 65535} }

// WindowsDynamicPorts is the agent's fixed range on Windows, 49152-65535
// (amazon-ecs-agent agent/utils/ephemeral_ports_windows.go). Docker's own there is
// 60000-65000 (moby libnetwork/portallocator/portallocator_windows.go).
func WindowsDynamicPorts() PortRange { return PortRange{49152, 65535} }

// PortRanges is a set of ports kept as the fewest ranges: ascending, disjoint
// and never adjacent, so equal sets are equal slices. The zero value is the
// empty set. What firewalls open, and what of it is needed, are such sets.
// Its operations return new sets and leave their operands alone.
type PortRanges []PortRange

// NewPortRanges returns the set of the ports in any of the given ranges, which
// may come in any order and overlap.
func NewPortRanges(ranges ...PortRange) PortRanges {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b PortRange) int { return int(a.First) - int(b.First) })
	var set PortRanges
	for _, r := range sorted {
		if n := len(set) - 1; n >= 0 && int(r.First) <= int(set[n].Last)+1 {
			set[n].Last = max(set[n].Last, r.Last)
		} else {
			set = append(set, r)
		}
	}
	return set
}

// Size is the number of ports in the set, 0 to 65,536.
func (s PortRanges) Size() int {
	n := 0
	for _, r := range s {
		n += r.Size()
	}
	return n
}

// Contains reports whether p is in the set. O(log len(s)).
func (s PortRanges) Contains(p uint16) bool {
	i := sort.Search(len(s), func(i int) bool { return s[i].Last >= p })
	return i < len(s) && s[i].First <= p
}

// Union returns the ports in either set.
func (s PortRanges) Union(t PortRanges) PortRanges {
	return NewPortRanges(slices.Concat(s, t)...)
}

// Intersect returns the ports in both sets: of what is needed, what is open.
func (s PortRanges) Intersect(t PortRanges) PortRanges {
	var both PortRanges
	for i, j := 0, 0; i < len(s) && j < len(t); {
		if r, ok := s[i].Intersect(t[j]); ok {
			both = append(both, r)
		}
		if s[i].Last < t[j].Last {
			i++
		} else {
			j++
		}
	}
	return both
}

// Subtract returns the ports of s that are not in t: of what is open, what
// nobody needs; of what is needed, what is shut.
func (s PortRanges) Subtract(t PortRanges) PortRanges {
	var rest PortRanges
	j := 0
	for _, r := range s {
		from := int(r.First)
		for j < len(t) && int(t[j].Last) < from {
			j++
		}
		for k := j; k < len(t) && t[k].First <= r.Last; k++ {
			if from < int(t[k].First) {
				rest = append(rest, PortRange{uint16(from), t[k].First - 1})
			}
			from = int(t[k].Last) + 1
		}
		if from <= int(r.Last) {
			rest = append(rest, PortRange{uint16(from), r.Last})
		}
	}
	return rest
}

// String returns the ranges in order, a port that stands alone as itself:
// "80, 32768-60999", and "none" for the empty set.
func (s PortRanges) String() string {
	if len(s) == 0 {
		return "none"
	}
	parts := make([]string, len(s))
	for i, r := range s {
		parts[i] = r.String()
		if r.First == r.Last {
			parts[i] = strconv.Itoa(int(r.First))
		}
	}
	return strings.Join(parts, ", ")
}
