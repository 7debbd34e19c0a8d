package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
)

// MostHosts is how many container instances are drawn with all that is on them; the others are
// drawn small.
const MostHosts = 12

// Map is the pictures of all container instances of a scene.
type Map struct {
	Hosts []*Picture // equal ones once, those first on which something finds no place
	Small []*Picture // of the others, by group and zone
}

// Pictures lists all of them.
func (m *Map) Pictures() []*Picture { return slices.Concat(m.Hosts, m.Small) }

// alike is container instances that look alike, but for names, addresses and numbers of ports.
type alike struct {
	all     []event.InstanceID
	refused int // workloads that find no place
	rank    int // in its group of instances
}

// Hosts draws the container instances: at most so many of them with all that is on them (0 =
// MostHosts), the others small.
func (d *Drawing) Hosts(most int) Map {
	if most == 0 {
		most = MostHosts
	}
	groups := d.fold()
	d.byInterest(groups)
	var m Map
	var rest []event.InstanceID
	for i, g := range groups {
		if i >= most {
			rest = append(rest, g.all...)
			continue
		}
		p := d.Host(g.all[0])
		if n := len(g.all); n > 1 {
			p.Title = d.w.sprintf(d.w.Alike, p.Title, n-1)
			t := newTable(d.w.AlikeTable, strings.Split(d.w.SmallColumns, "|")[0])
			t.add(d.listed(g.all))
			p.Tables = append(p.Tables, t)
		}
		m.Hosts = append(m.Hosts, p)
	}
	slices.Sort(rest)
	m.Small = d.small(rest)
	return m
}

// byInterest puts those first on which something finds no place, and then one of each group of
// instances after the other.
func (d *Drawing) byInterest(groups []alike) {
	rank := map[event.GroupID]int{}
	for i := range groups {
		g := d.s.Instances[groups[i].all[0]].Group
		groups[i].rank = rank[g]
		rank[g]++
	}
	slices.SortStableFunc(groups, func(a, b alike) int {
		return cmp.Or(cmp.Compare(min(b.refused, 1), min(a.refused, 1)), cmp.Compare(a.rank, b.rank))
	})
}

// mostListed is how many names, or stretches of names, are listed.
const mostListed = 100

// listed names container instances, those of a group that follow each other as "hosts-2 to hosts-9".
func (d *Drawing) listed(all []event.InstanceID) string {
	var parts []string
	for i := 0; i < len(all); {
		if len(parts) == mostListed {
			parts = append(parts, d.w.sprintf(d.w.More, len(all)-i))
			break
		}
		end := i
		for end+1 < len(all) && all[end+1] == all[end]+1 && d.s.Instances[all[end+1]].Group == d.s.Instances[all[i]].Group {
			end++
		}
		name := d.s.Instances[all[i]].ID
		if end > i {
			name += " – " + d.s.Instances[all[end]].ID
		}
		parts = append(parts, name)
		i = end + 1
	}
	return strings.Join(parts, ", ")
}

// fold groups the container instances by how they look.
func (d *Drawing) fold() (groups []alike) {
	at := map[string]int{}
	for _, h := range d.Instances() {
		refused := d.refusals(h)
		key := d.looks(h, refused)
		n, ok := at[key]
		if !ok {
			n = len(groups)
			at[key] = n
			groups = append(groups, alike{refused: len(refused)})
		}
		groups[n].all = append(groups[n].all, h)
	}
	return groups
}

// looks is what two container instances must share to be drawn as one.
func (d *Drawing) looks(h event.InstanceID, refused []refusal) string {
	x := &d.s.Instances[h]
	b := []byte(d.c.Groups[x.Group].InstanceType)
	b = fmt.Append(b, x.Group, x.Trunk, x.StatusText(), x.Connected, x.Free, x.PortsUsed)
	for _, i := range d.on[h] {
		t := &d.s.Tasks[i]
		b = fmt.Append(b, ";", t.Revision, t.State, t.DesiredStopped, t.ToReplace, t.Health, len(t.Ports), t.Slot)
	}
	for _, r := range refused {
		b = fmt.Append(b, "!", r.workload, r.lack)
	}
	return string(b)
}

// Small houses stand on streets.
const (
	smallWidth, smallHeight = 46, 60
	smallColumns            = (Width - 6) / smallWidth
	smallBar                = 30
	mostSmall               = 240 // small houses that are drawn one by one; of more, those alike are one
)

// miniature is a small house, or several alike.
type miniature struct {
	first, last event.InstanceID
	n           int
	least, most int // tasks
	staves      [3]stave
	binds       []model.Reason
}

