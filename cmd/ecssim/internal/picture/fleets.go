package picture

import (
	"math"
	"strconv"
)

// Fleet is a fleet of container instances that a plan has found.
type Fleet struct {
	Name     string // such as "12 c6a.xlarge"
	Setup    string // network setup
	Hosts    int
	USD      float64 // an hour
	LeastUSD float64 // that fleets of the same types cost at least, proved
	BoundBy  string
}

// longestPrice is the length of the bar of the highest price, beside which prices stand.
const longestPrice = Width - 72

// Fleets draws what fleets cost an hour, with what is proved that they cost at least, and what any
// fleet whatever costs at least.
func Fleets(scenario string, fleets []Fleet, least float64, w *Words) *Picture {
	p := &Picture{Kind: "fleets", ID: "fleets", Title: w.FleetTitle, Aside: scenario, words: w}
	most := max(1, tenthCents(least))
	for i := range fleets {
		most = max(most, tenthCents(fleets[i].USD))
	}
	var g canvas
	t := newTable("", w.FleetColumns)
	g.text("quiet end", Width-2, 12, w.USDPerHour)
	y := 18
	for i := range fleets {
		f := &fleets[i]
		price := strconv.FormatFloat(f.USD, 'f', 4, 64)
		t.add(f.Name, f.Setup, strconv.Itoa(f.Hosts), price, strconv.FormatFloat(f.LeastUSD, 'f', 4, 64), f.BoundBy)
		if i >= mostBars {
			continue
		}
		g.open(setupClass(f.Setup))
		name := clip(f.Name, 180)
		g.text("", 2, y+11, name)
		g.text("quiet", wide(name)+10, y+11, clip(f.Setup, longestPrice-wide(name)-20))
		g.text("amount end", Width-2, y+26, price)
		g.rect("bar", 2, y+16, barLength(tenthCents(f.USD), most, longestPrice), 11, 2)
		x := 2 + barLength(tenthCents(f.LeastUSD), most, longestPrice)
		g.path("proved", "M", x, y+13, "v17")
		g.close()
		y += 38
	}
	if len(fleets) > mostBars {
		g.text("quiet", 2, y+10, w.sprintf(w.More, len(fleets)-mostBars))
		y += 18
	}
	x, text := 2+barLength(tenthCents(least), most, longestPrice), strconv.FormatFloat(least, 'f', 4, 64)
	g.path("gap", "M", x, 18, "V", y+4)
	label := w.sprintf(w.AnyFleet, text)
	g.text("late end", max(x-4, wide(label)), y+14, label)
	p.Height = y + 22
	p.body = g.b
	t.add(w.AnyFleetRow, "", "", "", text, "")
	p.Says = w.FleetTitle + ", " + scenario + ". " + t.says(len(t.Rows))
	p.Tables = []Table{t}
	return p
}

// tenthCents is a price in whole tenths of a cent, for the length of a bar.
func tenthCents(usd float64) int {
	const most = 1_000_000
	if !(usd > 0) {
		return 0
	}
	return int(math.Floor(min(usd, most) * 1000))
}

// FleetKey explains what the picture of fleets is made of.
func (w *Words) FleetKey() string {
	var bar, proved, any canvas
	bar.open("none")
	bar.rect("bar", 1, 4, 24, 10, 2)
	bar.raw("</g>")
	proved.path("proved", "M13 1v16")
	any.path("gap", "M13 1v16")
	return key(nil, []sign{{string(bar.b), w.KeyPrice, ""}, {string(proved.b), w.KeyProvedPrice, ""}, {string(any.b), w.KeyAnyFleet, ""}})
}
