package picture

import (
	"slices"
	"strconv"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// stave is how much of one resource of an instance is taken.
type stave struct {
	reason      model.Reason
	used, total int
	percent     bool // its numbers are large, and its share says more
	binds       bool
}

// staves lists the resources of an instance that are drawn: those that every instance has, and what
// else binds.
func (d *Drawing) staves(h event.InstanceID, binds []model.Reason) (all []stave) {
	x := &d.s.Instances[h]
	add := func(r model.Reason, used, total int, percent bool) {
		all = append(all, stave{r, used, total, percent, slices.Contains(binds, r)})
	}
	add(model.ReasonCPU, int(x.Registered.CPU-x.Free.CPU), int(x.Registered.CPU), true)
	add(model.ReasonMemory, int(x.Registered.Memory-x.Free.Memory), int(x.Registered.Memory), true)
	add(model.ReasonENI, int(x.Registered.ENI-x.Free.ENI), int(x.Registered.ENI), false)
	add(model.ReasonPorts, int(x.PortsUsed), int(x.PortQuota), false)
	if x.Registered.GPU > 0 {
		add(model.ReasonGPU, int(x.Registered.GPU-x.Free.GPU), int(x.Registered.GPU), false)
	}
	return all
}

func (s *stave) share() int {
	if s.total <= 0 {
		return 0
	}
	return 100 * s.used / s.total
}

// amount is what stands over the bar.
func (s *stave) amount() string {
	if s.percent {
		return strconv.Itoa(s.share()) + " %"
	}
	return strconv.Itoa(s.used) + "/" + strconv.Itoa(s.total)
}

// drawStaves draws the bars beneath a house, and returns the height of all.
func (o *house) drawStaves(y int) int {
	all := o.staves(o.h, o.binds(o.h, o.refused))
	const columns = 4
	w := (Width - 4 - (columns-1)*8) / columns
	for i := range all {
		s := &all[i]
		x, at := 2+(i%columns)*(w+8), y+(i/columns)*32
		text := o.w.resource(s.reason) + " " + s.amount()
		if s.binds {
			o.open("stave binds")
			text = "▲ " + text
		} else {
			o.open("stave")
		}
		o.text("", x, at+12, text)
		o.rect("of", x, at+18, w, 7, 3)
		if n := barLength(s.used, s.total, w); n > 0 {
			o.rect("have", x, at+18, n, 7, 3)
		}
		o.close()
	}
	return y + (len(all)+columns-1)/columns*32
}

// barLength is how long a bar of w is that is used so far: nothing of it only where nothing is.
func barLength(used, total, w int) int {
	switch {
	case total <= 0 || used <= 0:
		return 0
	case used >= total:
		return w
	}
	return max(2, w*used/total)
}

// says is what the picture of an instance shows, in sentences.
func (o *house) says() string {
	w := o.w
	s := w.sprintf(w.HostHas, o.x.ID, o.aside(), o.x.StatusText(), len(o.tenants))
	const most = 12
	for i, t := range o.tenants {
		if i == most {
			s += " " + w.sprintf(w.AndMoreTasks, len(o.tenants)-most)
			break
		}
		s += " " + w.sprintf(w.TaskIs, t.name, class(t.td.NetworkMode), o.way(t)) + "."
	}
	for i, r := range o.refused {
		if i == mostWaits {
			break
		}
		s += " " + w.sprintf(w.Waits, r.tasks, o.s.Workloads[r.workload].Name, w.lacks(r.lack)) + "."
	}
	for _, x := range o.staves(o.h, nil) {
		s += " " + w.resource(x.reason) + " " + x.amount() + "."
	}
	return s
}

// mostWaits is how many workloads that find no place are told of one instance; Waiting has all.
const mostWaits = 6

// way is how traffic gets to a task.
func (o *house) way(t *tenant) string {
	w := o.w
	switch {
	case t.td.NetworkMode.OwnInterface() && t.address != "":
		return w.sprintf(w.OwnAddressAt, t.address)
	case t.td.NetworkMode.OwnInterface():
		return w.OwnAddress
	}
	all := ""
	for _, x := range t.doors(-1) {
		if all != "" {
			all += ", "
		}
		all += x.label
		if x.dynamic {
			all += " " + w.Dynamic
		}
	}
	if all == "" {
		return w.NoWay
	}
	return w.sprintf(w.HostPort, all)
}

func (o *house) tables() []Table {
	w := o.w
	tasks := newTable(o.w.sprintf(w.TasksOn, o.x.ID), w.TaskColumns)
	for _, t := range o.tenants {
		containers := ""
		for i := range t.revision.Containers {
			if i > 0 {
				containers += ", "
			}
			containers += t.container(i)
			if s := t.listens(i); s != "" {
				containers += " " + s
			}
		}
		if n := len(t.revision.Network.Pauses); n > 0 {
			containers += ", " + w.Pause + " × " + strconv.Itoa(n)
		}
		tasks.add(t.name, class(t.td.NetworkMode), o.taskState(t), containers, o.way(t))
	}
	resources := newTable(w.sprintf(w.ResourcesOf, o.x.ID), w.ResourceColumns)
	for _, x := range o.staves(o.h, o.binds(o.h, o.refused)) {
		stops := ""
		if x.binds {
			stops = "▲"
		}
		resources.add(w.resource(x.reason), strconv.Itoa(x.used), strconv.Itoa(x.total), strconv.Itoa(x.share())+" %", stops)
	}
	ports := 0
	for _, t := range o.tenants {
		ports += len(t.doors(-1))
	}
	resources.add(w.HostPortsRow, strconv.Itoa(ports), "", "", "")
	waits := newTable(w.sprintf(w.NoPlaceOn, o.x.ID), w.WaitColumns)
	for i, r := range o.refused {
		if i == mostWaits && len(o.refused) > mostWaits+1 {
			waits.add(w.sprintf(w.More, len(o.refused)-i), "", "", "")
			break
		}
		waits.add(o.s.Workloads[r.workload].Name, strconv.Itoa(r.tasks), r.lack.reason.String(), w.lacks(r.lack))
	}
	return []Table{tasks, resources, waits}
}

// taskState is a task's status, and its health where that is not known to be good.
func (o *house) taskState(t *tenant) string {
	s := t.State.String()
	if t.State == event.Running && t.Health == film.Unhealthy {
		s += ", " + t.Health.String()
	}
	if t.ToReplace {
		s += ", " + o.w.Old
	}
	return s
}
