package picture

import (
	"strconv"

	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// The plot of a band.
const (
	bandLeft, bandRight = 30, 376
	bandTop, bandBottom = 40, 190
	mostRows            = 24 // of the table of a band
)

// Bands draws deployments: how many tasks of which revision there were in the course of each, and
// within which limits.
func Bands(f *film.Film, ids []event.DeploymentID, w *Words) (all []*Picture) {
	last := f.Scene(f.Steps() - 1)
	for _, x := range follow(f, ids) {
		all = append(all, band(&x, last, w))
	}
	return all
}

// scale turns a count of tasks into a y.
type scale struct{ most int }

func (s scale) y(n int) int { return bandBottom - (bandBottom-bandTop)*n/max(s.most, 1) }

func band(x *followed, s *film.Scene, w *Words) *Picture {
	d := &s.Deployments[x.id]
	service, revision := s.Workloads[d.Workload].Name, s.Config.Tasks[d.Definition].Name()
	p := &Picture{Kind: "band", ID: identifier("deployment", strconv.Itoa(int(x.id))), Title: service, Aside: revision, words: w, Height: 222, defs: true}
	p.State, p.Mood = w.outcome(d, x, s.At)
	if len(x.bounds) == 0 {
		x.bounds = []bound{{d.Started, int(d.Lower), int(d.Upper)}}
	}
	var g canvas
	t := axis{x.from, max(x.to, x.from+1), bandLeft, bandRight}
	v := scale{x.most()}
	x.drawAllowed(&g, &t, v, d)
	v.draw(&g)
	x.drawAreas(&g, &t, v)
	if x.stuckAt != des.Never {
		at := t.x(x.stuckAt)
		top := v.y(x.levels[len(x.levels)-1].total())
		g.rect("still", at, top, bandRight-at, bandBottom-top, 0)
		if top < bandBottom-16 && bandRight-at > 120 {
			g.text("over mid", (at+bandRight)/2, (top+bandBottom)/2+4, clip(w.Stuck, bandRight-at))
		}
	}
	x.drawBounds(&g, &t, v, d, w)
	start := t.x(d.Started)
	g.path("begin", "M", start, 14, "V", bandBottom)
	g.text("tick left", start+4, 22, clip(revision, bandRight-start-8))
	x.drawMarks(&g, &t)
	t.draw(&g, w, bandBottom, 25)
	p.body = g.b
	b := x.bounds[0]
	p.Says = w.sprintf(w.BandSays, service, revision, b.lower, b.upper, p.State, x.peak(), len(x.refused), len(x.failed))
	p.Tables = []Table{x.table(w), x.boundTable(w)}
	if n := len(x.levels); n > mostRows {
		p.Tables[0].Title = w.sprintf(w.BandThinned, n)
	}
	return p
}

// outcome is how a deployment has ended, or stands.
func (w *Words) outcome(d *film.Deployment, x *followed, now des.Time) (string, Mood) {
	switch d.Status {
	case film.Completed:
		return w.sprintf(w.CompletedIn, w.length(d.Ended.Sub(d.Started))), Good
	case film.Stuck:
		if x.stuckAt == des.Never {
			return d.Status.String(), Bad
		}
		return w.sprintf(w.StuckSince, w.instant(x.stuckAt)), Bad
	case film.Failed, film.RolledBack:
		return w.sprintf(w.EndedIn, d.Status.String(), w.length(d.Ended.Sub(d.Started))), Bad
	}
	return w.sprintf(w.GoesOn, d.Status.String(), w.length(now.Sub(d.Started))), Plain
}

func (x *followed) peak() (n int) {
	for i := range x.levels {
		n = max(n, x.levels[i].total())
	}
	return n
}

// most is the highest count of the plot.
func (x *followed) most() int {
	n := x.peak()
	for _, b := range x.bounds {
		n = max(n, min(b.upper, 4*max(x.peak(), b.lower, 1)))
	}
	return max(n, 1)
}

// draw draws lines at round counts.
func (s scale) draw(g *canvas) {
	step := 1
	for i := 0; s.most/step > 4; i++ {
		step = step * []int{2, 5, 2}[i%3]
		if i%3 == 1 {
			step = step / 2
		}
	}
	for n := 0; n <= s.most; n += step {
		g.path("grid", "M", bandLeft, s.y(n), "H", bandRight)
		g.text("tick end", bandLeft-6, s.y(n)+4, strconv.Itoa(n))
	}
	g.raw("\n")
}

// until is where a bound ends: at the next one, or with the deployment.
func (x *followed) until(i int, d *film.Deployment) des.Time {
	if i+1 < len(x.bounds) {
		return x.bounds[i+1].at
	}
	return min(d.Ended, x.to)
}

// drawAllowed draws the area between a deployment's limits.
func (x *followed) drawAllowed(g *canvas, t *axis, v scale, d *film.Deployment) {
	for i, b := range x.bounds {
		left, right := t.x(b.at), t.x(x.until(i, d))
		top := v.y(min(b.upper, v.most))
		g.rect("allowed", left, top, max(right-left, 1), v.y(b.lower)-top, 0)
	}
	g.raw("\n")
}

func (x *followed) drawBounds(g *canvas, t *axis, v scale, d *film.Deployment, w *Words) {
	for i, b := range x.bounds {
		left, right := t.x(b.at), max(t.x(x.until(i, d)), t.x(b.at)+2)
		if b.upper <= v.most {
			g.path("bound", "M", left, v.y(b.upper), "H", right)
		}
		g.path("bound", "M", left, v.y(b.lower), "H", right)
	}
	b := x.bounds[0]
	left, right := t.x(b.at), t.x(x.until(0, d))
	limit := func(y int, text string) {
		switch n := wide(text); {
		case right-left > n+8:
			g.text("limit end", right-3, y-4, text)
		case bandRight-right > n+8:
			g.text("limit left", right+5, y+4, text)
		default:
			g.text("limit left", min(left+4, bandRight-n), y-4, text)
		}
	}
	limit(v.y(min(b.upper, v.most)), w.sprintf(w.AtMost, b.upper))
	if b.lower != b.upper {
		limit(v.y(b.lower), w.sprintf(w.AtLeast, b.lower))
	}
	g.raw("\n")
}

// drawAreas draws the stack of tasks, old ones at the bottom.
func (x *followed) drawAreas(g *canvas, t *axis, v scale) {
	below := func(*level) int { return 0 }
	for _, a := range []struct {
		class string
		top   func(*level) int
	}{
		{"old", func(l *level) int { return l.old }},
		{"new", func(l *level) int { return l.old + l.healthy }},
		{"warm", func(l *level) int { return l.old + l.healthy + l.warm }},
		{"start", func(l *level) int { return l.total() }},
	} {
		x.drawArea(g, t, v, "area "+a.class, below, a.top)
		below = a.top
	}
}

// drawArea draws the area between two levels through time, as one path for each stretch in which
// they differ.
func (x *followed) drawArea(g *canvas, t *axis, v scale, class string, low, high func(*level) int) {
	for i := 0; i < len(x.levels); {
		if low(&x.levels[i]) == high(&x.levels[i]) {
			i++
			continue
		}
		end := i
		for end < len(x.levels) && low(&x.levels[end]) != high(&x.levels[end]) {
			end++
		}
		right := x.to
		if end < len(x.levels) {
			right = x.levels[end].at
		}
		x.drawStretch(g, t, v, class, x.levels[i:end], right, low, high)
		i = end
	}
}

func (x *followed) drawStretch(g *canvas, t *axis, v scale, class string, levels []level, right des.Time, low, high func(*level) int) {
	left, end := t.x(levels[0].at), max(t.x(right), t.x(levels[0].at)+1)
	d := []any{"M", left, " ", v.y(high(&levels[0]))}
	for i := 1; i < len(levels); i++ {
		if y := v.y(high(&levels[i])); y != v.y(high(&levels[i-1])) {
			d = append(d, "H", t.x(levels[i].at), "V", y)
		}
	}
	d = append(d, "H", end, "V", v.y(low(&levels[len(levels)-1])))
	for i := len(levels) - 1; i > 0; i-- {
		if y := v.y(low(&levels[i-1])); y != v.y(low(&levels[i])) {
			d = append(d, "H", t.x(levels[i].at), "V", y)
		}
	}
	g.path(class, append(d, "H", left, "z")...)
	g.raw("\n")
}

// drawMarks draws under the axis when no instance took a task, and when one failed.
func (x *followed) drawMarks(g *canvas, t *axis) {
	last := -1
	for _, at := range x.refused {
		if m := t.x(at); m >= last+7 && at >= x.from && at <= x.to {
			g.path("x", "M", m-3, bandBottom+5, "l6 6m0-6l-6 6")
			last = m
		}
	}
	last = -1
	for _, at := range x.failed {
		if m := t.x(at); m >= last+7 && at >= x.from && at <= x.to {
			g.path("wrong", "M", m-4, bandBottom+5, "h8l-4 7z")
			last = m
		}
	}
	g.raw("\n")
}

// table is the levels; of very many, some.
func (x *followed) table(w *Words) Table {
	t := newTable("", w.BandColumns)
	every := (len(x.levels) + mostRows - 1) / mostRows
	for i := range x.levels {
		if l := &x.levels[i]; every < 2 || i%every == 0 || i == len(x.levels)-1 {
			t.add(w.instant(max(l.at, x.from)), strconv.Itoa(l.old), strconv.Itoa(l.healthy), strconv.Itoa(l.warm), strconv.Itoa(l.starting), strconv.Itoa(l.total()))
		}
	}
	return t
}

func (x *followed) boundTable(w *Words) Table {
	t := newTable(w.BoundTitle, w.BoundColumns)
	for i, b := range x.bounds {
		if i < mostRows {
			t.add(w.instant(b.at), strconv.Itoa(b.lower), strconv.Itoa(b.upper), strconv.Itoa(len(x.refused)), strconv.Itoa(len(x.failed)))
		}
	}
	return t
}

// BandKey explains what these pictures of deployments are made of, or any of them.
func (w *Words) BandKey(drawn ...*Picture) string {
	var allowed, refused, failed canvas
	allowed.rect("allowed", 1, 3, 24, 12, 0)
	allowed.path("bound", "M1 3H25M1 15H25")
	refused.path("x", "M9 5l8 8m0-8l-8 8")
	failed.path("wrong", "M9 5h9l-5 8z")
	return key(drawn, []sign{
		areaSign("old", w.KeyOld), areaSign("start", w.KeyStart), areaSign("warm", w.KeyWarm), areaSign("new", w.KeyNew),
		{string(allowed.b), w.KeyAllowed, "allowed"}, {string(refused.b), w.KeyRefused, "x"}, {string(failed.b), w.KeyFailed, "wrong"},
	})
}