// small draws container instances small, a picture for each group and availability zone.
func (d *Drawing) small(all []event.InstanceID) (pictures []*Picture) {
	type street struct {
		group event.GroupID
		zone  event.ZoneID
	}
	var order []street
	of := map[street][]event.InstanceID{}
	for _, h := range all {
		k := street{d.s.Instances[h].Group, d.s.Instances[h].Zone}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], h)
	}
	for _, k := range order {
		p := d.drawSmall(d.miniatures(of[k], len(all) > mostSmall), len(of[k]))
		p.ID, p.Title = identifier("small", d.c.Groups[k.group].Name+"-"+d.s.Zones[k.zone].Name), d.w.sprintf(d.w.SmallTitle, len(of[k]))
		p.Aside = d.c.Groups[k.group].Name + " · " + d.c.Groups[k.group].InstanceType + " · " + d.s.Zones[k.zone].Name
		pictures = append(pictures, p)
	}
	return pictures
}

// tenths is the share of a resource in tenths, by which small houses are alike.
func (s *stave) tenths() int { return s.share() / 10 }

// miniatures are the small houses of some instances; where there are many, those are one whose bars
// are alike to a tenth.
func (d *Drawing) miniatures(all []event.InstanceID, fold bool) (small []miniature) {
	at := map[string]int{}
	for _, h := range all {
		binds := d.binds(h, d.refusals(h))
		s, tasks := d.staves(h, binds), len(d.on[h])
		key := fmt.Sprint(s[0].tenths(), s[1].tenths(), s[2].tenths(), binds)
		if n, ok := at[key]; ok && fold {
			m := &small[n]
			m.n, m.last, m.least, m.most = m.n+1, h, min(m.least, tasks), max(m.most, tasks)
			continue
		}
		at[key] = len(small)
		small = append(small, miniature{h, h, 1, tasks, tasks, [3]stave(s[:3]), binds})
	}
	return small
}

// drawSmall draws small houses: all their walls and bars as few paths, and a number under each.
func (d *Drawing) drawSmall(all []miniature, instances int) *Picture {
	p := &Picture{Kind: "small", words: d.w}
	t := newTable("", d.w.SmallColumns)
	bound := 0
	var walls, fills [2][]any // of those on which nothing binds, and of those on which something does
	var tracks []any
	var numbers canvas
	for i := range all {
		m := &all[i]
		x, y, kind := 5+(i%smallColumns)*smallWidth, 4+(i/smallColumns)*smallHeight, min(len(m.binds), 1)
		bound += kind * m.n
		walls[kind] = append(walls[kind], "M", x, y, "h38v36h-38z")
		tracks = append(tracks, "M", x+4, y+9, "h30m-30 9h30m-30 9h30")
		for n := range m.staves {
			if w := barLength(m.staves[n].used, m.staves[n].total, smallBar); w > 0 {
				fills[kind] = append(fills[kind], "M", x+4, y+9+n*9, "h", w)
			}
		}
		numbers.text("num", x+(smallWidth-8)/2, y+50, m.label())
		m.row(d, &t)
	}
	var c canvas
	for kind, class := range []string{"mini", "mini binds"} {
		if len(walls[kind]) > 0 {
			c.open(class)
			c.path("wall", walls[kind]...)
			c.raw("</g>")
		}
	}
	c.path("track", tracks...)
	for kind, class := range []string{"", "binds"} {
		if len(fills[kind]) > 0 {
			c.open(class)
			c.path("fill", fills[kind]...)
			c.raw("</g>")
		}
	}
	c.raw("\n" + string(numbers.b) + "\n")
	p.Height = 4 + (len(all)+smallColumns-1)/smallColumns*smallHeight
	p.body = c.b
	p.Says = d.w.sprintf(d.w.SmallSays, instances, bound)
	p.Tables = []Table{t}
	return p
}

// label is what stands under a small house: its tasks, or how many it stands for.
func (m *miniature) label() string {
	if m.n > 1 {
		return strconv.Itoa(m.n) + " ×"
	}
	return strconv.Itoa(m.least)
}

// row adds a row for a small house, or has the last row stand for it too.
func (m *miniature) row(d *Drawing, t *Table) {
	name, tasks := d.s.Instances[m.first].ID, strconv.Itoa(m.least)
	if m.n > 1 {
		name += " – " + d.s.Instances[m.last].ID + " (" + strconv.Itoa(m.n) + ")"
	}
	if m.most > m.least {
		tasks += " – " + strconv.Itoa(m.most)
	}
	cells := []string{name, tasks}
	for i := range m.staves {
		s := &m.staves[i]
		if text := strconv.Itoa(s.used) + "/" + strconv.Itoa(s.total); m.n == 1 {
			cells = append(cells, text)
		} else {
			cells = append(cells, strconv.Itoa(s.tenths()*10)+" – "+strconv.Itoa(min(s.tenths()*10+9, 100))+" %")
		}
	}
	stops := make([]string, len(m.binds))
	for i, r := range m.binds {
		stops[i] = r.String()
	}
	cells = append(cells, strings.Join(stops, " "))
	if n := len(t.Rows); n > 0 && slices.Equal(t.Rows[n-1][1:], cells[1:]) {
		first, _, _ := strings.Cut(t.Rows[n-1][0], " – ")
		t.Rows[n-1][0] = first + " – " + name
		return
	}
	t.add(cells...)
}
