package picture

import "strings"

// HostKey explains what the pictures of container instances are made of, as a list for a page.
func (w *Words) HostKey() string {
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
	return key([][2]string{
		{room(""), w.KeyRoom},
		{sample(func(c *canvas) { c.open("none"); c.rect("box", 4, 3, 18, 12, 3); c.raw("</g>") }), w.KeyBox},
		{sample(func(c *canvas) { c.open("awsvpc"); c.rect("pause", 1, 4, 24, 10, 5); c.raw("</g>") }), w.KeyPause},
		{socket("awsvpc used"), w.KeySocket},
		{door("door"), w.KeyDoor},
		{door("door dyn"), w.KeyDynamic},
		{room("starting"), w.KeyStarting},
		{room("stopping"), w.KeyStopping},
		{sample(func(c *canvas) { c.open("ghost"); c.rect("", 1, 3, 24, 12, 6); c.raw("</g>") }), w.KeyGhost},
		{sample(func(c *canvas) { c.open("stave binds"); c.text("", 7, 14, "▲"); c.raw("</g>") }), w.KeyBinds},
	})
}

// key is a list of what something in a picture means: the inside of a small SVG, and a text.
func key(entries [][2]string) string {
	var b strings.Builder
	b.WriteString(`<ul class="key">`)
	for _, e := range entries {
		b.WriteString("\n" + `<li><svg class="picture" viewBox="0 0 26 18" aria-hidden="true">` + e[0] + "</svg>" + escape(e[1]))
	}
	b.WriteString("</ul>\n")
	return b.String()
}
