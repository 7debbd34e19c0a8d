package state

import (
	"math"
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
)

// Headroom is how many more tasks of a workload fit on the container instances that there
// are, as things stand and if no other workload takes any room.
//
// Bound is what ECS would say of the next one: the check that fails on the instance that comes
// closest. Next is what would stop it there if there were more of that. Both are Fits where
// there is no instance.
type Headroom struct {
	Tasks       int
	Hosts       int // instances on which at least one more fits
	Bound, Next model.Reason
	// StoppedBy counts the instances whose room it is that stops the next task there, by what
	// they lack first.
	StoppedBy [model.NumReasons]int
}

// zoneRoom is what the instances of one availability zone have room for, and what its subnets and
// the quota of network interfaces allow there.
type zoneRoom struct {
	tasks, hosts         int
	addresses, allowance int32
	bound                [model.NumReasons]int          // instances, by what binds there
	next                 [model.NumReasons]model.Reason // what comes after it, on the first of them
}

// Headrooms is the headroom of each service and RunTask request. That of a daemon service is
// zero: it grows with the instances. Workloads whose next tasks are alike are counted once.
func (k *Cluster) Headrooms() []Headroom {
	first, kinds := k.firstAlike()
	work := make([][]zoneRoom, len(k.Workloads))
	for h := range event.InstanceID(len(k.Instances)) {
		if !k.Instances[h].Active() {
			continue
		}
		var room *model.DynamicRoom // of the instance, made where somebody asks
		for _, i := range kinds {
			if k.isDaemon(i) || !k.Eligible(i, h) {
				continue
			}
			if work[i] == nil {
				work[i] = make([]zoneRoom, len(k.ZoneNames))
			}
			work[i][k.ZoneID(k.Instances[h].Zone)].add(k, i, h, &room)
		}
	}
	all := make([]Headroom, len(work))
	for i := range all {
		if like := first[i]; like != event.WorkloadID(i) {
			all[i] = all[like]
			continue
		}
		for z := range work[i] {
			all[i].add(&work[i][z])
		}
		if work[i] == nil && !k.isDaemon(event.WorkloadID(i)) {
			_, all[i].Bound = k.Closest(k.Deployments[k.Workloads[i].Primary].Revision.Shape)
		}
	}
	return all
}

// firstAlike is, for each workload, the first one whose next task takes the same and may go to the
// same instances, which may be itself; and those that are the first.
func (k *Cluster) firstAlike() (first, all []event.WorkloadID) {
	first = make([]event.WorkloadID, len(k.Workloads))
	kinds := make(map[model.Room][]event.WorkloadID) // those that differ, by what they take
	for i := range event.WorkloadID(len(k.Workloads)) {
		rev := k.Deployments[k.Workloads[i].Primary].Revision
		of := kinds[rev.Claim.Room]
		n := -1
		if !k.Fleet.Counts(rev.Shape) {
			n = slices.IndexFunc(of, func(j event.WorkloadID) bool { return k.alike(i, j) })
		}
		if n >= 0 {
			first[i] = of[n]
			continue
		}
		first[i], all = i, append(all, i)
		kinds[rev.Claim.Room] = append(of, i)
	}
	return first, all
}

// alike reports whether the next tasks of two workloads take the same and may go to the same
// instances: neither is a daemon, has Service Connect or a constraint that depends on tasks.
func (k *Cluster) alike(i, j event.WorkloadID) bool {
	a, b := k.Workloads[i].Use, k.Workloads[j].Use
	if k.isDaemon(i) || k.isDaemon(j) || a.ServiceConnect.Enabled || b.ServiceConnect.Enabled {
		return false
	}
	r, s := k.Deployments[k.Workloads[i].Primary].Revision, k.Deployments[k.Workloads[j].Primary].Revision
	if k.Fleet.Counts(s.Shape) || !r.Claim.Equal(&s.Claim) || r.Network.Attach != s.Network.Attach {
		return false
	}
	d, e := &k.Config.Tasks[r.Definition], &k.Config.Tasks[s.Definition]
	return slices.Equal(a.Subnets, b.Subnets) && slices.Equal(a.Providers, b.Providers) && slices.Equal(a.Constraints, b.Constraints) &&
		(d == e || slices.Equal(d.Constraints, e.Constraints) && slices.Equal(d.Requires, e.Requires) && d.Architecture == e.Architecture)
}

func (k *Cluster) isDaemon(i event.WorkloadID) bool {
	s := k.Workloads[i].Service
	return s != nil && s.Daemon
}

// add counts what an instance has room for.
func (z *zoneRoom) add(k *Cluster, i event.WorkloadID, h event.InstanceID, room **model.DynamicRoom) {
	l := k.limits(i, h, room)
	z.addresses, z.allowance = l[model.ReasonAddresses], l[model.ReasonInterfaces]
	l[model.ReasonAddresses], l[model.ReasonInterfaces] = model.NoLimit, model.NoLimit
	n := max(l.Tasks(), 0)
	bound, next := l.Bind()
	if rev := k.Deployments[k.Workloads[i].Primary].Revision; k.Fleet.Counts(rev.Shape) {
		n, bound, next = k.rehearse(rev, h, l)
	}
	if n > 0 {
		z.hosts++
	}
	z.tasks += int(n)
	if z.bound[bound]++; z.bound[bound] == 1 {
		z.next[bound] = next
	}
}

// add adds a zone, whose subnets' addresses and network interfaces are for all its
// instances together.
func (x *Headroom) add(z *zoneRoom) {
	n, short := z.tasks, model.Fits
	if z.addresses != model.NoLimit && int(z.addresses) < n {
		n, short = int(z.addresses), model.ReasonAddresses
	}
	if z.allowance != model.NoLimit && int(z.allowance) < n {
		n, short = int(z.allowance), model.ReasonInterfaces
	}
	x.Tasks += n
	x.Hosts += min(z.hosts, n)
	for r, hosts := range z.bound {
		bound, next := model.Reason(r), z.next[r]
		if hosts == 0 {
			continue
		}
		if short != model.Fits {
			bound, next = short, bound
		}
		if x.StoppedBy[bound] += hosts; bound > x.Bound {
			x.Bound, x.Next = bound, next
		}
	}
}

// rehearse is how many tasks of a revision fit on an instance, what stops the next one and what would
// come after that, where they change by more than their room what it takes of them.
func (k *Cluster) rehearse(rev *Revision, h event.InstanceID, l model.Limits) (n int32, bound, next model.Reason) {
	most, short := int32(math.MaxInt32), model.Fits // by what the scheduler does not count
	if k.staticTaken(rev, h) {
		most, short = 0, model.ReasonPorts
	}
	for _, r := range []model.Reason{model.ReasonDynamicPorts, model.ReasonBridgePorts} {
		if l[r] != model.NoLimit && l[r] < most {
			most, short = l[r], r
		}
	}
	n, bound = k.Fleet.Rehearse(rev.Shape, int32(h), most)
	if bound == model.Fits {
		bound = short
	}
	if next, _ = l.Bind(); next == bound {
		_, next = l.Bind()
	}
	return n, bound, next
}
