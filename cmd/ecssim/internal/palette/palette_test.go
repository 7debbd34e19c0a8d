package palette

import (
	"math"
	"testing"
)

// Every text can be read on whatever it is set on: a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3), and of
// 3 to 1 for what is no text (1.4.11).
func TestContrast(t *testing.T) {
	const text, shape = 4.5, 3
	for _, x := range []struct {
		on, is Role
		least  float64
	}{
		{Paper, Ink, text}, {Ground, Ink, text}, {Paper, Quiet, text}, {Ground, Quiet, text}, {Allowed, Ink, text}, {Allowed, Quiet, text},
		{AWSVPCTint, AWSVPC, text}, {BridgeTint, Bridge, text}, {HostTint, Host, text}, {NoneTint, None, text}, {RefusedTint, Refused, text},
		{AWSVPCTint, Ink, text}, {BridgeTint, Ink, text}, {HostTint, Ink, text}, {NoneTint, Ink, text}, {HostTint, Quiet, text},
		{Paper, AWSVPC, text}, {Paper, Bridge, text}, {Paper, Host, text}, {Paper, None, text}, {Paper, Refused, text},
		{Ground, Refused, text}, {Ground, New, text}, {Ground, Bridge, text},
		{AWSVPC, On, text}, {Bridge, On, text}, {Host, On, text}, {None, On, text}, {Refused, On, text}, {New, On, text}, {Old, Ink, text},
		{Paper, Wall, shape}, {New, Old, shape}, {Ground, Wall, shape},
	} {
		for name, s := range map[string]*Scheme{"light": &Light, "dark": &Dark} {
			if got := contrast(s[x.on], s[x.is]); got < x.least {
				t.Errorf("%s: %v on %v is %.2f to 1, want %v", name, x.is, x.on, got, x.least)
			}
		}
	}
}

// The colours that have a meaning stay apart for who sees fewer: a distance of 15 in CIE Lab, where
// about 2 can just be told apart.
func TestColorsStayApart(t *testing.T) {
	const least = 15
	for name, s := range map[string]*Scheme{"light": &Light, "dark": &Dark} {
		all := s.Series()
		for vision, m := range visions {
			for i := range all {
				for j := range i {
					if d := distance(seen(all[i], m), seen(all[j], m)); d < least {
						t.Errorf("%s, %s: %v and %v are %.1f apart, want %d", name, vision, all[i], all[j], d, least)
					}
				}
			}
		}
	}
}

func TestRoles(t *testing.T) {
	seen := map[string]bool{}
	for r := range NumRoles {
		if r.String() == "" || seen[r.String()] {
			t.Errorf("role %d is called %q", r, r)
		}
		seen[r.String()] = true
		if r != Paper && r != On && (Light[r] == Color{} || Dark[r] == Color{}) {
			t.Errorf("%v has no colour", r)
		}
	}
	if got := Light[AWSVPC].String(); got != "#1a4fa8" {
		t.Errorf("awsvpc is %s", got)
	}
	if r, g, b, a := (Color{255, 128, 0}).RGBA(); r != 0xffff || g != 0x8080 || b != 0 || a != 0xffff {
		t.Errorf("RGBA: %x %x %x %x", r, g, b, a)
	}
}

// visions turn linear sRGB into what is seen with none of one kind of cones (Machado, Oliveira and
// Fernandes, A physiologically-based model for simulation of color vision deficiency, 2009, table of
// severity 1.0).
var visions = map[string][3][3]float64{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// linear is a colour's parts as amounts of light (WCAG 2.2, relative luminance).
func linear(c Color) (l [3]float64) {
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		if x := float64(v) / 255; x <= 0.04045 {
			l[i] = x / 12.92
		} else {
			l[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return l
}

func contrast(a, b Color) float64 {
	luminance := func(c Color) float64 {
		l := linear(c)
		return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
	}
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

// seen is a colour in CIE Lab, D65, by a matrix of visions.
func seen(c Color, m [3][3]float64) (lab [3]float64) {
	var l, xyz [3]float64
	for i, v := range mul(m, linear(c)) {
		l[i] = min(max(v, 0), 1)
	}
	toXYZ := [3][3]float64{{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}}
	white := mul(toXYZ, [3]float64{1, 1, 1})
	for i, v := range mul(toXYZ, l) {
		if v /= white[i]; v > 216.0/24389 {
			xyz[i] = math.Cbrt(v)
		} else {
			xyz[i] = (24389.0/27*v + 16) / 116
		}
	}
	return [3]float64{116*xyz[1] - 16, 500 * (xyz[0] - xyz[1]), 200 * (xyz[1] - xyz[2])}
}

func mul(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i := range m {
		for j := range v {
			out[i] += m[i][j] * v[j]
		}
	}
	return out
}

func distance(a, b [3]float64) (d float64) {
	for i := range a {
		d += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(d)
}
