package difftest

import (
	"math"
	"slices"
	"strings"
	"time"
)

// taskStatus is a task's, known or desired.
type taskStatus int

const (
	taskNone taskStatus = iota
	taskManifestPulled
	taskCreated
	taskRunning
	taskStopped
)

// task is a task as the agent sees it.
type task struct {
	agent      *agent
	given      *Task
	containers []*container // pauses last

	known, desired taskStatus
	arrived        bool
	waiting        bool // in the queue, and not told to stop
	consumed       bool
	sleeps         time.Duration // no pass before that
	again          bool          // a pass is being made
	failedAt       time.Duration
	outcome        Outcome
}

// newTask adds to a task what the agent does, in its order: the proxy's edges,
// volumesFrom, links, pauses, FireLens.
func newTask(a *agent, given *Task) *task {
	t := &task{agent: a, given: given, desired: taskRunning, failedAt: notYet, outcome: Outcome{Arrived: notYet, Pending: notYet, Running: notYet, Stopped: notYet, Containers: map[string]Times{}}}
	for i := range given.Containers {
		t.add(&given.Containers[i], ordinary)
	}
	var proxy *container
	if given.Proxy != nil {
		proxy = t.add(given.Proxy, ordinary)
		for _, c := range t.containers {
			if c != proxy {
				c.edges = append(c.edges, Edge{proxy.given.Name, "HEALTHY"})
				proxy.before = append(proxy.before, transition{stopped, c.given.Name, stopped})
			}
		}
	}
	for _, c := range t.containers {
		for _, v := range c.given.VolumesFrom {
			c.edges = append(c.edges, Edge{v, "CREATE"})
		}
		for _, l := range c.given.Links {
			name, _, _ := strings.Cut(l, ":")
			c.edges = append(c.edges, Edge{name, "START"})
		}
	}
	switch {
	case given.Mode == Awsvpc:
		t.awsvpcPause()
	case given.Mode == Bridge && proxy != nil:
		t.bridgePauses(proxy)
	}
	t.fireLens()
	return t
}

func (t *task) add(given *Container, k kind) *container {
	c := &container{
		given: given, kind: k, task: t, desired: running, steady: running, edges: append([]Edge(nil), given.DependsOn...),
		startedAt: notYet, restartedAt: notYet, begun: notYet, times: Times{notYet, notYet, notYet, notYet},
	}
	if k == pause {
		c.desired, c.steady = provisioned, provisioned
	}
	t.containers = append(t.containers, c)
	return c
}

func (t *task) named(name string) *container {
	for _, c := range t.containers {
		if c.given.Name == name {
			return c
		}
	}
	panic("no container " + name)
}

func (t *task) addPause(name string) *container {
	return t.add(&Container{Name: name, Essential: true, Start: t.given.Pause, Run: never, StopTimeout: 30 * time.Second}, pause)
}

func (t *task) awsvpcPause() {
	all := t.containers
	p := t.addPause("pause")
	for _, c := range all {
		c.before = append(c.before, transition{manifestPulled, p.given.Name, provisioned})
		p.before = append(p.before, transition{stopped, c.given.Name, stopped})
	}
}

func (t *task) bridgePauses(proxy *container) {
	var own *container
	all := t.containers
	for _, c := range all {
		p := t.addPause("pause-" + c.given.Name)
		p.given.PortTaken, c.published = c.given.PortTaken, true
		proxy.before = append(proxy.before, transition{created, p.given.Name, provisioned})
		p.before = append(p.before, transition{stopped, proxy.given.Name, stopped})
		if c == proxy {
			own = p
		}
	}
	for _, p := range t.containers[len(all):] {
		if p != own {
			p.before = append(p.before, transition{provisioned, own.given.Name, running})
		}
	}
}

// fireLens has the log router start before those that log to it, unless it waits
// for anything itself.
func (t *task) fireLens() {
	var router *container
	for _, c := range t.containers {
		if c.given.FireLens {
			router = c
		}
	}
	if router == nil || len(router.edges) > 0 {
		return
	}
	for _, c := range t.containers {
		has := false
		for _, e := range c.edges {
			has = has || e.On == router.given.Name
		}
		if c != router && c.given.LogsFireLens && !has {
			c.edges = append(c.edges, Edge{router.given.Name, "START"})
		}
	}
}

// arrive is the beginning of a task: it waits in the queue, if only for a moment.
func (t *task) arrive() {
	t.arrived, t.waiting, t.outcome.Arrived = true, true, t.agent.now
	t.agent.queue = append(t.agent.queue, t)
	t.agent.monitorQueue()
}

// leaveQueue is its going on from there, with what it asked for or without.
func (t *task) leaveQueue() {
	t.waiting = false
	if t.consumed {
		t.outcome.Pending = t.agent.now
	}
	t.progress()
}

// stop is StopTask.
func (t *task) stop() {
	if !t.arrived || t.desired == taskStopped {
		return
	}
	for _, c := range t.containers {
		t.outcome.Pausing = t.outcome.Pausing || c.kind == pause && c.applied == running
	}
	t.desired = taskStopped
	t.setDesired()
	if t.waiting {
		t.leaveQueue() // it stays in the list of those that wait, until its turn comes
		return
	}
	t.progress()
}

// changed is news of a container: it has taken a status, or failed to.
func (t *task) changed(c *container, to status, failed bool) {
	if to <= c.known {
		t.outcome.Tied = t.outcome.Tied || to == pulled && t.failedAt == t.agent.now // it was going to start
		return
	}
	was := c.known
	c.know(to)
	if failed && to != stopped {
		c.known, c.desired = was, stopped
	} else {
		t.note(c, to)
	}
	t.tied(c, failed)
	t.update()
	t.progress()
}

