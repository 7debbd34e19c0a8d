package picture

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
)

const (
	ghostHeight = 26
	mostGhosts  = 3
)

// ghostRows is how many rows of what finds no place stand above the house.
func (o *house) ghostRows() int { return min(len(o.refused), mostGhosts) }

// drawGhosts draws what finds no place on the instance, outside its wall.
func (o *house) drawGhosts() {
	for i, r := range o.refused {
		if i == mostGhosts-1 && len(o.refused) > mostGhosts {
			o.ghost(i, o.w.sprintf(o.w.More, len(o.refused)-i))
			return
		}
		o.ghost(i, o.ghostText(r))
	}
}

func (o *house) ghost(row int, text string) {
	text = clip(text, Width-44)
	w := wide(text) + 36
	x, y := Width-2-w, 2+row*ghostHeight
	o.open("ghost")
	o.rect("", x, y, w, 22, 11)
	o.path("", "M", x+10, y+7, "l8 8m0-8l-8 8")
	o.text("", x+24, y+15, text)
	o.close()
}

// ghostText is how many tasks of a workload find no place, and why.
func (o *house) ghostText(r refusal) string {
	return o.w.sprintf(o.w.Ghost, r.tasks, clip(o.s.Workloads[r.workload].Name, 140), o.w.lacks(r.lack))
}

// lacks says what is too little.
func (w *Words) lacks(l lack) string {
	switch {
	case l.reason == model.ReasonPorts && l.port.Port > 0:
		return w.sprintf(w.PortTaken, portLabel(l.port))
	case l.reason == model.ReasonPorts:
		return w.sprintf(w.PortsLack, l.have, l.need)
	case l.reason == model.ReasonENI && l.have == 0:
		return w.NoSlot
	}
	return w.sprintf(w.Lacks, w.resource(l.reason), l.have, l.need)
}

// resource names a resource in a word.
func (w *Words) resource(r model.Reason) string {
	switch r {
	case model.ReasonMemory:
		return w.Memory
	case model.ReasonPorts:
		return w.Ports
	case model.ReasonDynamicPorts:
		return w.DynamicPorts
	}
	if x, ok := r.Resource(); ok {
		return x.Key()
	}
	return r.String()
}

// chip is the tasks of one workload on an instance, in a word each.
type chip struct {
	class  string
	n      int
	name   string
	way    string
	dashed bool
}

// chips folds the tasks of an instance by workload, mode and phase.
func (o *house) chips() (all []chip) {
	at, ports := map[chip]int{}, map[int][]model.HostPort{}
	for _, t := range o.tenants {
		key := chip{class: class(t.td.NetworkMode), name: o.s.Workloads[t.Workload].Name, dashed: phaseOf(t.Task) != runs}
		n, ok := at[key]
		if !ok {
			n = len(all)
			at[key] = n
			all = append(all, key)
		}
		all[n].n++
		ports[n] = append(ports[n], t.ports()...)
	}
	for n := range all {
		all[n].way = portRanges(ports[n])
	}
	return all
}

// portRanges writes host ports, those that follow each other as a range.
func portRanges(all []model.HostPort) string {
	slices.SortFunc(all, func(a, b model.HostPort) int {
		return cmp.Or(cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.Port, b.Port))
	})
	var parts []string
	for i := 0; i < len(all); {
		end := i
		for end+1 < len(all) && all[end+1].Protocol == all[i].Protocol && all[end+1].Port <= all[end].Port+1 {
			end++
		}
		s := portLabel(all[i])
		if all[end].Port > all[i].Port {
			s = strconv.Itoa(int(all[i].Port)) + "-" + portLabel(all[end])
		}
		parts = append(parts, s)
		i = end + 1
	}
	return strings.Join(parts, " ")
}

const (
	chipWidth, chipHeight = 178, 26
	mostChips             = 24
)

// drawChips draws a house with more tasks than there is room for: a chip for each workload.
func (o *house) drawChips() {
	all := o.chips()
	shown := min(len(all), mostChips)
	rows := (shown + 1) / 2
	if shown < len(all) {
		rows++
	}
	o.bottom = o.wall + max(134, 34+rows*chipHeight)
	o.open("")
	o.rect("wall", 2, o.wall, Width-4, o.bottom-o.wall, 9)
	o.close()
	o.drawPrimary()
	if used := o.slotsUsed(); used > 0 {
		o.open("awsvpc")
		label := o.w.sprintf(o.w.UsedSlots, used, int(o.x.Registered.ENI))
		if o.x.Trunk {
			label = o.w.sprintf(o.w.Branches, used, int(o.x.Registered.ENI))
		}
		x := max(besidePrimary+20, besidePrimary+wide(label)/2)
		o.path("cable", "M", x, o.wall+10, "V", o.wall+22)
		o.drawSocket("used", x, label)
		o.close()
	}
	doors := 0
	for _, t := range o.tenants {
		doors += len(t.doors(-1))
	}
	if doors > 0 {
		o.open("bridge")
		o.drawDoor(300, door{label: o.w.sprintf(o.w.HostPorts, doors), bound: true})
		o.close()
	}
	for i := range shown {
		c := &all[i]
		x, y := 8+(i%2)*(chipWidth+6), o.wall+26+(i/2)*chipHeight
		if c.dashed {
			o.open(c.class + " starting")
		} else {
			o.open(c.class)
		}
		o.rect("room", x, y, chipWidth, chipHeight-4, 5)
		name := clipName(c.name, chipWidth-60)
		text := name
		if c.n > 1 {
			text = strconv.Itoa(c.n) + " × " + name
		}
		o.text("task left", x+7, y+15, text)
		if room := chipWidth - 16 - wide(text); c.way != "" && room > 20 {
			way := c.way
			if wide(way) > room {
				way = clip(way, room)
			}
			o.text("port end", x+chipWidth-7, y+15, way)
		}
		o.close()
	}
	if shown < len(all) {
		o.text("quiet mid", Width/2, o.bottom-8, o.w.sprintf(o.w.More, len(all)-shown))
	}
}
