package model

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestParsePortRange(t *testing.T) {
	for _, c := range []struct {
		text string
		want PortRange
		err  string
	}{
		{"32768-60999", PortRange{32768, 60999}, ""},
		{"1-65535", PortRange{1, 65535}, ""},
		{"200-300", PortRange{200, 300}, ""}, // J05
		{"test1", PortRange{}, `port range "test1" has no hyphen, wanted FIRST-LAST such as "32768-60999"`}, // J06
		{"80-80", PortRange{80, 80}, ""},
		{"", PortRange{}, `port range "" has no hyphen, wanted FIRST-LAST such as "32768-60999"`},
		{"8000", PortRange{}, `port range "8000" has no hyphen, wanted FIRST-LAST such as "32768-60999"`},
		{"8010-8000", PortRange{}, `port range "8010-8000" ends before it begins, wanted "8000-8010"`},
		{"0-10", PortRange{}, `port range "0-10": first port "0" is out of range, wanted 1 to 65535`},
		{"1-65536", PortRange{}, `port range "1-65536": last port "65536" is out of range, wanted 1 to 65535`},
		{"1-99999999999999999999", PortRange{}, `port range "1-99999999999999999999": last port "99999999999999999999" is out of range, wanted 1 to 65535`},
		{"-1-10", PortRange{}, `port range "-1-10": first port "" is not a number, wanted 1 to 65535`},
		{"1-2-3", PortRange{}, `port range "1-2-3": last port "2-3" is not a number, wanted 1 to 65535`},
		{"80 - 90", PortRange{}, `port range "80 - 90": first port "80 " is not a number, wanted 1 to 65535`},
		{"+80-90", PortRange{}, `port range "+80-90": first port "+80" is not a number, wanted 1 to 65535`},
		{"80-", PortRange{}, `port range "80-": last port "" is not a number, wanted 1 to 65535`},
		{"http-90", PortRange{}, `port range "http-90": first port "http" is not a number, wanted 1 to 65535`},
	} {
		got, err := ParsePortRange(c.text)
		if got != c.want || errText(err) != c.err {
			t.Errorf("ParsePortRange(%q) = %v, %q, want %v, %q", c.text, got, errText(err), c.want, c.err)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func FuzzParsePortRange(f *testing.F) {
	for _, s := range []string{"32768-60999", "1-1", "0080-0090", "9-8", "0-1", "1-65536", "-", "--", "1--2", "１-２"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParsePortRange(text)
		if err != nil {
			if r != (PortRange{}) {
				t.Fatalf("%q refused, yet gives %v", text, r)
			}
			return
		}
		if r.First == 0 || r.First > r.Last {
			t.Fatalf("%q gives %v", text, r)
		}
		if again, err := ParsePortRange(r.String()); err != nil || again != r {
			t.Fatalf("%q gives %v, which reads as %v, %v", text, r, again, err)
		}
	})
}

func TestDefaultRanges(t *testing.T) {
	for _, c := range []struct {
		r    PortRange
		text string
		size int
	}{
		{LinuxDynamicPorts(), "32768-60999", 28232},
		{FallbackDynamicPorts(), "49153-65535", 16383},
		{WindowsDynamicPorts(), "49152-65535", 16384},
	} {
		if c.r.String() != c.text || c.r.Size() != c.size {
			t.Errorf("%v has %d ports, want %s with %d", c.r, c.r.Size(), c.text, c.size)
		}
	}
}

// each marks the ports of a range one by one, the twin of its arithmetic.
func (r PortRange) each(b *bitmap) {
	for p := int(r.First); p <= int(r.Last); p++ {
		b[p] = true
	}
}

func (b *bitmap) size() (n int) {
	for _, in := range b {
		if in {
			n++
		}
	}
	return n
}

// randomRange draws narrow, wide, touching and extreme ranges.
func randomRange(r *rand.Rand) PortRange {
	base := []int{0, 100, 65500}[r.IntN(3)]
	a, b := base+r.IntN(36), base+r.IntN(36)
	if r.IntN(20) == 0 {
		a, b = r.IntN(1<<16), r.IntN(1<<16)
	}
	return PortRange{uint16(min(a, b)), uint16(max(a, b))}
}

func TestPortRangeAgainstBitmap(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for range 300 {
		a, b := randomRange(r), randomRange(r)
		x, y, shared := new(bitmap), new(bitmap), 0
		a.each(x)
		b.each(y)
		for p := range x {
			if a.Contains(uint16(p)) != x[p] {
				t.Fatalf("%v.Contains(%d) = %v", a, p, !x[p])
			}
			if x[p] && y[p] {
				shared++
			}
		}
		if a.Size() != x.size() {
			t.Fatalf("%v.Size() = %d, want %d", a, a.Size(), x.size())
		}
		both, ok := a.Intersect(b)
		if ok != (shared > 0) || a.Overlaps(b) != ok || ok && both.Size() != shared {
			t.Fatalf("%v and %v share %d ports; Intersect = %v, %v", a, b, shared, both, ok)
		}
	}
}

func TestPortRangesAgainstBitmap(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	draw := func() (PortRanges, *bitmap) {
		ranges, twin := make([]PortRange, r.IntN(6)), new(bitmap)
		for i := range ranges {
			ranges[i] = randomRange(r)
			ranges[i].each(twin)
		}
		return NewPortRanges(ranges...), twin
	}
	for range 200 {
		a, x := draw()
		b, y := draw()
		for _, c := range []struct {
			name string
			got  PortRanges
			want func(p int) bool
		}{
			{"a", a, func(p int) bool { return x[p] }},
			{"union", a.Union(b), func(p int) bool { return x[p] || y[p] }},
			{"intersect", a.Intersect(b), func(p int) bool { return x[p] && y[p] }},
			{"subtract", a.Subtract(b), func(p int) bool { return x[p] && !y[p] }},
		} {
			size := 0
			for p := range x {
				if c.got.Contains(uint16(p)) != c.want(p) {
					t.Fatalf("%s of %v and %v is %v, wrong at %d", c.name, a, b, c.got, p)
				}
				if c.want(p) {
					size++
				}
			}
			if c.got.Size() != size {
				t.Fatalf("%s: Size = %d, want %d", c.name, c.got.Size(), size)
			}
			for i := 1; i < len(c.got); i++ {
				if int(c.got[i].First) <= int(c.got[i-1].Last)+1 {
					t.Fatalf("%s: %v is not in its shortest form", c.name, c.got)
				}
			}
		}
	}
}

// A security group for 49153-65535 covers part of what the agent may choose from
// on Linux, where the whole dynamic range must be open.
func TestPortRangesShareCovered(t *testing.T) {
	needed := NewPortRanges(LinuxDynamicPorts())
	open := NewPortRanges(PortRange{49153, 65535}, PortRange{80, 80})
	covered, shut, exposed := needed.Intersect(open), needed.Subtract(open), open.Subtract(needed)
	if !slices.Equal(covered, PortRanges{{49153, 60999}}) || covered.Size() != 11847 {
		t.Errorf("covered = %v", covered)
	}
	if !slices.Equal(shut, PortRanges{{32768, 49152}}) || shut.Size()+covered.Size() != needed.Size() {
		t.Errorf("shut = %v", shut)
	}
	if !slices.Equal(exposed, PortRanges{{80, 80}, {61000, 65535}}) {
		t.Errorf("exposed = %v", exposed)
	}
}
