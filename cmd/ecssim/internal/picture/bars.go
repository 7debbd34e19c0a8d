package picture

import (
	"slices"
	"strconv"
	"strings"

	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// barRow is a row of a picture of bars: a name, a bar and a number.
type barRow struct {
	name, aside string
	class       string // of the bar
	value, most int
	mark        int // a line across the bar; -1 = none
	amount      string
	wrong       bool
}

const (
	barHeight = 36
	mostBars  = 14
)

// bars draws rows; of very many the first, and how many more there are.
func (w *Words) bars(g *canvas, rows []barRow) (height int) {
	y := 4
	for i, r := range rows {
		if i == mostBars {
			g.text("quiet", 2, y+12, w.sprintf(w.More, len(rows)-i))
			return y + 18
		}
		amount := wide(r.amount) + 4
		name := clipName(r.name, Width-amount-8)
		g.text("", 2, y+11, name)
		if room := Width - 4 - amount - wide(name) - 10; r.aside != "" && room > 30 {
			g.text("quiet", 8+wide(name), y+11, clip(r.aside, room))
		}
		if r.wrong {
			g.text("late end", Width-2, y+11, r.amount)
		} else {
			g.text("amount end", Width-2, y+11, r.amount)
		}
		if r.most > 0 {
			length := Width - 4
			g.rect("of", 2, y+17, length, 9, 2)
			if n := barLength(r.value, r.most, length); n > 0 {
				g.rect(r.class, 2, y+17, n, 9, 2)
			}
			if r.mark >= 0 {
				x := 2 + barLength(r.mark, r.most, length)
				g.path("proved", "M", x, y+14, "v15")
			}
		}
		y += barHeight
		g.raw("\n")
	}
	return y
}

// Subnets draws how many addresses of each subnet are taken, and how many were at most. It is nil
// where the scenario has no subnets of its own with a limit.
func (d *Drawing) Subnets() *Picture {
	var rows []barRow
	t := newTable("", d.w.SubnetColumns)
	full := 0
	for i := range d.s.Subnets {
		x, id := &d.s.Subnets[i], d.c.Subnets[i].ID
		zone := d.s.Zones[x.Zone].Name
		usable := d.w.Unlimited
		r := barRow{name: id, aside: zone, class: "have", value: int(x.Used), most: int(x.Usable), mark: int(x.Peak), amount: strconv.Itoa(int(x.Used))}
		if x.Usable > 0 {
			usable = strconv.Itoa(int(x.Usable))
			r.amount += "/" + usable
			if r.wrong = x.Used >= x.Usable; r.wrong {
				r.class, r.amount = "wrong", "▲ "+r.amount
				full++
			}
		}
		rows = append(rows, r)
		t.add(id, zone, strconv.Itoa(int(x.Used)), strconv.Itoa(int(x.Peak)), usable)
	}
	if !slices.ContainsFunc(rows, func(r barRow) bool { return r.most > 0 }) {
		return nil
	}
	p := &Picture{Kind: "subnets", ID: "subnets", Title: d.w.SubnetTitle, words: d.w, Tables: []Table{t}}
	if full > 0 {
		p.State, p.Mood = d.w.sprintf(d.w.SubnetsFull, full), Bad
	}
	var g canvas
	p.Height = d.w.bars(&g, rows)
	p.body = g.b
	p.Says = d.w.sprintf(d.w.SubnetSays, len(rows), full) + " " + t.says(4)
	return p
}

// Zones draws what runs in each availability zone. It is nil where there is but one.
func (d *Drawing) Zones() *Picture {
	if len(d.s.Zones) < 2 {
		return nil
	}
	type zone struct{ instances, tasks, running int }
	all := make([]zone, len(d.s.Zones))
	for _, h := range d.Instances() {
		z := &all[d.s.Instances[h].Zone]
		z.instances++
		for _, i := range d.on[h] {
			z.tasks++
			if t := &d.s.Tasks[i]; t.State == event.Running && !t.Lost {
				z.running++
			}
		}
	}
	most := 1
	for _, z := range all {
		most = max(most, z.tasks)
	}
	var rows []barRow
	t := newTable("", d.w.ZoneColumns)
	for i, z := range all {
		x := &d.s.Zones[i]
		state, r := d.w.ZoneWorks, barRow{name: x.Name, aside: d.w.sprintf(d.w.ZoneHas, z.instances), class: "have", value: z.running, most: most, mark: -1, amount: strconv.Itoa(z.running)}
		if x.Failed {
			state = d.w.ZoneFailed
			r.aside, r.wrong, r.amount = state, true, "✕ "+r.amount
		}
		rows = append(rows, r)
		t.add(x.Name, state, strconv.Itoa(z.instances), strconv.Itoa(z.tasks), strconv.Itoa(z.running), strconv.Itoa(x.Used))
	}
	p := &Picture{Kind: "zones", ID: "zones", Title: d.w.ZoneTitle, words: d.w, Tables: []Table{t}}
	var g canvas
	p.Height = d.w.bars(&g, rows)
	p.body = g.b
	p.Says = d.w.ZoneTitle + ". " + t.says(6)
	return p
}

// says reads the first rows of a table.
func (t *Table) says(most int) string {
	var parts []string
	for i, row := range t.Rows {
		if i == most {
			break
		}
		s := row[0]
		for n := 1; n < len(row); n++ {
			s += ", " + t.Columns[n] + " " + row[n]
		}
		parts = append(parts, s+".")
	}
	return strings.Join(parts, " ")
}

const mostTargets = 12

// Targets draws the target groups: which targets are registered, at which ports, and how each
// stands.
func (d *Drawing) Targets() (all []*Picture) {
	for g := range d.s.TargetGroups {
		x := &d.s.TargetGroups[g]
		targets := d.s.Targets(event.TargetGroupID(g))
		p := &Picture{Kind: "targets", ID: identifier("targets", x.Name), Title: x.Name, words: d.w}
		p.State = d.w.sprintf(d.w.TargetsHealthy, x.Healthy, x.Registered)
		if p.Mood = Good; x.Healthy < x.Registered || x.Registered == 0 {
			p.Mood = Bad
		}
		t := newTable("", d.w.TargetColumns)
		var c canvas
		for i, y := range targets {
			at := d.targetAt(y)
			if i < mostTargets {
				d.drawTarget(&c, 6+i*22, y, at)
			} else if i == mostTargets {
				c.text("quiet", 26, 6+i*22+12, d.w.sprintf(d.w.More, len(targets)-i))
			}
			t.add(d.s.TaskName(y.Task), at, y.State.String())
		}
		if len(targets) == 0 {
			c.text("quiet", 2, 18, d.w.NoTargets)
		}
		p.body, p.Height = c.b, 12+22*max(1, min(len(targets), mostTargets+1))
		p.Says = d.w.sprintf(d.w.TargetsSay, x.Name, x.Registered, x.Healthy, x.Draining) + " " + t.says(8)
		p.Tables = []Table{t}
		all = append(all, p)
	}
	return all
}

// targetAt is where a load balancer finds a target: an instance or a task's own address, and a port.
func (d *Drawing) targetAt(x film.RegisteredTarget) string {
	t := &d.s.Tasks[x.Task]
	where := d.w.OwnAddressShort
	if !d.c.Tasks[t.Definition].NetworkMode.OwnInterface() {
		where = ""
		if t.Instance >= 0 {
			where = d.s.Instances[t.Instance].ID
		}
	} else if d.look.Addresses != nil && d.look.Addresses.Task(x.Task).Known() {
		where = d.look.Addresses.Task(x.Task).Main().String()
		if strings.Contains(where, ":") {
			where = "[" + where + "]"
		}
	}
	return where + ":" + strconv.Itoa(int(x.Port.Port))
}

func (d *Drawing) drawTarget(c *canvas, y int, x film.RegisteredTarget, at string) {
	t := &d.s.Tasks[x.Task]
	c.open(class(d.c.Tasks[t.Definition].NetworkMode))
	switch x.State {
	case film.TargetHealthy:
		c.path("good", "M5 ", y+2, "h12v12h-12z")
		c.path("ok", "M8 ", y+8, "l2 3l5-6")
	case film.TargetUnhealthy:
		c.path("x", "M6 ", y+3, "l10 10m0-10l-10 10")
	default:
		c.path("bound", "M5 ", y+2, "h12v12h-12z")
	}
	c.text("", 26, y+12, clipName(d.s.TaskName(x.Task), 110))
	c.text("port", 142, y+12, clip(at, 150))
	c.text("quiet end", Width-2, y+12, x.State.String())
	c.close()
}
