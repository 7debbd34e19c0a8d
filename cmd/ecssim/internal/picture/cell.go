package picture

import (
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// detail is how much of a task is drawn.
type detail uint8

const (
	full detail = iota // its containers by name, with the ports on which they listen
	slim               // its number
)

// phase is how far a task has come, as it is drawn.
type phase uint8

const (
	runs     phase = iota
	starting       // placed, and not RUNNING yet
	stopping       // told to stop, or stopped
)

func phaseOf(t *film.Task) phase {
	switch {
	case t.DesiredStopped || t.Lost || t.State >= event.Deactivating:
		return stopping
	case t.State < event.Running:
		return starting
	}
	return runs
}

// tenant is a task on an instance.
type tenant struct {
	id event.TaskID
	*film.Task
	revision *film.Revision
	td       *model.TaskDefinition
	name     string
	address  string // of its own network interface; "" = it has none, or none is known
	changed  bool
	trunk    bool   // its interface is a branch
	old      string // says that it is to be replaced; "" = it is not
}

func (d *Drawing) tenant(i event.TaskID) *tenant {
	t := &d.s.Tasks[i]
	x := &tenant{id: i, Task: t, trunk: t.Instance >= 0 && d.s.Instances[t.Instance].Trunk, revision: d.s.Revisions[t.Revision], td: &d.c.Tasks[t.Definition], name: d.s.TaskName(i)}
	if d.look.Addresses != nil {
		x.address = d.look.Addresses.Task(i).Main().String()
		if !d.look.Addresses.Task(i).Known() {
			x.address = ""
		}
	}
	if t.ToReplace {
		x.old = d.w.Old
	}
	if b := d.look.Before; b != nil {
		x.changed = int(i) >= len(b.Tasks) || !same(&b.Tasks[i], t)
	}
	return x
}

// same reports whether nothing that is drawn of a task has changed.
func same(a, b *film.Task) bool {
	return a.Live && a.Number == b.Number && a.Workload == b.Workload && a.State == b.State && a.Instance == b.Instance &&
		a.DesiredStopped == b.DesiredStopped && a.Slot == b.Slot && a.Attached == b.Attached && a.ToReplace == b.ToReplace &&
		slices.Equal(a.Ports, b.Ports) && slices.Equal(a.Containers, b.Containers) && a.Health == b.Health
}

// container names a container of the task by its place.
func (t *tenant) container(i int) string {
	if i < len(t.td.Containers) {
		return t.td.Containers[i].Name
	}
	return model.ProxyName
}

// listens is the ports on which a container listens in its network namespace, such as ":80 :443".
func (t *tenant) listens(i int) string {
	if i >= len(t.td.Containers) {
		return ""
	}
	var all []string
	for _, m := range t.td.Containers[i].PortMappings {
		s := ":" + strconv.Itoa(int(m.ContainerPort))
		if m.ContainerPort == 0 {
			s = ":" + m.Range.String()
		}
		if m.Protocol != model.TCP {
			s += "/" + m.Protocol.String()
		}
		all = append(all, s)
	}
	for i := 0; i+1 < len(all); i++ { // both protocols at one port: ":53+udp"
		if all[i]+"/udp" == all[i+1] {
			all[i+1] = all[i] + "+udp"
			all = slices.Delete(all, i, i+1)
		}
	}
	return strings.Join(all, " ")
}

// door is a host port of a task, or of several that follow each other.
type door struct {
	label     string
	container int
	dynamic   bool // chosen when the container was created
	bound     bool
}

// doors lists the host ports of a container of the task; -1 = of all its containers.
func (t *tenant) doors(container int) (all []door) {
	n := &t.revision.Network
	static := map[model.HostPort]bool{}
	add := func(p model.HostPort, of int) {
		if of == model.Proxy {
			of = len(t.td.Containers)
		}
		static[p] = true
		if container < 0 || of == container {
			all = append(all, door{portLabel(p), of, false, t.bound(p)})
		}
	}
	for _, l := range n.Listens {
		add(l.Host, l.Container)
	}
	for _, p := range n.Published {
		add(p.Host, p.Container)
	}
	var last model.HostPort
	from := model.HostPort{}
	for _, p := range t.Ports {
		if static[p.HostPort] || container >= 0 && int(p.Container) != container {
			continue
		}
		if n := len(all); n > 0 && all[n-1].dynamic && all[n-1].container == int(p.Container) && last.Port+1 == p.Port && last.Protocol == p.Protocol {
			all[n-1].label = strconv.Itoa(int(from.Port)) + "-" + portLabel(p.HostPort)
		} else {
			all = append(all, door{portLabel(p.HostPort), int(p.Container), true, p.Bound})
			from = p.HostPort
		}
		last = p.HostPort
	}
	return all
}

// ports lists the host ports of the task: those that its definition names, and those it has chosen.
func (t *tenant) ports() (all []model.HostPort) {
	n := &t.revision.Network
	for _, l := range n.Listens {
		all = append(all, l.Host)
	}
	for _, p := range n.Published {
		all = append(all, p.Host)
	}
	for _, p := range t.Ports {
		if !slices.Contains(all, p.HostPort) {
			all = append(all, p.HostPort)
		}
	}
	return all
}

// bound reports whether a host port of the task is held.
func (t *tenant) bound(port model.HostPort) bool {
	return slices.ContainsFunc(t.Ports, func(p film.Port) bool { return p.HostPort == port && p.Bound })
}

// portLabel is a port over its door: TCP goes without saying.
func portLabel(p model.HostPort) string {
	if p.Protocol == model.TCP {
		return strconv.Itoa(int(p.Port))
	}
	return p.String()
}

// cell is a column of a house: what shares a network namespace, or in host mode a task, with the
// doors above it.
type cell struct {
	*tenant
	detail     detail
	containers []int // places in the task's plan
	doors      []door
	pauses     int  // pause containers that hold its namespace
	first      bool // of its task
	last       bool
	needs      int // its least width
	x, w       int
}

// cells are the columns that a task takes, none wider than most but for its host ports.
func (t *tenant) cells(level detail, most int) (all []cell) {
	n := &t.revision.Network
	if t.td.NetworkMode.OneNamespace() {
		var every []int
		for i := range t.revision.Containers {
			every = append(every, i)
		}
		all = append(all, cell{tenant: t, detail: level, containers: every, doors: t.doors(-1), pauses: min(len(n.Pauses), 1)})
	} else {
		for i := range t.revision.Containers {
			c := cell{tenant: t, detail: level, containers: []int{i}, doors: t.doors(i)}
			if n.PausesPublish {
				c.pauses = 1
			}
			all = append(all, c)
		}
	}
	if len(all) > 0 {
		all[0].first, all[len(all)-1].last = true, true
	}
	for i := range all {
		all[i].needs = all[i].least(most)
	}
	return all
}

// The widths of cells and what is in them.
const (
	leastFull, mostFull = 48, 148
	leastSlim           = 27
	someFull, clipFull  = 96, 76 // where names are cut
	doorWidth           = 28
	digits              = 66 // ten of them, at 11 pixels
	shownBoxes          = 4  // containers of a room; what is more is a count
)

// least is the width that the cell takes.
func (c *cell) least(most int) int {
	ports := 0
	for _, x := range c.shownDoors() {
		ports += max(digits*len(x.label)/10+3, doorWidth)
	}
	if c.detail == slim {
		w := max(leastSlim, wide("/"+strconv.Itoa(int(c.Number)))+4)
		if c.td.NetworkMode.OwnInterface() && !c.trunk {
			w = max(w, socketWidth)
		}
		return max(w, ports)
	}
	w := leastFull
	for _, i := range c.containers {
		w = max(w, wide(c.container(i))+12, wide(c.listens(i))+12)
	}
	if c.first && c.last {
		w = max(w, wide(c.label())+8, wide(c.label())*8/7+2) // it is set bold
	}
	if c.address != "" && wide(c.address)+12 <= most {
		w = max(w, wide(c.address)+12)
	}
	return max(min(w, most), ports)
}

// wide is the cell's width where there is room for so much more of each.
func (c *cell) wide(stretch int) int {
	if c.detail == slim {
		return c.needs + min(stretch, 8)
	}
	return c.needs + stretch
}

// shownDoors are the doors that are drawn: of more than three, one that says how many.
func (c *cell) shownDoors() []door {
	if len(c.doors) <= 3 {
		return c.doors
	}
	return []door{{label: strconv.Itoa(len(c.doors)) + "×", dynamic: c.doors[0].dynamic, bound: c.doors[0].bound}}
}

// label is the task's name, and that it is an old one.
func (c *cell) label() string {
	if c.old == "" {
		return c.name
	}
	return c.name + " " + c.old
}

// height is what the cell takes beneath the beginning of its room.
func (c *cell) height() int {
	if c.detail == slim {
		return 40
	}
	h := 14 + boxHeight*min(len(c.containers), shownBoxes)
	if len(c.containers) > shownBoxes {
		h += 14
	}
	if c.showsAddress() {
		h += 15
	}
	return h
}

const boxHeight = 38

// showsAddress reports whether there is room for the task's address in its room.
func (c *cell) showsAddress() bool {
	return c.address != "" && digits*len(c.address)/10+6 <= max(c.w, c.needs)
}

// draw draws the room of a cell, or in host mode its boxes, beneath y.
func (c *cell) draw(g *canvas, w *Words, y int) {
	mid := c.x + c.w/2
	room := !c.td.NetworkMode.OnInstance()
	if room {
		g.rect("room", c.x, y, c.w, c.height(), 8)
	}
	if c.pauses > 0 {
		c.drawPause(g, w, y)
	}
	if c.detail == slim {
		g.rect("box", c.x+5, y+9, c.w-10, 16, 3)
		if s := c.listens(c.containers[0]); len(c.containers) == 1 && s != "" && wide(s)+12 <= c.w {
			g.text("port mid", mid, y+21, s)
		} else if len(c.containers) > 1 {
			g.text("port mid", mid, y+21, strconv.Itoa(len(c.containers))+"×")
		}
		g.text("task", mid, y+36, "/"+strconv.Itoa(int(c.Number)))
		return
	}
	at := y + 10
	for n, i := range c.containers {
		if n == shownBoxes {
			g.text("quiet mid", mid, at+9, w.sprintf(w.More, len(c.containers)-n))
			at += 14
			break
		}
		g.rect("box", c.x+4, at, c.w-8, boxHeight-4, 4)
		ports := c.listens(i)
		if ports == "" {
			g.text("mid", mid, at+21, clip(c.container(i), c.w-10))
		} else {
			g.text("mid", mid, at+15, clip(c.container(i), c.w-10))
			g.text("port mid", mid, at+28, clip(ports, c.w-10))
		}
		at += boxHeight
	}
	if c.showsAddress() {
		g.text("num", mid, at+10, c.address)
	}
}

// drawPause draws the pause container on the room's ceiling, where what connects it ends.
func (c *cell) drawPause(g *canvas, w *Words, y int) {
	mid := c.x + c.w/2
	if c.detail == slim {
		g.rect("pause", mid-10, y-4, 20, 8, 4)
		return
	}
	n := wide(w.Pause) + 14
	g.rect("pause", mid-n/2, y-9, n, 18, 9)
	g.text("on mid", mid, y+4, w.Pause)
}
