package picture

import (
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/report"
)

// setupClass is the class of the network mode that a setup rewrites to; "" = none.
func setupClass(name string) string {
	s, err := model.ParseSetup(name)
	if err != nil {
		return "none"
	}
	for _, m := range modes {
		if strings.HasPrefix(s.String(), m.class) {
			return m.class
		}
	}
	return "none"
}

// Comparison draws how many container instances a workload needs under each network setup, with the
// lower bound that is proved, what binds and what they cost.
func Comparison(c *report.Comparison, w *Words) *Picture {
	p := &Picture{Kind: "comparison", ID: "comparison", Title: w.CompareTitle, Aside: c.Scenario, words: w}
	most := 1
	for i := range c.Setups {
		if n := c.Setups[i].HostsNeeded; n != nil {
			most = max(most, *n)
		}
	}
	var g canvas
	t := newTable("", w.CompareColumns)
	g.text("quiet", 2, 12, w.CompareHead)
	g.text("quiet end", Width-2, 12, w.USDPerHour)
	y := 22
	for i := range c.Setups {
		s := &c.Setups[i]
		g.open(setupClass(s.Setup))
		g.text("", 2, y+11, s.Setup)
		if bind := strings.TrimPrefix(s.BoundBy, "RESOURCE:"); bind != "" {
			g.text("quiet", 130, y+11, w.sprintf(w.BoundBy, bind))
		}
		w.drawSetup(&g, s, y, most)
		g.close()
		y += 38
		t.add(w.setupRow(s)...)
	}
	if f := c.Fargate; f != nil && f.USDPerHour != nil {
		price := money(f.USDPerHour)
		g.path("grid", "M", 2, y, "H", Width-2)
		g.text("", 2, y+16, "Fargate")
		g.text("quiet", 60, y+16, w.NoHosts)
		g.text("amount end", Width-2, y+16, price)
		y += 24
		t.add("Fargate", "-", "-", "-", "-", price, money(f.USDPerMonth))
	}
	p.Height = y + 2
	p.body = g.b
	p.Says = w.sprintf(w.CompareSays, c.Scenario) + " " + t.says(len(t.Rows))
	p.Tables = []Table{t}
	return p
}

// drawSetup draws the bar of a setup, the line of its bound and its price.
func (w *Words) drawSetup(g *canvas, s *report.SetupResult, y, most int) {
	const longest = 250
	switch {
	case s.NotPossible != "":
		g.text("late", 2, y+26, clip(w.sprintf(w.NotPossible, s.NotPossible), Width-4))
		return
	case s.HostsNeeded == nil:
		g.text("late", 2, y+26, clip(w.sprintf(w.NotPossible, s.NeverPlaceable+s.Note), Width-4))
		return
	}
	n := barLength(*s.HostsNeeded, most, longest)
	g.rect("bar", 2, y+16, n, 13, 2)
	if s.LowerBoundHosts != nil {
		g.path("proved", "M", 2+barLength(*s.LowerBoundHosts, most, longest), y+13, "v19")
	}
	g.text("amount", n+9, y+27, strconv.Itoa(*s.HostsNeeded))
	g.text("amount end", Width-2, y+27, money(s.USDPerHour))
}

func (w *Words) setupRow(s *report.SetupResult) []string {
	needed, bound := "-", "-"
	if s.HostsNeeded != nil {
		needed = strconv.Itoa(*s.HostsNeeded)
	}
	if s.LowerBoundHosts != nil {
		bound = strconv.Itoa(*s.LowerBoundHosts)
	}
	why := s.BoundBy
	if why == "" {
		why = s.NotPossible + s.NeverPlaceable
	}
	zone := "-"
	if s.HostsToLoseZone != nil {
		zone = strconv.Itoa(*s.HostsToLoseZone)
	}
	return []string{s.Setup, needed, bound, zone, why, money(s.USDPerHour), money(s.USDPerMonth)}
}

// money is a price in USD.
func money(usd *float64) string {
	if usd == nil {
		return "-"
	}
	return strconv.FormatFloat(*usd, 'f', 2, 64)
}

// CompareKey explains what the picture of a comparison is made of.
func (w *Words) CompareKey() string {
	var bar, proved canvas
	bar.open("awsvpc")
	bar.rect("bar", 1, 4, 24, 10, 2)
	bar.raw("</g>")
	proved.path("proved", "M13 1v16")
	return key(nil, []sign{{string(bar.b), w.KeyNeeded, ""}, {string(proved.b), w.KeyProved, ""}})
}
