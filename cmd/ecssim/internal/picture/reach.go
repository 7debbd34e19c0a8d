package picture

import (
	"strconv"

	"ecssim/sim/report"
)

// Reach draws the way from one end to another, and what is asked on it.
func Reach(a *report.ReachAnswer, w *Words) *Picture {
	p := &Picture{Kind: "reach", ID: "reach", Title: a.From.Name + " → " + a.To.Name, words: w}
	if p.State, p.Mood = w.Reaches, Good; !a.Reachable {
		p.State, p.Mood = w.ReachesNot, Bad
	}
	var g canvas
	y := drawEnd(&g, 4, &a.From)
	t := newTable("", w.ReachColumns)
	for i, s := range a.Path {
		class := "hop"
		if !s.OK {
			class = "hop no"
		}
		g.path("flow", "M24 ", y, "v14")
		g.rect(class, 2, y+14, Width-4, 44, 6)
		if s.OK {
			g.path("good", "M12 ", y+24, "h12v12h-12z")
			g.path("ok", "M15 ", y+30, "l2 3l5-6")
		} else {
			g.path("x", "M12 ", y+24, "l12 12m0-12l-12 12")
		}
		g.text("", 34, y+31, clip(strconv.Itoa(i+1)+". "+s.Where, Width-44))
		g.text("quiet", 34, y+48, clip(s.Finding, Width-44))
		y += 58
		passes := w.Yes
		if !s.OK {
			passes = w.No
		}
		t.add(strconv.Itoa(i+1), s.Where, s.Asked, s.Finding, passes)
	}
	if a.Reachable {
		g.path("flow", "M24 ", y, "v14m-4-5l4 5l4-5")
	} else {
		g.path("gap", "M24 ", y, "v14")
	}
	p.Height = drawEnd(&g, y+14, &a.To) + 2
	p.body = g.b
	p.Says = a.From.Name + " → " + a.To.Name + ": " + p.State + ". " + a.Why
	for i, s := range a.Path {
		p.Says += " " + strconv.Itoa(i+1) + ": " + s.Where + ", " + s.Finding + "."
	}
	p.Tables = []Table{t, endTable(a, w)}
	return p
}

// drawEnd draws one end, and returns where it ends.
func drawEnd(g *canvas, y int, e *report.ReachEnd) int {
	mode := e.NetworkMode
	if mode == "" {
		mode = "none"
	}
	g.open(mode)
	g.rect("room", 2, y, Width-4, 40, 8)
	name := clipName(e.Name, Width-20)
	g.text("task left", 12, y+17, name)
	more := e.NetworkMode
	for _, s := range []string{e.Instance, e.Subnet} {
		if s != "" && more != "" {
			more += " · "
		}
		more += s
	}
	g.text("quiet", 12, y+32, clip(more, Width-24))
	g.close()
	return y + 40
}

func endTable(a *report.ReachAnswer, w *Words) Table {
	t := newTable(w.EndTitle, w.EndColumns)
	for _, e := range []*report.ReachEnd{&a.From, &a.To} {
		groups := ""
		for i, s := range e.SecurityGroups {
			if i > 0 {
				groups += ", "
			}
			groups += s
		}
		t.add(e.Name, e.NetworkMode, e.Instance, e.Namespace, e.Subnet, groups)
	}
	return t
}
