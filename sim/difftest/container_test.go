package difftest

import (
	"slices"
	"time"
)

// kind says what the agent adds to a task.
type kind int

const (
	ordinary kind = iota
	pause
)

// container is a container as the agent sees it.
type container struct {
	given *Container
	kind  kind
	task  *task

	known, desired, applied status
	steady                  status
	edges                   []Edge       // dependsOn, with what the agent adds
	before                  []transition // TransitionDependenciesMap
	exitCode                *int
	healthy                 bool
	startedAt, restartedAt  time.Duration
	begun                   time.Duration // the docker start call
	life                    int           // starts and exits so far: an exit is that of one of them
	halting                 bool
	published               bool // what it publishes is its pause's
	times                   Times
}

// transition is a status that a container may take only when another has one at least.
type transition struct {
	to    status
	other string
	has   status
}

func (c *container) never() bool {
	return c.known < running && c.desired == stopped && c.applied == none
}

// know sets the known status; what was being applied is over when it is reached.
func (c *container) know(s status) {
	c.known = s
	if c.applied <= s {
		c.applied = none
	}
}

// next is the status that the container takes up next on its way.
func (c *container) next() status {
	if c.known == c.steady {
		return stopped
	}
	return c.known + 1
}

// verdict is what a look at a container's dependencies says.
type verdict int

const (
	free     verdict = iota
	waits            // for a dependency of dependsOn
	held             // for a transition or the order of stopping
	hopeless         // a dependency will never be met
)

// resolved looks at everything that a container's next transition needs.
func (c *container) resolved() verdict {
	if c.desired != stopped {
		if v := c.ordered(); v != free {
			return v
		}
	}
	for _, b := range c.before {
		if b.to == c.next() && c.task.named(b.other).known < b.has {
			return held
		}
	}
	if c.desired == stopped && c.known != stopped {
		for _, other := range c.task.containers {
			names := func(e Edge) bool { return e.On == c.given.Name }
			if other.known != stopped && slices.ContainsFunc(other.edges, names) {
				return held
			}
		}
	}
	return free
}

// ordered looks at dependsOn.
func (c *container) ordered() verdict {
	v := free
	for _, e := range c.edges {
		on := c.task.named(e.On)
		switch {
		case c.known < created && on.known != stopped && on.timedOut(e.Condition):
			return hopeless
		case e.Condition == "SUCCESS" && on.known == stopped && (on.exitCode == nil || *on.exitCode != 0):
			return hopeless
		case on.never():
			return hopeless
		case !c.met(e.Condition, on):
			v = waits
		}
	}
	return v
}

// timedOut is whether startTimeout of a dependency is over.
func (c *container) timedOut(condition string) bool {
	limit := c.given.StartTimeout
	return limit > 0 && c.startedAt != notYet && condition != "START" && condition != "CREATE" && c.task.agent.now >= c.startedAt+limit
}

// met is whether a dependency is as a condition wants it.
func (c *container) met(condition string, on *container) bool {
	if c.known < manifestPulled || c.task.agent.host.Upfront && c.known < pulled {
		return true
	}
	switch condition {
	case "CREATE":
		return on.known >= created
	case "START":
		return on.known == stopped || on.known == on.steady
	case "COMPLETE":
		return on.known == stopped && on.exitCode != nil
	case "SUCCESS":
		return on.known == stopped && on.exitCode != nil && *on.exitCode == 0
	}
	return on.given.Checked && on.healthy
}

// apply does what leads to a status, and has the task told of its end.
func (c *container) apply(to status) {
	a, took := c.task.agent, time.Duration(0)
	fails := false
	switch to {
	case pulled:
		c.times.Pulling = a.now
		took = c.given.Pull
	case running:
		c.begun = a.now
		took, fails = c.given.Start, c.given.CannotStart || c.given.PortTaken && !c.published
		if limit := a.host.StartTimeout; limit > 0 && took > limit {
			took, fails = limit, true
		}
	case stopped:
		c.halt()
		return
	}
	a.in(took, func() {
		if to == running && !fails {
			c.up()
		}
		c.task.changed(c, to, fails)
	})
}

// up is the start of the container's process.
func (c *container) up() {
	a := c.task.agent
	c.life++
	if c.startedAt == notYet {
		c.startedAt = a.now
		a.in(orNever(c.given.StartTimeout), c.task.see)
	}
	life := c.life
	a.in(c.given.Run, func() { c.exits(life, c.given.ExitCode) })
	if c.given.Checked {
		a.in(c.given.Healthy, func() {
			if life == c.life {
				c.healthy = true
				c.task.see()
			}
		})
	}
}

// halt is docker stop: SIGTERM, and SIGKILL after the time-out.
func (c *container) halt() {
	life, took, code := c.life, c.given.Halt, 143
	if took > c.given.StopTimeout {
		took, code = c.given.StopTimeout, 137
	}
	c.halting = true
	c.task.agent.in(took, func() { c.exits(life, code) })
}

// exits is the end of the process that a start began.
func (c *container) exits(life, code int) {
	if life != c.life || c.known == stopped {
		return
	}
	c.life++ // no other exit of it, no check
	c.exitCode = &code
	if c.restarts(code) {
		c.restartedAt = c.task.agent.now
		c.task.outcome.Restarts++
		c.task.agent.in(c.given.Restart.Takes, func() {
			c.up()
			if c == c.task.main() {
				c.task.exitsAfter()
			}
			if c.halting {
				c.halt() // told to stop meanwhile
			}
		})
		return
	}
	c.task.changed(c, stopped, false)
}

// restarts is whether the restart policy has the container started again.
func (c *container) restarts(code int) bool {
	p := c.given.Restart
	if p == nil || c.desired == stopped || slices.Contains(p.Ignored, code) {
		return false
	}
	since := c.startedAt
	if c.restartedAt != notYet {
		since = c.restartedAt
	}
	return c.task.agent.now-since >= p.Period
}

func orNever(d time.Duration) time.Duration {
	if d == 0 {
		return never
	}
	return d
}
