package picture

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"ecssim/model/plaintext"
)

// canvas is an SVG that is being drawn. Its numbers are whole, so that no processor draws it
// otherwise than another one.
type canvas struct{ b []byte }

func (c *canvas) raw(s string) { c.b = append(c.b, s...) }

// attributes appends name="n" pairs.
func (c *canvas) attributes(names string, values ...int) {
	for i, name := range strings.Fields(names) {
		c.raw(" " + name + `="`)
		c.b = strconv.AppendInt(c.b, int64(values[i]), 10)
		c.raw(`"`)
	}
}

func (c *canvas) tag(name, class string) {
	c.raw("<" + name)
	if class != "" {
		c.raw(` class="` + class + `"`)
	}
}

// open begins a group.
func (c *canvas) open(class string) {
	c.tag("g", class)
	c.raw(">")
}

func (c *canvas) close() { c.raw("</g>\n") }

func (c *canvas) rect(class string, x, y, w, h, r int) {
	c.tag("rect", class)
	c.attributes("x y width height", x, y, w, h)
	if r > 0 {
		c.attributes("rx", r)
	}
	c.raw("/>")
}

func (c *canvas) circle(class string, x, y, r int) {
	c.tag("circle", class)
	c.attributes("cx cy r", x, y, r)
	c.raw("/>")
}

// path draws a path; d is commands and whole numbers.
func (c *canvas) path(class string, d ...any) {
	c.tag("path", class)
	c.raw(` d="`)
	c.b = appendPath(c.b, d...)
	c.raw(`"/>`)
}

// appendPath appends commands of a path and their numbers.
func appendPath(b []byte, d ...any) []byte {
	number := false
	for _, x := range d {
		switch x := x.(type) {
		case int:
			if number && x >= 0 {
				b = append(b, ' ')
			}
			b = strconv.AppendInt(b, int64(x), 10)
			number = true
		case string:
			b = append(b, x...)
			number = false
		}
	}
	return b
}

func (c *canvas) text(class string, x, y int, s string) {
	c.tag("text", class)
	c.attributes("x y", x, y)
	c.raw(">" + escape(s) + "</text>")
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escape makes a text fit for an element or an attribute. Of what does not show nothing is left.
func escape(s string) string { return entities.Replace(plaintext.Escape(s)) }

// The room that a character is reckoned to take, at 12 pixels: fonts differ, and this is the widest
// of those that are asked for.
const (
	latin = 7
	broad = 12 // of Chinese, Japanese and Korean
)

func wideRune(r rune) int {
	const hangul, punctuation, radicals = 0x1100, 0x2000, 0x2e80
	if r >= radicals || r >= hangul && r < punctuation {
		return broad
	}
	return latin
}

// The sizes of texts, in pixels: room is reckoned for the normal one.
const normal, small = 12, 11

// wide is the room that a text takes.
func wide(s string) (n int) {
	for _, r := range s {
		n += wideRune(r)
	}
	return n
}

// clip cuts a text to a room; what is cut ends in "…".
func clip(s string, room int) string {
	if wide(s) <= room {
		return s
	}
	room -= latin
	for i, r := range s {
		if room -= wideRune(r); room < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

// clipName is clip for a name that ends in what tells it from others: it is cut before a number
// behind a slash or hyphen.
func clipName(s string, room int) string {
	if wide(s) <= room {
		return s
	}
	at := strings.LastIndexAny(s, "/-")
	if at < 0 || utf8.RuneCountInString(s[at:]) > 6 || wide(s[at:]) > room-4*latin {
		return clip(s, room)
	}
	return clip(s[:at], room-wide(s[at:])) + s[at:]
}
