package picture

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// stage is what a task is at, as lanes show it.
type stage uint8

const (
	gone     stage = iota
	comes          // placed or waiting for an instance, and not RUNNING
	warming        // RUNNING, and not healthy
	serving        // healthy
	replaced       // healthy, and to be replaced
	goes           // its containers are being stopped
	leaves         // stopped, and its network interface is still there
)

var stageClasses = [...]string{comes: "start", warming: "warm", serving: "new", replaced: "old", goes: "going", leaves: "held"}

// stageOf is the stage of a task; one of a RunTask request serves while it runs, for nobody waits
// until it is healthy.
func stageOf(t *film.Task, service bool) stage {
	switch {
	case !t.Live:
		return gone
	case t.State == event.Deprovisioning:
		return leaves
	case t.DesiredStopped || t.State > event.Running || t.Lost:
		return goes
	case t.State < event.Running:
		return comes
	case t.Health == film.Healthy && t.ToReplace:
		return replaced
	case t.Health == film.Healthy || !service:
		return serving
	}
	return warming
}

// stretch is a task at one stage.
type stretch struct {
	stage
	status   string // in the words of DescribeTasks
	healthy  bool
	from, to des.Time
}

// lane is one place on an instance, or outside of all, and the tasks that have it one after the
// other.
type lane struct {
	instance event.InstanceID
	tasks    []*life
}

// life is a task in its lane.
type life struct {
	number    int32
	instance  event.InstanceID
	stretches []stretch
	from, to  des.Time
}

// lives follows the tasks of a workload through a film; of very many the first.
func lives(f *film.Film, w event.WorkloadID) (all []*life) {
	s := film.NewScene(f.Config)
	at := map[event.TaskID]*life{}
	for _, e := range f.All() {
		s.Apply(e)
		if e.Kind.Fields()&event.HasTask == 0 || e.Task < 0 || e.Kind == event.AddressTaken || e.Kind == event.AddressFreed {
			continue
		}
		if e.Kind.Fields()&event.HasWorkload == 0 || e.Workload != w {
			continue
		}
		t := &s.Tasks[e.Task]
		x := at[e.Task]
		if x == nil && len(all) == mostLives {
			continue
		}
		if x == nil {
			x = &life{number: t.Number, from: e.At}
			at[e.Task], all = x, append(all, x)
		}
		x.note(t, e.At, s.Workloads[w].Service)
		if !t.Live {
			delete(at, e.Task)
		}
	}
	for _, x := range at {
		x.end(shownUntil(f, s, w))
	}
	slices.SortFunc(all, func(a, b *life) int { return cmp.Compare(a.number, b.number) })
	return all
}

// shownUntil is the end of a film, or later where a deployment of the workload is stuck: until then its
// picture shows that nothing goes on. The scene is the last.
func shownUntil(f *film.Film, s *film.Scene, w event.WorkloadID) des.Time {
	end := f.End()
	for i := range s.Deployments {
		if d := &s.Deployments[i]; d.Workload == w && d.Status == film.Stuck && !d.Superseded {
			end = max(end, stuckUntil(d))
		}
	}
	return end
}

// note enters what has become of the task.
func (x *life) note(t *film.Task, at des.Time, service bool) {
	stage := stageOf(t, service)
	if t.Live {
		x.instance = t.Instance
	}
	if n := len(x.stretches); n > 0 {
		last := &x.stretches[n-1]
		if last.stage == stage && (!t.Live || last.status == t.State.String()) && last.healthy == (t.Health == film.Healthy) {
			return
		}
		last.to = at
	}
	if x.to = at; stage != gone {
		x.stretches = append(x.stretches, stretch{stage, t.State.String(), t.Health == film.Healthy, at, at})
	}
}

func (x *life) end(at des.Time) {
	if n := len(x.stretches); n > 0 {
		x.stretches[n-1].to, x.to = at, at
	}
}

// deal gives every task a lane of its instance that is free when it comes.
func deal(all []*life) (lanes []*lane) {
	for _, x := range all {
		i := slices.IndexFunc(lanes, func(l *lane) bool {
			return l.instance == x.instance && l.tasks[len(l.tasks)-1].to <= x.from
		})
		if i < 0 {
			lanes = append(lanes, &lane{instance: x.instance})
			i = len(lanes) - 1
		}
		lanes[i].tasks = append(lanes[i].tasks, x)
	}
	return lanes
}

const (
	laneHeight   = 40
	mostLanes    = 10
	mostLives    = 5000 // tasks of a workload that are followed, the first
	mostLaneRows = 60   // of the table
)

