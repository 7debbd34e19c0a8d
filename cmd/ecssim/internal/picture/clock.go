package picture

import (
	"strconv"
	"time"

	"ecssim/sim/des"
)

// units are those of lengths of time, in the order of Words.Units.
var units = [...]time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second}

// length is a length of time in words, to the second, such as "12 min 50 s".
func (w *Words) length(d time.Duration) string {
	if d == 0 {
		return "0" + w.Units[len(w.Units)-1]
	}
	if d < time.Second {
		return strconv.Itoa(int(d/time.Millisecond)) + w.Milliseconds
	}
	d = d.Round(time.Second)
	s, parts := "", 0
	for i, u := range units {
		n := int(d / u)
		if d -= time.Duration(n) * u; n > 0 && parts < 2 {
			if s != "" {
				s += " "
			}
			s += strconv.Itoa(n) + w.Units[i]
		}
		if s != "" {
			parts++
		}
	}
	return s
}

func (w *Words) instant(t des.Time) string { return w.length(time.Duration(t)) }

// axis is a time axis.
type axis struct {
	from, to    des.Time
	left, right int // of its picture
}

// x is where an instant is.
func (a *axis) x(t des.Time) int {
	t = min(max(t, a.from), a.to)
	if a.to <= a.from {
		return a.left
	}
	const scale = 1000 // keeps the product below 2^63
	return a.left + int(int64(t-a.from)/scale*int64(a.right-a.left)/max(int64(a.to-a.from)/scale, 1))
}

// steps are the lengths from one mark of an axis to the next.
var steps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour,
}

// draw draws the axis at y, with marks at round instants whose texts stand below.
func (a *axis) draw(g *canvas, w *Words, y, below int) {
	g.path("axis", "M", a.left, y, "H", a.right)
	step := steps[len(steps)-1]
	for _, s := range steps {
		if (a.to.Sub(a.from)-1)/s < 5 {
			step = s
			break
		}
	}
	first := (time.Duration(a.from) + step - 1) / step * step
	for t := first; t <= time.Duration(a.to) && (t-first)/step < 8; t += step {
		x, text := a.x(des.Time(t)), w.length(t)
		g.path("axis", "M", x, y, "v4")
		switch half := wide(text) / 2; {
		case x+half > Width:
			g.text("tick end", Width-1, y+below, text)
		case x-half < 0:
			g.text("tick left", 1, y+below, text)
		default:
			g.text("tick mid", x, y+below, text)
		}
	}
	g.raw("\n")
}
