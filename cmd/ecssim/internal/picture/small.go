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

// listed names container instances, those of a group that follow each other as "hosts-2 to hosts-9".
func (d *Drawing) listed(all []event.InstanceID) string {
	var parts []string
	for i := 0; i < len(all); {
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
	mostSmall               = 240 // small houses that are drawn one by one
)

// miniature is a small house, or several alike.
type miniature struct {
	first  event.InstanceID
	n      int
	tasks  int
	staves [3]stave
	binds  []model.Reason
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
		title := d.w.sprintf(d.w.SmallTitle, len(of[k]))
		p := d.drawSmall(d.miniatures(of[k], len(all) > mostSmall), len(of[k]))
		p.ID, p.Title = identifier("small", d.c.Groups[k.group].Name+"-"+d.s.Zones[k.zone].Name), title
		p.Aside = d.c.Groups[k.group].Name + " · " + d.c.Groups[k.group].InstanceType + " · " + d.s.Zones[k.zone].Name
		pictures = append(pictures, p)
	}
	return pictures
}

// miniatures are the small houses of some instances; where there are many, those alike are one.
func (d *Drawing) miniatures(all []event.InstanceID, fold bool) (small []miniature) {
	at := map[string]int{}
	for _, h := range all {
		binds := d.binds(h, d.refusals(h))
		s := d.staves(h, binds)
		m := miniature{h, 1, len(d.on[h]), [3]stave(s[:3]), binds}
		key := fmt.Sprint(m.tasks, m.staves, m.binds)
		if n, ok := at[key]; ok && fold {
			small[n].n++
			continue
		}
		at[key] = len(small)
		small = append(small, m)
	}
	return small
}

func (d *Drawing) drawSmall(all []miniature, instances int) *Picture {
	p := &Picture{Kind: "small", words: d.w}
	var c canvas
	bound := 0
	t := newTable("", d.w.SmallColumns)
	for i := range all {
		m := &all[i]
		x, y := 5+(i%smallColumns)*smallWidth, 4+(i/smallColumns)*smallHeight
		if len(m.binds) > 0 {
			c.open("mini binds")
			bound += m.n
		} else {
			c.open("mini")
		}
		c.rect("wall", x, y, smallWidth-8, 36, 4)
		var have []any
		for n := range m.staves {
			if w := barLength(m.staves[n].used, m.staves[n].total, 30); w > 0 {
				have = append(have, "M", x+4, y+9+n*9, "h", w)
			}
		}
		c.path("track", "M", x+4, y+9, "h30m-30 9h30m-30 9h30")
		if len(have) > 0 {
			c.path("fill", have...)
		}
		label := strconv.Itoa(m.tasks)
		if m.n > 1 {
			label = strconv.Itoa(m.n) + " × " + label
		}
		c.text("num", x+(smallWidth-8)/2, y+50, label)
		c.close()
		m.row(d, &t)
	}
	p.Height = 4 + (len(all)+smallColumns-1)/smallColumns*smallHeight
	p.body = c.b
	p.Says = d.w.sprintf(d.w.SmallSays, instances, bound)
	p.Tables = []Table{t}
	return p
}

// row adds a row for a small house, or has the last row stand for it too.
func (m *miniature) row(d *Drawing, t *Table) {
	name := d.s.Instances[m.first].ID
	if m.n > 1 {
		name += " × " + strconv.Itoa(m.n)
	}
	cells := []string{name, strconv.Itoa(m.tasks)}
	for _, s := range m.staves {
		cells = append(cells, strconv.Itoa(s.used)+"/"+strconv.Itoa(s.total))
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
