package picture

import (
	"strconv"
	"strings"

	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// house is the picture of one container instance while it is drawn.
type house struct {
	*Drawing
	canvas
	h        event.InstanceID
	x        *film.Instance
	tenants  []*tenant
	refused  []refusal
	regions  []region
	wall     int  // y of the wall's upper edge
	bottom   int  // of the lower one
	hideFree bool // there is no room for sockets that are free
}

// region is the tasks of one network mode.
type region struct {
	class string
	cells []cell
	x, w  int
}

// Left and right edge of what is in a house.
const (
	insideLeft, insideRight = 8, 376
	besidePrimary           = 54 // where what has labels on the wall begins
)

// Host draws a container instance: its network interfaces, the rooms of its tasks, its host ports,
// what finds no place on it, and how much of it is used.
func (d *Drawing) Host(h event.InstanceID) *Picture {
	x := &d.s.Instances[h]
	o := &house{Drawing: d, h: h, x: x, refused: d.refusals(h)}
	for _, i := range d.on[h] {
		o.tenants = append(o.tenants, d.tenant(i))
	}
	p := &Picture{Kind: "instance", ID: identifier("instance", x.ID), Title: x.ID, words: d.w, Aside: o.aside()}
	p.State, p.Mode, p.Mood = o.state()
	o.drawGhosts()
	o.wall = 36 + ghostHeight*o.ghostRows()
	if len(o.refused) == 0 && (len(d.waiting) > 0 || d.look.Before != nil) {
		o.wall += ghostHeight // as high as the other houses of the scene, or of the run
	}
	if !o.fit() {
		o.drawChips()
	} else {
		o.drawRegions()
	}
	p.Height = o.drawStaves(o.bottom + 10)
	p.body = o.b
	p.Says = o.says()
	p.Tables = o.tables()
	return p
}

func (o *house) aside() string {
	g := &o.c.Groups[o.x.Group]
	parts := []string{g.InstanceType, o.s.Zones[o.x.Zone].Name}
	if o.look.Addresses != nil {
		if a := o.look.Addresses.Instance(o.h).Primary; a.Known() {
			parts = append(parts, a.Main().String())
		}
	}
	return strings.Join(parts, " · ")
}

// state is how the instance stands: its status where it is not ACTIVE, else the modes of its tasks.
func (o *house) state() (text, mode string, mood Mood) {
	switch s := o.x.StatusText(); {
	case s != "ACTIVE":
		return s, "", Bad
	case !o.x.Connected:
		return o.w.Disconnected, "", Bad
	}
	var all []string
	for _, m := range modes {
		for _, t := range o.tenants {
			if class(t.td.NetworkMode) == m.class {
				all = append(all, m.class)
				break
			}
		}
	}
	switch len(all) {
	case 0:
		return o.w.Empty, "", Plain
	case 1:
		if all[0] == "awsvpc" && o.x.Trunk {
			return o.w.OnTrunk, all[0], Plain
		}
		return all[0], all[0], Plain
	}
	return o.w.sprintf(o.w.TasksModes, len(o.tenants), len(all)), "", Plain
}

// fit chooses how much of the tasks is drawn, so that all find room beside each other; false = not
// even so.
func (o *house) fit() bool {
	many := map[event.WorkloadID]int{}
	for _, t := range o.tenants {
		many[t.Workload]++
	}
	all := func(*tenant) detail { return full }
	few := func(t *tenant) detail { return detail(min(many[t.Workload]-1, 1)) }
	none := func(*tenant) detail { return slim }
	for _, o.hideFree = range []bool{false, true} {
		for _, level := range []func(*tenant) detail{all, few} {
			if o.lay(level, mostFull) || o.lay(level, someFull) || o.lay(level, clipFull) {
				return true
			}
		}
	}
	return o.lay(all, leastFull) || o.lay(few, leastFull) || o.lay(none, leastFull)
}

// lay lays the cells out at some level of detail, none wider than its names need or most, and
// reports whether they fit.
func (o *house) lay(level func(*tenant) detail, most int) bool {
	o.regions = nil
	for _, name := range []string{"host", "awsvpc", "bridge", "none"} {
		r := region{class: name}
		for _, t := range o.tenants {
			if class(t.td.NetworkMode) == name {
				r.cells = append(r.cells, t.cells(level(t), most)...)
			}
		}
		if len(r.cells) > 0 || name == "awsvpc" && o.slots && o.x.Registered.ENI > 0 {
			o.regions = append(o.regions, r)
		}
	}
	x := besidePrimary
	if len(o.regions) > 0 && o.regions[0].class == "awsvpc" && o.x.Trunk {
		x = insideLeft
	}
	stretch := 0
	for {
		end := o.place(x, stretch)
		if stretch == 0 && end > insideRight {
			return false
		}
		if end > insideRight {
			o.place(x, stretch-4)
			return o.readable()
		}
		if stretch += 4; stretch > 40 {
			o.place(x+max(0, insideRight-end)/2, stretch-4)
			return o.readable()
		}
	}
}

// readable reports whether all names are.
func (o *house) readable() bool {
	for i := range o.regions {
		for _, x := range o.names(&o.regions[i]) {
			if !x.readable() {
				return false
			}
		}
	}
	return true
}

// place gives every cell its place, each wider by some units, and returns where the last ends.
func (o *house) place(x, stretch int) int {
	for i := range o.regions {
		r := &o.regions[i]
		if r.class == "bridge" && !o.underFree(i) {
			x += max(0, dockerLabel-(regionGap-4)-r.cells[0].wide(stretch)/2+6)
		}
		r.x = x
		for n := range r.cells {
			c := &r.cells[n]
			if n > 0 {
				switch {
				case c.detail == slim:
					x += 2
				case c.first:
					x += 6
				default:
					x += 3
				}
			}
			c.x, c.w = x, c.wide(stretch)
			x += c.w
		}
		r.w = x - r.x
		switch {
		case r.class == "awsvpc":
			r.w = max(r.w, o.leastInterfaces(stretch))
			if !o.x.Trunk {
				r.w += socketStep * o.freeSockets(len(r.cells))
			}
		}
		x = r.x + r.w
		if i < len(o.regions)-1 {
			x += regionGap
		}
	}
	return x
}

const (
	regionGap   = 16
	dockerLabel = 58 // what docker0's name takes of its bar
)

// underFree reports whether docker0's name finds room beneath the primary interface, or the free
// sockets of the region before.
func (o *house) underFree(i int) bool {
	if i == 0 {
		return true
	}
	if o.x.Trunk {
		return false
	}
	before := &o.regions[i-1]
	return before.class == "awsvpc" && o.freeSockets(len(before.cells)) > 0
}

// drawRegions draws the house with all its rooms.
func (o *house) drawRegions() {
	o.bottom = o.wall + 134
	for i := range o.regions {
		o.bottom = max(o.bottom, o.roomTop(&o.regions[i])+o.regions[i].height()+34)
	}
	only := len(o.regions) == 1 && o.regions[0].class == "host"
	if only {
		o.open("host all")
	} else {
		o.open("")
	}
	o.rect("wall", 2, o.wall, Width-4, o.bottom-o.wall, 9)
	for i := range o.regions {
		if r := &o.regions[i]; r.class == "host" {
			if !only {
				o.open("host")
				o.rect("shared", 5, o.wall+3, r.x+r.w+6-5, o.bottom-o.wall-6, 6)
				o.text("quiet", 12, o.bottom-21, clip(o.w.SharedShort, r.x+r.w-6))
				o.text("quiet", 12, o.bottom-8, "127.0.0.1")
				o.close()
			} else {
				o.text("quiet mid", Width/2, o.bottom-9, clip(o.w.SharedLong, Width-20))
			}
		}
	}
	o.close()
	o.drawPrimary()
	for i := range o.regions {
		o.drawRegion(&o.regions[i], i)
	}
}

// height is what the highest cell takes.
func (r *region) height() (h int) {
	for i := range r.cells {
		h = max(h, r.cells[i].height())
	}
	return h
}

// roomTop is where the rooms of a region begin.
func (o *house) roomTop(r *region) int {
	switch {
	case r.class == "awsvpc" && o.x.Trunk:
		return o.wall + 76
	case r.class == "bridge":
		return o.wall + 70
	}
	return o.wall + 40
}

func (o *house) drawRegion(r *region, i int) {
	o.open(r.class)
	y := o.roomTop(r)
	switch r.class {
	case "awsvpc":
		o.drawInterfaces(r, y)
	case "bridge":
		left := max(r.cells[0].x+r.cells[0].w/2-6-dockerLabel, 7)
		o.rect("strip", left, o.wall+36, r.x+r.w-left, 16, 5)
		o.text("on left", left+4, o.wall+48, "docker0")
	}
	for i := range r.cells {
		c := &r.cells[i]
		o.open(cellClass(c))
		o.drawDoors(c, y)
		if r.class == "bridge" {
			if c.Bridge > 0 || phaseOf(c.Task) == starting {
				o.circle("knot", c.x+c.w/2, o.wall+44, 4)
				o.path("way", "M", c.x+c.w/2, o.wall+52, "V", y)
			}
		}
		c.draw(&o.canvas, o.w, y)
		o.close()
	}
	o.drawNames(r, y)
	o.close()
}

func cellClass(c *cell) string {
	s := [...]string{runs: "", starting: "starting", stopping: "stopping"}[phaseOf(c.Task)]
	if c.changed {
		s = strings.TrimSpace(s + " changed")
	}
	return s
}

// drawDoors draws the host ports of a cell in the wall, and the line from each to where it leads.
func (o *house) drawDoors(c *cell, y int) {
	all := c.shownDoors()
	if len(all) == 0 {
		return
	}
	step := c.w / len(all)
	for i, x := range all {
		at := c.x + step*i + step/2
		end := y + 10
		if c.td.NetworkMode.Publishes() {
			end = o.wall + 36
		}
		o.path("way", "M", at, o.wall+12, "V", end)
		o.drawDoor(at, x)
	}
}

func (o *house) drawDoor(x int, of door) {
	class := "door"
	if of.dynamic {
		class = "door dyn"
	}
	o.open(class)
	o.path("", "M", x-11, o.wall+11, "v-14a11 11 0 0 1 22 0v14z")
	o.circle("", x+6, o.wall+2, 1)
	o.raw("</g>")
	o.text("num", x, o.wall-18, of.label)
}

// named is cells that have one name beneath them: a task's, or that of a workload whose tasks are
// drawn slim.
type named struct {
	cells []cell
	name  string
	first bool // of its region
}

// names groups the cells of a region by the names beneath them.
func (o *house) names(r *region) (all []named) {
	for i := 0; i < len(r.cells); {
		c := &r.cells[i]
		end := i
		for end+1 < len(r.cells) && (!r.cells[end].last || c.detail == slim && r.cells[end+1].detail == slim && r.cells[end+1].Workload == c.Workload) {
			end++
		}
		x := named{r.cells[i : end+1], c.label(), i == 0}
		if c.detail == slim {
			x.name = o.s.Workloads[c.Workload].Name
			if n := tasksOf(x.cells); n > 1 {
				x.name = strconv.Itoa(n) + " × " + x.name
			}
		}
		all = append(all, x)
		i = end + 1
	}
	return all
}

// room is what there is for the name, which is set bold and so takes an eighth more: of the first
// cell in host mode what is to its left, too.
func (x *named) room() int {
	first, last := &x.cells[0], &x.cells[len(x.cells)-1]
	n := last.x + last.w - first.x + 2
	if x.atEdge() {
		n += first.x - insideLeft - 4
	}
	return n * 7 / 8
}

// atEdge reports whether nothing but the host's wall is to the left of the cells.
func (x *named) atEdge() bool { return x.first && x.cells[0].td.NetworkMode.OnInstance() }

// readable reports whether enough of a name finds room.
func (x *named) readable() bool {
	const enough = 8 * latin
	return wide(x.name) <= x.room() || x.room() >= enough
}

// drawNames writes the names beneath the rooms, with a brace where one has several.
func (o *house) drawNames(r *region, y int) {
	for _, x := range o.names(r) {
		at := y
		for i := range x.cells {
			at = max(at, y+x.cells[i].height()+15)
		}
		last := &x.cells[len(x.cells)-1]
		left, right := x.cells[0].x, last.x+last.w
		if len(x.cells) > 1 {
			o.path("brace", "M", left+2, at-11, "v4H", right-2, "v-4")
			at += 6
		}
		name := clipName(x.name, x.room())
		if x.atEdge() && wide(name)*8/7 > right-left {
			o.text("task end", right+1, at, name)
		} else {
			o.text("task", (left+right)/2, at, name)
		}
	}
}

func tasksOf(cells []cell) (n int) {
	for i := range cells {
		if cells[i].first {
			n++
		}
	}
	return n
}