// Lanes draws the tasks of a workload through time, those that take each other's place on an
// instance in one lane: at most ten lanes, those with most to tell. It is nil where the workload has
// had no task.
func Lanes(f *film.Film, w event.WorkloadID, words *Words) *Picture {
	all := lives(f, w)
	lanes := deal(all)
	if len(lanes) == 0 {
		return nil
	}
	events := func(l *lane) (n int) {
		for _, x := range l.tasks {
			n += len(x.stretches)
		}
		return n
	}
	slices.SortStableFunc(lanes, func(a, b *lane) int { return cmp.Compare(events(b), events(a)) })
	shown := lanes[:min(len(lanes), mostLanes)]
	slices.SortStableFunc(shown, func(a, b *lane) int {
		return cmp.Or(cmp.Compare(a.instance, b.instance), cmp.Compare(a.tasks[0].number, b.tasks[0].number))
	})
	s := f.Scene(f.Steps() - 1)
	name := s.Workloads[w].Name
	p := &Picture{Kind: "lanes", ID: identifier("tasks", name), Title: name, words: words, defs: true, Mood: Plain}
	if len(all) == mostLives {
		p.Aside = words.sprintf(words.FirstTasks, mostLives)
	}
	if len(lanes) > len(shown) {
		p.State = words.sprintf(words.LanesOf, len(shown), len(lanes))
	}
	t := axis{laneStart(shown), max(shownUntil(f, s, w), 1), 2, Width - 4}
	var g canvas
	table := newTable("", words.LaneColumns)
	for i, l := range shown {
		y := 6 + i*laneHeight
		place := words.NoInstance
		if l.instance >= 0 {
			place = s.Instances[l.instance].ID
		}
		g.text("quiet", 2, y+10, clip(place, Width-4))
		l.draw(&g, &t, name, y+14, words)
		for n, x := range l.tasks {
			if len(table.Rows) >= mostLaneRows {
				break
			}
			if n > 0 && x.from > l.tasks[n-1].to {
				before := l.tasks[n-1].to
				table.add("-", place, words.Free, words.instant(before), words.instant(x.from), words.length(x.from.Sub(before)))
			}
			x.rows(&table, name, place, words)
		}
	}
	p.Height = 6 + len(shown)*laneHeight + 26
	t.draw(&g, words, p.Height-26, 17)
	p.body = g.b
	p.Says = words.sprintf(words.LanesSay, name, len(all), len(lanes))
	for _, l := range shown[:min(len(shown), 4)] {
		for _, x := range l.tasks[:min(len(l.tasks), 3)] {
			p.Says += " " + x.says(name, words)
		}
	}
	p.Tables = []Table{table}
	return p
}

// laneStart is where the axis begins: a little before the first change, where the run is quiet
// until then.
func laneStart(lanes []*lane) des.Time {
	first, last := des.Never, des.Time(0)
	for _, l := range lanes {
		for _, x := range l.tasks {
			for i, s := range x.stretches {
				if s.from > 0 || i > 0 {
					first = min(first, s.from)
				}
				last = max(last, s.to)
			}
		}
	}
	if first == des.Never || first < last/4 {
		return 0
	}
	return first.Add(-max(last.Sub(first)/6, 1))
}

// draw draws a lane: its tasks, and between two of them how long the place stood empty.
func (l *lane) draw(g *canvas, t *axis, name string, y int, w *Words) {
	var before *life
	for _, x := range l.tasks {
		for _, s := range x.stretches {
			left := t.x(s.from)
			if width := t.x(s.to) - left; width > 0 {
				g.rect("area "+stageClasses[s.stage], left, y, width, 16, 0)
			}
		}
		left, right := t.x(x.from), t.x(x.to)
		if label := name + "/" + strconv.Itoa(int(x.number)); right-left > wide(label)+6 {
			g.text("over mid", (left+right)/2, y+12, label)
		} else if label := "/" + strconv.Itoa(int(x.number)); right-left > wide(label)+4 {
			g.text("over mid", (left+right)/2, y+12, label)
		}
		if before != nil {
			from, to := t.x(before.to), t.x(x.from)
			if text := w.length(x.from.Sub(before.to)); to-from > wide(text)+4 {
				g.path("gap", "M", from, y+8, "H", to)
				g.text("late mid", (from+to)/2, y+5, text)
			}
		}
		before = x
	}
	g.raw("\n")
}

// rows enters the stages of a task in a table.
func (x *life) rows(t *Table, name, place string, w *Words) {
	for _, s := range x.stretches {
		t.add(name+"/"+strconv.Itoa(int(x.number)), place, s.status+w.health(&s), w.instant(s.from), w.instant(s.to), w.length(time.Duration(s.to-s.from)))
	}
}

// health is what a stage says beside a status.
func (w *Words) health(s *stretch) string {
	switch {
	case s.healthy && (s.stage == serving || s.stage == replaced):
		return ", " + film.Healthy.String()
	case s.stage == warming:
		return ", " + w.NotHealthy
	}
	return ""
}

// says is a task's life in a sentence.
func (x *life) says(name string, w *Words) string {
	s := name + "/" + strconv.Itoa(int(x.number)) + ":"
	for i, y := range x.stretches {
		if i > 0 {
			s += ","
		}
		s += " " + y.status + w.health(&y) + " " + w.instant(y.from)
	}
	return s + "."
}

// areaSign is the sign of an area of a class.
func areaSign(class, means string) sign {
	var c canvas
	c.rect("area "+class, 3, 2, 20, 14, 0)
	return sign{string(c.b), means, "area " + class}
}

// LaneKey explains what these pictures of tasks through time are made of, or any of them.
func (w *Words) LaneKey(drawn ...*Picture) string {
	var gap canvas
	gap.path("gap", "M1 9H25")
	return key(drawn, []sign{
		areaSign("start", w.KeyComes), areaSign("warm", w.KeyWarm), areaSign("new", w.KeyServing), areaSign("old", w.KeyReplaced),
		areaSign("going", w.KeyGoing), areaSign("held", w.KeyLeaves), {string(gap.b), w.KeyGap, "gap"},
	})
}
