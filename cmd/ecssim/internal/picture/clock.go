package picture

import (
	"strconv"
	"time"

	"ecssim/sim/des"
)

// units are those of lengths of time, in the order of Words.Units.
var units = [...]time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second}

// length is a length of time in words, in its two largest units, such as "12 min 50 s".
func (w *Words) length(d time.Duration) string { return w.inUnits(d, 2) }

// instant is an instant in words, to the second.
func (w *Words) instant(t des.Time) string { return w.inUnits(time.Duration(t), len(units)) }

// inUnits writes a length of time in so many units, from the largest that it has on.
func (w *Words) inUnits(d time.Duration, most int) string {
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
		if d -= time.Duration(n) * u; n > 0 && parts < most {
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
	step := a.step(w)
	first := (time.Duration(a.from) + step - 1) / step * step
	for t := first; t <= time.Duration(a.to) && (t-first)/step < 8; t += step {
		x, text := a.x(des.Time(t)), w.instant(des.Time(t))
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

// step is the length from one mark to the next: the least with which their texts stand apart.
func (a *axis) step(w *Words) time.Duration {
	const apart, most = 12, 6
	span := a.to.Sub(a.from)
	for _, s := range steps {
		marks := int(min(span/s, most+1))
		text := 0
		for n := range marks + 1 {
			text = max(text, wide(w.instant(a.from.Add(time.Duration(n)*s)/des.Time(s)*des.Time(s))))
		}
		if marks <= most && marks*(text+apart) <= a.right-a.left {
			return s
		}
	}
	return steps[len(steps)-1]
}