// tied notes that a container fails to start at the moment at which the start of another
// begins, or would but for that.
func (t *task) tied(c *container, failed bool) {
	if failed {
		t.failedAt = t.agent.now
	}
	for _, other := range t.containers {
		waits := other.begun == notYet && slices.ContainsFunc(other.edges, func(e Edge) bool { return e.On == c.given.Name })
		if t.failedAt == t.agent.now && (other.begun == t.agent.now || waits && !failed) {
			t.outcome.Tied = true
		}
	}
}

// note keeps the time at which a container took a status.
func (t *task) note(c *container, to status) {
	switch to {
	case created:
		c.times.Created = t.agent.now
	case running:
		c.times.Started = t.agent.now
	case stopped:
		c.times.Stopped = t.agent.now
	}
	t.outcome.Containers[c.given.Name] = c.times
}

// update brings the task's status in line with its containers'.
func (t *task) update() {
	least := t.containers[0]
	essentialStopped := false
	earliest := taskStatus(math.MaxInt)
	for _, c := range t.containers {
		if c.known < least.known {
			least = c
		}
		essentialStopped = essentialStopped || c.given.Essential && c.known == stopped
		earliest = min(earliest, c.asTask())
	}
	if !(least.known == least.steady && essentialStopped) && earliest > t.known {
		t.known = earliest
		t.announce()
	}
	for _, c := range t.containers {
		if c.given.Essential && (c.known == stopped || c.desired == stopped) {
			t.desired = taskStopped
		}
	}
	t.setDesired()
}

// asTask is the status that a task of this container alone had.
func (c *container) asTask() taskStatus {
	switch {
	case c.known == none:
		return taskNone
	case c.known == c.steady:
		return taskRunning
	case c.known < created:
		return taskManifestPulled
	case c.known == stopped:
		return taskStopped
	}
	return taskCreated
}

// announce notes a new status; at STOPPED everything is given back.
func (t *task) announce() {
	switch t.known {
	case taskRunning:
		t.outcome.Running = t.agent.now
		t.exitsAfter()
	case taskStopped:
		t.outcome.Stopped = t.agent.now
		t.agent.release(t)
		t.agent.at(t.agent.now, t.agent.monitorQueue)
	}
}

// exitsAfter has the first essential container exit some time after the task was
// RUNNING, or after its own restart, unless the task is being stopped by then.
func (t *task) exitsAfter() {
	if t.given.Exit == 0 {
		return
	}
	c := t.main()
	life := c.life
	t.agent.in(t.given.Exit, func() {
		if t.desired != taskStopped {
			c.exits(life, c.given.ExitCode)
		}
	})
}

// main is the first essential container, which Exit is about.
func (t *task) main() *container {
	return t.containers[slices.IndexFunc(t.containers, func(c *container) bool { return c.given.Essential })]
}

// setDesired passes the task's desired status on to its containers.
func (t *task) setDesired() {
	for _, c := range t.containers {
		if t.desired == taskStopped {
			c.desired = stopped
		}
	}
}

// progress looks at all containers, and again after each change, until none can be
// moved.
func (t *task) progress() {
	if t.again {
		return // the pass that is being made is not the last
	}
	t.again = true
	for t.arrived && !t.waiting && t.known != taskStopped && !(t.known == taskRunning && t.desired == taskRunning) && t.agent.now >= t.sleeps {
		if !t.pass() {
			break
		}
	}
	t.again = false
}

// see has the task look at what is no news of a container: its health, a time that is
// over. The real agent looks when it looks anyway.
func (t *task) see() {
	if t.agent.host.Poll == 0 {
		t.progress()
	}
}

// pass is one look at all containers. It reports whether that has changed anything
// at once, so that another may find more.
func (t *task) pass() bool {
	type news struct {
		c     *container
		to    status
		code  int
		fails bool
	}
	var told []news
	any, blocked := false, false
	for _, c := range t.containers {
		if c.known >= c.desired {
			continue
		}
		switch c.resolved() {
		case waits:
			blocked = true
			continue
		case held:
			continue
		case hopeless:
			c.desired = stopped
			told = append(told, news{c: c, to: stopped, code: 143})
			continue
		}
		any = true
		switch {
		case c.desired != stopped && c.applied == none:
			c.applied = c.next()
			switch c.applied {
			case pulled, running:
				c.apply(c.applied)
			default: // takes no time
				told = append(told, news{c: c, to: c.applied, fails: c.applied == created && c.given.CannotCreate})
			}
		case c.desired != stopped: // on its way
		case c.known >= running && c.applied == none:
			c.applied = stopped
			c.apply(stopped)
		case c.known < running && c.applied != running:
			told = append(told, news{c: c, to: stopped})
		}
	}
	for _, n := range told {
		if n.code != 0 {
			n.c.exitCode = &n.code
		}
		t.changed(n.c, n.to, n.fails)
	}
	switch {
	case len(told) > 0:
		return true
	case !any && blocked && t.agent.host.Poll > 0:
		t.sleeps = t.agent.now + t.agent.host.Poll
		t.agent.at(t.sleeps, t.progress)
	case !any && !blocked:
		return t.unable()
	}
	return false
}

// unable is what the agent does when no container can be moved, and none waits.
func (t *task) unable() bool {
	if t.desired == taskStopped {
		t.known = taskStopped
		t.announce()
		return false
	}
	for _, c := range t.containers {
		if c.given.Essential && c.known != c.steady {
			t.desired = taskStopped
			t.setDesired()
			return true
		}
	}
	return false
}
