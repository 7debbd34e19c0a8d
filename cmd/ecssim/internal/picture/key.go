package picture

import (
	"bytes"
	"slices"
	"strings"
)

// HostKey explains what the pictures of container instances are made of, as a list for a page: of signs
// that some pictures may lack those that are drawn in these, or all where it is not said in which.
func (w *Words) HostKey(drawn ...*Picture) string {
	sample := func(draw func(c *canvas)) string {
		var c canvas
		draw(&c)
		return string(c.b)
	}
	socket := func(class string) string {
		return sample(func(c *canvas) {
			c.open("socket " + class)
			c.rect("", 2, 1, 22, 16, 4)
			c.path("", "M", 10, 5, "v8M", 16, 5, "v8")
			c.raw("</g>")
		})
	}
	room := func(class string) string {
		return sample(func(c *canvas) {
			c.open("awsvpc " + class)
			c.rect("room", 2, 2, 22, 14, 4)
			c.raw("</g>")
		})
	}
	door := func(class string) string {
		return sample(func(c *canvas) {
			c.open("bridge " + class)
			c.path("", "M3 17v-7a9 9 0 0 1 18 0v7z")
			c.raw("</g>")
		})
	}
	return key(drawn, []sign{
		{room(""), w.KeyRoom, ""},
		{sample(func(c *canvas) { c.open("none"); c.rect("box", 4, 3, 18, 12, 3); c.raw("</g>") }), w.KeyBox, ""},
		{sample(func(c *canvas) { c.open("awsvpc"); c.rect("pause", 1, 4, 24, 10, 5); c.raw("</g>") }), w.KeyPause, "pause"},
		{socket("awsvpc used"), w.KeySocket, ""},
		{door("door"), w.KeyDoor, "door"},
		{door("door dyn"), w.KeyDynamic, "door dyn"},
		{room("starting"), w.KeyStarting, ""},
		{room("stopping"), w.KeyStopping, ""},
		{sample(func(c *canvas) { c.open("ghost"); c.rect("", 1, 3, 24, 12, 6); c.raw("</g>") }), w.KeyGhost, "ghost"},
		{sample(func(c *canvas) { c.open("stave binds"); c.text("", 7, 14, "▲"); c.raw("</g>") }), w.KeyBinds, ""},
	})
}

// sign is something in a picture, and what it means.
type sign struct {
	sample string // the inside of a small SVG
	means  string
	class  string // of the SVG element in pictures that have it; "" = all have it
}

// key is a list of signs: of those that are drawn, or of all where nothing is.
func key(drawn []*Picture, signs []sign) string {
	var b strings.Builder
	b.WriteString(`<ul class="key">`)
	for _, s := range signs {
		has := func(p *Picture) bool { return bytes.Contains(p.body, []byte(`class="`+s.class+`"`)) }
		if s.class == "" || len(drawn) == 0 || slices.ContainsFunc(drawn, has) {
			b.WriteString("\n" + `<li><svg class="picture" viewBox="0 0 26 18" aria-hidden="true">` + s.sample + "</svg>" + escape(s.means))
		}
	}
	b.WriteString("</ul>\n")
	return b.String()
}
