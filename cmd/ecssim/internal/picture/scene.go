package picture

import (
	"cmp"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/film"
)

// Look is how a scene is drawn.
type Look struct {
	Words     *Words        // nil = English
	Addresses *address.Book // as it is at the instant of the scene; nil = no addresses are shown
	// Before is an earlier scene of the same run: what has changed since has the class "changed".
	// nil = nothing has.
	Before *film.Scene
}

// Drawing draws what there is in a scene. The scene may not change meanwhile.
type Drawing struct {
	s       *film.Scene
	c       *config.Config
	w       *Words
	look    Look
	on      [][]event.TaskID // by instance: the tasks of which anything is there
	waiting []waiting
	needs   map[needKey]*need
	slots   bool // some workload of the scenario wants network interfaces
}

// Draw readies a scene for its pictures.
func Draw(s *film.Scene, look Look) *Drawing {
	if look.Words == nil {
		look.Words = &English
	}
	d := &Drawing{s: s, c: s.Config, w: look.Words, look: look, on: make([][]event.TaskID, len(s.Instances)), needs: map[needKey]*need{}}
	for i := range s.Tasks {
		if t := &s.Tasks[i]; t.Live && t.Instance >= 0 && (!t.Left || t.Slot) {
			d.on[t.Instance] = append(d.on[t.Instance], event.TaskID(i))
		}
	}
	for _, on := range d.on {
		slices.SortFunc(on, func(a, b event.TaskID) int {
			x, y := &s.Tasks[a], &s.Tasks[b]
			return cmp.Or(cmp.Compare(x.Workload, y.Workload), cmp.Compare(x.Number, y.Number))
		})
	}
	for i := range d.s.Deployments {
		d.slots = d.slots || d.c.Tasks[d.s.Deployments[i].Definition].NetworkMode.OwnInterface()
	}
	d.findWaiting()
	return d
}

// Instances lists the container instances that are there, in the order of their launches.
func (d *Drawing) Instances() (all []event.InstanceID) {
	for h := range d.s.Instances {
		if d.s.Instances[h].Status < film.Terminating {
			all = append(all, event.InstanceID(h))
		}
	}
	return all
}

// class is the class of a network mode in the style sheet.
func class(m model.NetworkMode) string {
	switch {
	case m.OwnInterface():
		return "awsvpc"
	case m.Publishes():
		return "bridge"
	case m.OnInstance():
		return "host"
	}
	return "none"
}

// need is what one more task of a workload's revision would take of an instance.
type need struct {
	network model.Network
	claim   model.Claim
}

type needKey struct {
	workload   event.WorkloadID
	definition int32
}

func (d *Drawing) need(i event.WorkloadID, definition int32) *need {
	key := needKey{i, definition}
	n := d.needs[key]
	if n == nil {
		sc, td := d.c.UseOf(int32(i)).ServiceConnect, &d.c.Tasks[definition]
		n = &need{network: td.Network(sc), claim: td.Claim(sc, model.NewPortTable(nil))}
		d.needs[key] = n
	}
	return n
}

// waiting is tasks of a workload that want an instance and have none.
type waiting struct {
	workload event.WorkloadID
	tasks    int
	*need
	reason model.Reason // of the last try that found none; model.Fits where there was none such
}

// findWaiting counts what waits for an instance, was refused one for good, or fails on it again and
// again.
func (d *Drawing) findWaiting() {
	for i := range d.s.Workloads {
		w := &d.s.Workloads[i]
		dep := &d.s.Deployments[w.Primary]
		n := max(w.Desired-w.Placed, 0) + w.Waiting
		if !w.Service {
			n = w.Waiting + w.Refused
		}
		reason := w.Refusal.Reason
		if n == 0 && w.ToReplace > 0 && reason != model.Fits && w.Refusal.At >= dep.Started && (dep.Status == film.InProgress || dep.Status == film.Stuck) {
			n = min(w.ToReplace, max(int(dep.Upper)-w.Placed, 0)) // they replace tasks that are there
		}
		if n == 0 || reason == model.Fits && w.Waiting == 0 && w.Failed == 0 {
			continue
		}
		d.waiting = append(d.waiting, waiting{event.WorkloadID(i), n, d.need(event.WorkloadID(i), dep.Definition), reason})
	}
}

