package picture

import (
	"cmp"
	"slices"
	"time"

	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// level is how many tasks of a service there were from an instant on, seen from one deployment.
type level struct {
	at       des.Time
	old      int // of revisions before, not told to stop
	healthy  int // of the deployment
	warm     int // RUNNING, and not healthy
	starting int
}

func (l *level) total() int { return l.old + l.healthy + l.warm + l.starting }

// followed is a deployment whose levels are told.
type followed struct {
	id       event.DeploymentID
	workload event.WorkloadID
	from, to des.Time // of the picture
	levels   []level
	refused  []des.Time // instants at which no instance took a task
	failed   []des.Time // at which a task of the deployment failed
	stuckAt  des.Time   // des.Never where it is not
	bounds   []bound    // what it may do, from instants on
	dirty    bool

	parts  map[event.TaskID]part // of the tasks that count
	counts [numParts]int
}

// bound is how many tasks a deployment leaves healthy, and how many there may be.
type bound struct {
	at           des.Time
	lower, upper int
}

// follow tells of deployments of a film how many tasks there were of their services.
func follow(f *film.Film, ids []event.DeploymentID) []followed {
	last := f.Scene(f.Steps() - 1)
	all := make([]followed, len(ids))
	of := map[event.WorkloadID][]*followed{}
	for i, id := range ids {
		d := &last.Deployments[id]
		end := min(d.Ended, f.End())
		if d.Superseded {
			end = f.End()
		}
		margin := max(end.Sub(d.Started)/8, time.Second)
		to := min(end.Add(margin), f.End())
		if d.Status == film.Stuck {
			to = max(f.End(), stuckUntil(d))
			margin = to.Sub(d.Started) / 8
		}
		all[i] = followed{id: id, workload: d.Workload, from: max(d.Started.Add(-margin), 0), to: to, stuckAt: des.Never, parts: map[event.TaskID]part{}}
		of[d.Workload] = append(of[d.Workload], &all[i])
	}
	s := film.NewScene(f.Config)
	for _, e := range f.All() {
		if e.At > s.At {
			for i := range all {
				all[i].count(s)
			}
		}
		s.Apply(e)
		if e.Kind.Fields()&event.HasWorkload == 0 {
			continue
		}
		for _, x := range of[e.Workload] {
			if x.note(e); e.Kind.Fields()&event.HasTask != 0 && e.Task >= 0 {
				x.move(e.Task, &s.Tasks[e.Task])
			}
		}
	}
	for i := range all {
		all[i].count(s)
	}
	return all
}

// stuckUntil is until when a deployment that is stuck is shown: it stays so, however long a run goes on.
func stuckUntil(d *film.Deployment) des.Time {
	return d.Started.Add(max(time.Duration(d.Started), 5*time.Minute))
}

// note takes down what an event says of the deployment's service.
func (x *followed) note(e *event.Event) {
	x.dirty = true
	own := e.Kind.Fields()&event.HasDeployment != 0 && e.Deployment == x.id
	switch {
	case own && (e.Kind == event.DeploymentStarted || e.Kind == event.DeploymentChanged):
		x.bounds = append(x.bounds, bound{e.At, int(e.From), int(e.To)})
	case own && e.Kind == event.DeploymentStuck:
		x.stuckAt = e.At
	case own && e.Kind == event.DeploymentResumed:
		x.stuckAt = des.Never
	case own && e.Kind == event.PlacementRefused:
		x.refused = append(x.refused, e.At)
	case own && e.Kind == event.TaskFailed:
		x.failed = append(x.failed, e.At)
	}
}

// part is which part of a level a task counts for.
type part uint8

const (
	nowhere part = iota
	ofOld
	ofHealthy
	ofWarm
	ofStarting
	numParts
)

func (x *followed) part(t *film.Task) part {
	switch {
	case !t.Live || t.Workload != x.workload || t.DesiredStopped || t.Deployment > x.id:
		return nowhere
	case t.Deployment < x.id:
		return ofOld
	case t.Health == film.Healthy:
		return ofHealthy
	case t.State == event.Running:
		return ofWarm
	}
	return ofStarting
}

// move counts a task where it belongs now.
func (x *followed) move(i event.TaskID, t *film.Task) {
	x.counts[x.parts[i]]--
	p := x.part(t)
	x.counts[p]++
	if p == nowhere {
		delete(x.parts, i)
		return
	}
	x.parts[i] = p
}

// count enters the levels of a scene, which hold from its last event on.
func (x *followed) count(s *film.Scene) {
	if !x.dirty || s.At > x.to {
		return
	}
	x.dirty = false
	l := level{s.At, x.counts[ofOld], x.counts[ofHealthy], x.counts[ofWarm], x.counts[ofStarting]}
	if n := len(x.levels); n > 0 {
		before := x.levels[n-1]
		if before.at = l.at; before == l {
			return
		}
		if s.At <= x.from {
			x.levels = x.levels[:0]
		}
	}
	x.levels = append(x.levels, l)
}

// Deployments lists the deployments of a film that are worth a picture, at most so many: those first
// that did not complete, then the longest. How a service is created tells nothing unless it fails.
func Deployments(f *film.Film, most int) []event.DeploymentID {
	s := f.Scene(f.Steps() - 1)
	var all []event.DeploymentID
	for i := range s.Deployments {
		d := &s.Deployments[i]
		if !s.Workloads[d.Workload].Service || d.Cause == event.ScenarioBegins || d.Status == film.NotStarted {
			continue
		}
		if d.Cause == event.ServiceIsCreated && d.Status != film.Failed && d.Status != film.RolledBack {
			continue
		}
		all = append(all, event.DeploymentID(i))
	}
	slices.SortStableFunc(all, func(a, b event.DeploymentID) int {
		x, y := &s.Deployments[a], &s.Deployments[b]
		return cmp.Or(trouble(y)-trouble(x), cmp.Compare(y.Ended.Sub(y.Started), x.Ended.Sub(x.Started)))
	})
	return all[:min(len(all), most)]
}

func trouble(d *film.Deployment) int {
	if d.Status == film.Completed {
		return 0
	}
	return 1
}
