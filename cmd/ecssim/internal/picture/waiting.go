package picture

import (
	"strconv"

	"ecssim/model"
	"ecssim/sim/event"
)

const waitHeight = 44

// Waiting draws what wants an instance and has none, with the reason of its last try, or of the last
// failure where tasks are placed and fail. It is nil
// where nothing does.
func (d *Drawing) Waiting() *Picture {
	if len(d.waiting) == 0 {
		return nil
	}
	w := d.w
	p := &Picture{Kind: "waiting", ID: "waiting", Title: w.WaitTitle, words: w, Mood: Bad}
	t := newTable("", w.WaitingColumns)
	var g canvas
	tasks, y := 0, 2
	for i := range d.waiting {
		x := &d.waiting[i]
		tasks += x.tasks
		name := d.s.Workloads[x.workload].Name
		reason, instance, lacking := d.lastTry(x)
		t.add(name, strconv.Itoa(x.tasks), reason, instance, lacking)
		if i >= mostBars {
			continue
		}
		g.open("ghost")
		text := strconv.Itoa(x.tasks) + " × " + clipName(name, Width-90)
		g.rect("", 2, y, min(wide(text)+36, Width-4), 22, 11)
		g.path("", "M", 12, y+7, "l8 8m0-8l-8 8")
		g.text("", 26, y+15, text)
		g.close()
		if lacking != "" {
			reason = w.sprintf(w.ClosestLacks, reason, instance, lacking)
		}
		g.text("quiet", 26, y+36, clip(reason, (Width-28)*normal/small))
		y += waitHeight
	}
	if len(d.waiting) > mostBars {
		g.text("quiet", 26, y+10, w.sprintf(w.More, len(d.waiting)-mostBars))
		y += 16
	}
	p.State = w.sprintf(w.WaitingTasks, tasks)
	p.Height, p.body = y+2, g.b
	p.Says = w.WaitTitle + ": " + p.State + ". " + t.says(8)
	p.Tables = []Table{t}
	return p
}

// lastTry is why the last try to place a task found no instance, and what the one that came closest
// lacks.
func (d *Drawing) lastTry(x *waiting) (reason, instance, lacking string) {
	w := &d.s.Workloads[x.workload]
	r := &w.Refusal
	reason = r.Reason.String()
	switch {
	case r.Reason == model.Fits && w.Waiting == 0:
		td := &d.c.Tasks[d.s.Deployments[w.Primary].Definition]
		return w.LastFailure.Text(func(n int) string {
			if n < 0 || n >= len(td.Containers) {
				return model.ProxyName
			}
			return td.Containers[n].Name
		}), "", ""
	case r.Reason == model.Fits:
		return d.queuedFor(x.workload), "", ""
	case r.Instance < 0:
		return reason, "", ""
	}
	if l := d.lacks(r.Instance, x.need, d.taken(r.Instance)); l.reason == r.Reason {
		lacking = d.w.lacks(l)
	}
	return reason, d.s.Instances[r.Instance].ID, lacking
}

// queuedFor names the capacity provider that the first waiting task of a workload waits for.
func (d *Drawing) queuedFor(i event.WorkloadID) string {
	for n := range d.s.Tasks {
		if t := &d.s.Tasks[n]; t.Live && t.Workload == i && t.Waiting && t.Provider >= 0 {
			return d.w.sprintf(d.w.ForProvider, d.c.Providers[t.Provider].Name)
		}
	}
	return d.w.NoInstances
}