// lack is what an instance has too little of for a task.
type lack struct {
	reason     model.Reason
	port       model.HostPort // of model.ReasonPorts: the one that is taken; 0 = it may reserve no more ports
	have, need int
}

// taken lists the static host ports of an instance that ECS counts.
func (d *Drawing) taken(h event.InstanceID) map[model.HostPort]bool {
	taken := map[model.HostPort]bool{}
	for _, p := range d.c.Groups[d.s.Instances[h].Group].Reserved {
		taken[p] = true
	}
	for _, i := range d.on[h] {
		if t := &d.s.Tasks[i]; !t.DesiredStopped {
			for _, p := range d.s.Revisions[t.Revision].Network.HostPorts {
				taken[p] = true
			}
		}
	}
	return taken
}

// lacks is the first thing that an instance has too little of for one more task, in the order in
// which ECS checks.
func (d *Drawing) lacks(h event.InstanceID, n *need, taken map[model.HostPort]bool) lack {
	x := &d.s.Instances[h]
	if n.claim.PortCount > 0 || len(n.network.HostPorts) > 0 {
		for _, p := range n.network.HostPorts {
			if taken[p] {
				return lack{reason: model.ReasonPorts, port: p}
			}
		}
		if want := int32(len(n.network.HostPorts)); x.PortsUsed+want > x.PortQuota {
			return lack{model.ReasonPorts, model.HostPort{}, int(x.PortQuota - x.PortsUsed), int(want)}
		}
	}
	room := n.claim.On(x.Registered)
	for _, r := range []model.Reason{model.ReasonENI, model.ReasonGPU, model.ReasonMemory, model.ReasonCPU} {
		resource, _ := r.Resource()
		have, _ := resource.In(x.Free)
		want, _ := resource.In(room)
		if have < want {
			return lack{r, model.HostPort{}, int(have), int(want)}
		}
	}
	return lack{}
}

// couldBe reports whether an instance is one for tasks of a workload, as far as its capacity
// providers, the zones of its subnets and the instance's own status say.
func (d *Drawing) couldBe(i event.WorkloadID, n *need, h event.InstanceID) bool {
	x, use := &d.s.Instances[h], d.c.UseOf(int32(i))
	if x.Status != film.InService || x.Draining {
		return false
	}
	if len(use.Providers) > 0 && !slices.ContainsFunc(use.Providers, func(p config.ProviderShare) bool { return event.ProviderID(p.Provider) == x.Provider }) {
		return false
	}
	return n.network.ENI == 0 || len(d.c.Subnets) == 0 || slices.Contains(d.c.Zones(use.Subnets), d.s.Zones[x.Zone].Name)
}

// refusal is what waits and finds too little on an instance.
type refusal struct {
	waiting
	lack
}

// refusals lists what finds no place on an instance.
func (d *Drawing) refusals(h event.InstanceID) (all []refusal) {
	var taken map[model.HostPort]bool
	for _, w := range d.waiting {
		if !d.couldBe(w.workload, w.need, h) {
			continue
		}
		if taken == nil {
			taken = d.taken(h)
		}
		if l := d.lacks(h, w.need, taken); l.reason != model.Fits {
			all = append(all, refusal{w, l})
		}
	}
	return all
}

// binds lists what stops the next task on an instance: what those that wait find lacking, or else
// the workload whose task came last, daemons apart, which have one task there.
func (d *Drawing) binds(h event.InstanceID, refused []refusal) (all []model.Reason) {
	for _, r := range refused {
		if !slices.Contains(all, r.lack.reason) {
			all = append(all, r.lack.reason)
		}
	}
	if len(all) > 0 || len(d.on[h]) == 0 {
		return all
	}
	var t *film.Task
	for _, i := range d.on[h] {
		if x := &d.s.Tasks[i]; !d.s.Workloads[x.Workload].Daemon && (t == nil || x.Entered > t.Entered) {
			t = x
		}
	}
	if t == nil {
		return nil
	}
	if l := d.lacks(h, d.need(t.Workload, t.Definition), d.taken(h)); l.reason != model.Fits {
		return []model.Reason{l.reason}
	}
	return nil
}
