// Package palette is the colours of everything that is drawn: pictures, reports, pages and plots.
// A colour has one meaning wherever it is seen, and each meaning has a shape or a texture besides,
// so that nothing rests on colour alone.
package palette

import "fmt"

// Color is an opaque colour in sRGB. It is a color.Color.
type Color struct{ R, G, B uint8 }

// RGBA returns the colour as package image/color has it.
func (c Color) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0x101, uint32(c.G) * 0x101, uint32(c.B) * 0x101, 0xffff
}

// String is the colour as CSS and SVG write it, such as "#1a4fa8".
func (c Color) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Role is what a colour means.
type Role uint8

// The roles. A tint is the background of what has the colour before it.
const (
	Paper  Role = iota // behind a picture
	Ground             // behind the papers of a page
	Ink                // text
	Quiet              // text that says what is not the point
	Line               // thin lines, empty parts of bars
	Wall               // the outline of a container instance
	AWSVPC             // network modes
	AWSVPCTint
	Bridge
	BridgeTint
	Host
	HostTint
	None
	NoneTint
	Refused // what waits, fails or binds
	RefusedTint
	Old     // tasks of the revision before; always outlined
	New     // tasks of the revision that is deployed
	Allowed // what a deployment may do
	On      // text on a mode's colour
	NumRoles
)

// names are the roles as the style sheet of a page calls them.
var names = [NumRoles]string{
	"paper", "ground", "ink", "quiet", "line", "wall", "awsvpc", "awsvpc-tint", "bridge", "bridge-tint", "host", "host-tint",
	"none", "none-tint", "refused", "refused-tint", "old", "new", "allowed", "on",
}

// String is the role's name, in lower case with hyphens.
func (r Role) String() string { return names[r] }

// Scheme is a colour for every role.
type Scheme [NumRoles]Color

// Light is for paper and for screens that are light, Dark for screens that are dark.
var (
	Light = Scheme{
		Paper: hex(0xffffff), Ground: hex(0xf5f6f4), Ink: hex(0x1b2328), Quiet: hex(0x59646b), Line: hex(0xd2d7d6), Wall: hex(0x49545b),
		AWSVPC: hex(0x1a4fa8), AWSVPCTint: hex(0xe6edf9), Bridge: hex(0x0b7a57), BridgeTint: hex(0xdff2ea),
		Host: hex(0x8a5300), HostTint: hex(0xfcefd6), None: hex(0x59646b), NoneTint: hex(0xeceeee),
		Refused: hex(0xa00032), RefusedTint: hex(0xfde9ee), Old: hex(0xb9c1c5), New: hex(0x1a4fa8), Allowed: hex(0xe9eeeb), On: hex(0xffffff),
	}
	Dark = Scheme{
		Paper: hex(0x171c20), Ground: hex(0x0f1316), Ink: hex(0xe8ecee), Quiet: hex(0xa3adb3), Line: hex(0x39424a), Wall: hex(0x8d989f),
		AWSVPC: hex(0x6aaef2), AWSVPCTint: hex(0x14293d), Bridge: hex(0xa0ecd0), BridgeTint: hex(0x113327),
		Host: hex(0xefb75c), HostTint: hex(0x392a0e), None: hex(0xa3adb3), NoneTint: hex(0x242b30),
		Refused: hex(0xff6f86), RefusedTint: hex(0x401824), Old: hex(0x4c575e), New: hex(0x6aaef2), Allowed: hex(0x222a2f), On: hex(0x0f1316),
	}
)

func hex(n uint32) Color { return Color{uint8(n >> 16), uint8(n >> 8), uint8(n)} }

// Series is the colours of several curves or bars beside each other, in the order in which they
// are taken. Who has more of them gives them other dashes or marks and begins anew.
func (s *Scheme) Series() []Color {
	return []Color{s[AWSVPC], s[Bridge], s[Host], s[Refused]}
}
