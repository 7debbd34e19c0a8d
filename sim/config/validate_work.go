package config

import (
	"math"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/model/cql"
	"ecssim/sim/des"
)

func (v *validator) tasks() {
	for i := range v.c.Tasks {
		t, at := &v.c.Tasks[i], member("tasks", i)
		v.formed = append(v.formed, v.form(at, t))
		if v.formed[i] {
			for _, p := range t.Validate() {
				v.fail(at, "(%s) is not valid: %s: %s", t.Name(), p.Path, p.Message)
			}
		}
		within(v, at.at("revision"), t.Revision, 0, math.MaxInt32)
		v.constraints(at, t.Constraints)
		for j := range t.Containers {
			v.container(at.member("containers", j), &t.Containers[j])
		}
	}
}

// form checks what package model takes for granted of a task definition; it reports whether
// the definition is so.
func (v *validator) form(at *field, t *model.TaskDefinition) bool {
	good := within(v, at.at("networkMode"), int(t.NetworkMode), 0, len(model.NetworkModes())-1)
	for i := range t.Containers {
		for j, m := range t.Containers[i].PortMappings {
			at := at.member("containers", i).member("portMappings", j)
			good = within(v, at.at("protocol"), m.Protocol, model.TCP, model.UDP) && good
			if m.Range.Last < m.Range.First {
				v.fail(at.at("range"), "is %v, wanted the first port at most the last", m.Range)
				good = false
			}
		}
	}
	return good
}

// container checks what RegisterTaskDefinition gives defaults to, or a file could not say (ECS
// API, HealthCheck).
func (v *validator) container(at *field, c *model.Container) {
	v.length(at.at("startTimeout"), c.StartTimeout, 0)
	v.length(at.at("stopTimeout"), c.StopTimeout, 0)
	if h := c.HealthCheck; h != nil {
		at := at.at("healthCheck")
		v.between(at.at("interval"), h.Interval, some, 300*time.Second)
		v.between(at.at("timeout"), h.Timeout, 0, 60*time.Second)
		v.between(at.at("startPeriod"), h.StartPeriod, 0, 300*time.Second)
		within(v, at.at("retries"), h.Retries, 1, 10)
	}
	if r := c.Restart; r != nil && r.Enabled {
		v.length(at.at("restart.attemptPeriod"), r.AttemptPeriod, Oftenest)
	}
}

// use checks what a service and a RunTask call have in common; it reports whether its task
// definition is there.
func (v *validator) use(at *field, u *Use) bool {
	task := v.index(at.at("task"), u.Task, len(v.c.Tasks), "Config.Tasks")
	if n := len(u.Strategies); n > maxStrategies {
		v.fail(at.at("strategies"), "has %d rules, wanted %d at most", n, maxStrategies)
	}
	for i, s := range u.Strategies {
		v.strategy(at.member("strategies", i), s)
	}
	v.constraints(at, u.Constraints)
	if task {
		v.countConstraints(at.at("constraints"), u.Task, u.Constraints)
	}
	v.inSubnets(at, "subnets", u.Subnets)
	v.shares(at, u.Providers)
	for i, r := range u.Running {
		at := at.member("running", i)
		v.index(at.at("group"), r.Group, len(v.c.Groups), "Config.Groups")
		within(v, at.at("number"), r.Number, 1, mostInstances)
		within(v, at.at("tasks"), r.Tasks, 0, mostTasks)
	}
	return task
}

// running checks that tasks which run when the scenario begins are no more than are wanted; of a
// daemon one an instance.
func (v *validator) running(at *field, all []Running, before bool, most int, daemon bool) {
	switch n := RunningTasks(all); {
	case len(all) > 0 && !before:
		v.fail(at, "is not empty, and StartedBefore is false, wanted it true")
	case !daemon && n > most:
		v.fail(at, "has %d tasks, wanted at most %d", n, most)
	}
	for i, r := range all {
		if daemon && r.Tasks > 1 {
			v.fail(at, "has %d tasks at entry %d, and an instance has one task of a daemon", r.Tasks, i)
		}
	}
}

// maxStrategies is how many rules a placement strategy may have (ECS API,
// CreateServiceRequest and RunTaskRequest).
const maxStrategies = 5

// countConstraints holds the number of placement constraints, those of the task definition
// among them.
func (v *validator) countConstraints(at *field, task int, own []model.Constraint) {
	if n := len(v.c.Tasks[task].Constraints) + len(own); n > model.MaxConstraints {
		v.fail(at, "has %d with those of its task definition, wanted %d at most", n, model.MaxConstraints)
	}
}

// strategy checks a rule (ECS API, PlacementStrategy).
func (v *validator) strategy(at *field, s model.Strategy) {
	attribute, named := strings.CutPrefix(s.Field, "attribute:")
	good := false
	switch s.Type {
	case "binpack":
		good = s.Field == "cpu" || s.Field == "memory"
	case "spread":
		good = s.Field == "instanceId" || s.Field == "host" || named && attribute != ""
	case "random":
		good = s.Field == ""
	}
	if !good {
		v.fail(at, "is %s of %q, wanted binpack of cpu or memory, spread of instanceId, host or attribute:NAME, or random", s.Type, s.Field)
	}
}

// constraints checks placement constraints (ECS API, PlacementConstraint).
func (v *validator) constraints(of *field, constraints []model.Constraint) {
	for i, c := range constraints {
		at := of.member("constraints", i)
		switch {
		case c.Type == "distinctInstance" && c.Expression == "":
		case c.Type != "memberOf":
			v.fail(at, "is %q with expression %q, wanted memberOf with one, or distinctInstance without", c.Type, c.Expression)
		default:
			if _, err := cql.Parse(c.Expression); err != nil {
				v.fail(at.at("expression"), "does not parse: %v", err)
			}
		}
	}
}

// shares checks a capacity provider strategy (ECS API, CapacityProviderStrategyItem).
func (v *validator) shares(of *field, shares []ProviderShare) {
	if n := len(shares); n > MaxProviders {
		v.fail(of.at("providers"), "has %d, wanted %d at most", n, MaxProviders)
	}
	weights, based, seen := 0, 0, map[int]bool{}
	for i, s := range shares {
		at := of.member("providers", i)
		v.index(at.at("provider"), s.Provider, len(v.c.Providers), "Config.Providers")
		if seen[s.Provider] {
			v.fail(at.at("provider"), "is %d, which is in the strategy already", s.Provider)
		}
		seen[s.Provider] = true
		within(v, at.at("base"), s.Base, 0, 100_000)
		if within(v, at.at("weight"), s.Weight, 0, 1000) {
			weights += s.Weight
		}
		if s.Base > 0 {
			based++
		}
	}
	switch {
	case based > 1:
		v.fail(of.at("providers"), "has %d providers with a base, wanted one at most", based)
	case len(shares) > 0 && weights == 0:
		v.fail(of.at("providers"), "has no provider with a weight above 0, wanted one at least")
	}
}

func (v *validator) services() {
	seen := map[string]bool{}
	for i := range v.c.Services {
		s, at := &v.c.Services[i], member("services", i)
		v.unique(at.at("name"), s.Name, seen)
		task := v.use(at, &s.Use)
		within(v, at.at("desired"), s.Desired, 0, mostTasks)
		if s.Daemon {
			v.daemon(at, s)
		}
		v.deploying(at.at("deploying"), &s.Deploying, s.Daemon)
		if task {
			v.connect(at, s, s.Task)
			v.targets(at, s)
		}
		v.length(at.at("grace"), s.Grace, 0)
		if s.Scaling != nil {
			v.scaling(at.at("scaling"), s.Scaling, s.UnhealthyAbove > 0)
		}
		v.amount(at.at("unhealthyAbove"), s.UnhealthyAbove, mostLoad)
		v.running(at.at("running"), s.Running, s.StartedBefore, s.Desired, s.Daemon)
	}
}

// daemon checks that a DAEMON service has nothing that only a REPLICA service takes.
func (v *validator) daemon(at *field, s *Service) {
	switch {
	case s.Desired != 0:
		v.fail(at.at("desired"), "is %d, and a daemon has a task on each instance, wanted 0", s.Desired)
	case len(s.Strategies) > 0:
		v.fail(at.at("strategies"), "is not empty, and a daemon takes no placement strategy")
	case len(s.Providers) > 0:
		v.fail(at.at("providers"), "is not empty, and a daemon takes no capacity provider strategy")
	case s.Scaling != nil:
		v.fail(at.at("scaling"), "is set, and a daemon is not scaled, wanted nil")
	}
}

// deploying checks a deploymentConfiguration. A maximum of 0 stands in the way of every
// task, which a run reports; nothing at all is what somebody forgot.
func (v *validator) deploying(at *field, d *Deploying, daemon bool) {
	switch {
	case daemon && d.MaximumPercent != 100:
		v.fail(at.at("maximumPercent"), "is %d, and an instance has one task of a daemon, wanted 100 (see DefaultDaemon)", d.MaximumPercent)
	case *d == Deploying{}:
		v.fail(at.at("maximumPercent"), "is 0, which lets no task start, wanted 1 to %d (see DefaultReplica)", mostPercent)
	case within(v, at.at("maximumPercent"), d.MaximumPercent, 0, mostPercent):
		within(v, at.at("minimumHealthyPercent"), d.MinimumHealthyPercent, 0, d.MaximumPercent)
	}
	if b := &d.Breaker; b.Enable && within(v, at.at("breaker.kind"), int(b.Kind), 0, int(CountThreshold)) {
		most := 100
		if b.Kind == CountThreshold {
			most = mostTasks
		}
		within(v, at.at("breaker.value"), b.Value, 1, most)
	}
	if d.EarlySuccess.Enable {
		within(v, at.at("earlySuccess.healthyPercent"), d.EarlySuccess.HealthyPercent, min(d.MinimumHealthyPercent, 100), 100)
	}
	if d.BakeTime != nil {
		v.length(at.at("bakeTime"), *d.BakeTime, 0)
	}
	if d.Alarms != nil {
		for i, alarm := range d.Alarms.Alarms {
			v.index(at.member("alarms", i), alarm, len(v.c.Alarms), "Config.Alarms")
		}
	}
}

// connect checks Service Connect with a task definition.
func (v *validator) connect(at *field, s *Service, task int) {
	sc := &s.ServiceConnect
	if !sc.Enabled || !v.formed[task] {
		return
	}
	at = at.at("serviceConnect")
	within(v, at.at("proxyCPU"), sc.ProxyCPU, 0, math.MaxInt32)
	within(v, at.at("proxyMemory"), sc.ProxyMemory, 0, math.MaxInt32)
	for _, p := range v.c.Tasks[task].CheckServiceConnect(*sc) {
		v.fail(at, "goes without %s: %s: %s", v.c.Tasks[task].Name(), p.Path, p.Message)
	}
	for i := range sc.Listeners {
		if n := sc.Listeners[i].Override; n != 0 {
			if p := model.CheckIngressPortOverride(int64(n)); p != nil {
				v.fail(at.member("listeners", i).at("override"), "is %d: %s", n, p.Message)
			}
		}
	}
}

// targets checks the target groups of a service.
func (v *validator) targets(of *field, s *Service) {
	t := &v.c.Tasks[s.Task]
	if n := len(s.Targets); n > model.MaxTargetGroups {
		v.fail(of.at("targets"), "has %d, wanted %d at most", n, model.MaxTargetGroups)
	}
	for i, x := range s.Targets {
		at := of.member("targets", i)
		if !v.index(at.at("group"), x.Group, len(v.c.TargetGroups), "Config.TargetGroups") {
			continue
		}
		if x.Container == None || !v.formed[s.Task] {
			continue
		}
		if v.index(at.at("container"), x.Container, len(t.Containers), "the containers of "+t.Name()) {
			for _, p := range v.c.targetProblems(s, &x, t, t.Containers[x.Container].Name, true) {
				v.fail(at, "is not valid: %s", p.Message)
			}
		}
	}
}

// load holds a load that no policy meets with more tasks than there can be: target tracking
// takes the load over the target for a whole number.
func (v *validator) load(at *field, load float64, s *Scaling) {
	if !v.amount(at, load, mostLoad) {
		return
	}
	for _, p := range s.Policies {
		if p.Target > 0 && load/p.Target > mostTasks {
			v.fail(at, "is %v, which at the target of %v wants %.3g tasks, wanted %d at most",
				load, p.Target, load/p.Target, mostTasks)
			return
		}
	}
}

func (v *validator) runTasks() {
	seen := map[string]bool{}
	for i := range v.c.RunTasks {
		r, at := &v.c.RunTasks[i], member("runTasks", i)
		v.unique(at.at("name"), r.Name, seen)
		v.filled(at.at("group"), r.Group)
		v.use(at, &r.Use)
		v.moment(at.at("at"), r.At)
		if r.Stream {
			within(v, at.at("count"), r.Count, 0, mostTasks)
			v.arrivals(at, r)
		} else {
			within(v, at.at("count"), r.Count, 1, mostTasks)
		}
		v.running(at.at("running"), r.Running, r.StartedBefore, r.Count, false)
		if r.StartedBefore && (r.Stream || r.At != 0) {
			v.fail(at.at("startedBefore"), "is true of tasks that are asked for later, wanted At 0 and no stream")
		}
	}
}

// arrivals checks that a stream goes on, and that it has an end.
func (v *validator) arrivals(at *field, r *RunTask) {
	gap, constant := r.Arrivals.IsConstant()
	switch {
	case r.Arrivals.Mean() <= 0:
		v.fail(at.at("arrivals"), "is %v between tasks, wanted more", r.Arrivals)
	case constant && gap == des.Forever:
		v.fail(at.at("arrivals"), "is endless, and no task ever comes, wanted less")
	case r.Until != 0 && r.Until <= r.At:
		v.fail(at.at("until"), "is %v, wanted 0 or after the beginning at %v", r.Until, r.At)
	case r.Until > des.Time(longest):
		v.moment(at.at("until"), r.Until)
	case r.Until == 0 && r.Count == 0 && v.c.Duration == 0:
		v.fail(at.at("until"), "is 0, and nothing else ends the stream, wanted it, count or Config.Duration")
	case r.Count == 0 && float64(v.lasts(r))/float64(r.Arrivals.Mean()) > mostTasks:
		v.fail(at.at("arrivals"), "is %v between tasks until %v, wanted at most %d tasks",
			r.Arrivals, r.At+v.lasts(r), mostTasks)
	}
}

// lasts is how long tasks of a stream go on to come: until its own end or the run's.
func (v *validator) lasts(r *RunTask) des.Time {
	end := v.c.Duration
	if r.Until != 0 && (end == 0 || r.Until < end) {
		end = r.Until
	}
	return max(end-r.At, 0)
}

func (v *validator) events() {
	for i := range v.c.Events {
		e, at := &v.c.Events[i], member("events", i)
		v.moment(at.at("at"), e.At)
		if i > 0 && e.At < v.c.Events[i-1].At {
			v.fail(at.at("at"), "is %v, after an event at %v, wanted them in the order of time", e.At, v.c.Events[i-1].At)
		}
		v.event(at, e)
	}
}

// event checks the fields that an event of its kind uses.
func (v *validator) event(at *field, e *Event) {
	switch e.Kind {
	case UpdateService:
		v.update(at, e)
	case StopTasks:
		v.count(at, e, mostTasks)
		if (e.Service != None) == (e.TaskGroup != "") {
			v.fail(at, "names service %d and task group %q, wanted one of them, and None or nothing for the other", e.Service, e.TaskGroup)
		} else if e.Service != None {
			v.index(at.at("service"), e.Service, len(v.c.Services), "Config.Services")
		}
	case ReplaceInstances, TerminateInstances, DrainInstances, InterruptSpot, DisconnectAgent, ReconnectAgent, RestartAgent:
		v.count(at, e, mostInstances)
		if e.Group != None && e.Instance != "" {
			v.fail(at, "names group %d and instance %q, wanted one of them, and None or nothing for the other", e.Group, e.Instance)
		} else if e.Group != None {
			v.index(at.at("group"), e.Group, len(v.c.Groups), "Config.Groups")
		}
		v.replacement(at, e)
	case FailAvailabilityZone, RestoreAvailabilityZone:
		v.filled(at.at("zone"), e.Zone)
	case PutAccountSetting:
	case Listen, Unlisten:
		v.index(at.at("group"), e.Group, len(v.c.Groups), "Config.Groups")
		v.port(at.at("port"), e.Port)
		v.count(at, e, mostInstances)
	case SetLoad:
		v.setLoad(at, e)
	case SetGroup:
		v.setGroup(at, e)
	case SetAlarm:
		v.index(at.at("alarm"), e.Alarm, len(v.c.Alarms), "Config.Alarms")
	case FailHealthChecks:
		v.index(at.at("service"), e.Service, len(v.c.Services), "Config.Services")
		v.count(at, e, mostTasks)
		v.length(at.at("for"), e.For, 0)
	case StopDeployment:
		v.index(at.at("service"), e.Service, len(v.c.Services), "Config.Services")
	default:
		v.fail(at.at("kind"), "is %d, wanted %d to %d", e.Kind, UpdateService, NumEventKinds-1)
	}
}

// count holds the limit of how many instances or tasks an event is about.
func (v *validator) count(at *field, e *Event, most int) {
	if e.Count != None && (e.Count < 1 || e.Count > most) {
		v.fail(at.at("count"), "is %d, wanted 1 to %d, or None for all", e.Count, most)
	}
}

// setLoad checks that a service follows the load that is set.
func (v *validator) setLoad(at *field, e *Event) {
	if !v.index(at.at("service"), e.Service, len(v.c.Services), "Config.Services") {
		return
	}
	s := &v.c.Services[e.Service]
	switch {
	case s.Scaling != nil:
		v.load(at.at("load"), e.Load, s.Scaling)
	case s.UnhealthyAbove > 0:
		v.amount(at.at("load"), e.Load, mostLoad)
	default:
		v.fail(at.at("service"), "is %q, which has neither a Scaling that would follow a load nor UnhealthyAbove", s.Name)
	}
}

// update checks an UpdateService.
func (v *validator) update(at *field, e *Event) {
	if !v.index(at.at("service"), e.Service, len(v.c.Services), "Config.Services") {
		return
	}
	s := &v.c.Services[e.Service]
	if e.Task == None && e.Desired == None && !e.Force && e.Deploying == nil {
		v.fail(at, "updates service %q and changes nothing, wanted a task, desired, force or deploying", s.Name)
	}
	if e.Desired != None {
		within(v, at.at("desired"), e.Desired, 0, mostTasks)
		if s.Daemon {
			v.fail(at.at("desired"), "is %d, and %q is a daemon with a task on each instance, wanted None", e.Desired, s.Name)
		}
	}
	if e.Deploying != nil {
		v.deploying(at.at("deploying"), e.Deploying, s.Daemon)
	}
	if e.Task != None && v.index(at.at("task"), e.Task, len(v.c.Tasks), "Config.Tasks") {
		v.connect(at, s, e.Task)
		v.countConstraints(at.at("task"), e.Task, s.Constraints)
		v.successor(at.at("task"), s, e.Task)
	}
}

// successor checks that the target groups of a service find their containers in another task
// definition.
func (v *validator) successor(at *field, s *Service, task int) {
	if s.Task < 0 || s.Task >= len(v.c.Tasks) || !v.formed[task] {
		return // which is said elsewhere
	}
	was, now := &v.c.Tasks[s.Task], &v.c.Tasks[task]
	for _, x := range s.Targets {
		if x.Container < 0 || x.Container >= len(was.Containers) || x.Group < 0 || x.Group >= len(v.c.TargetGroups) {
			continue
		}
		for _, p := range v.c.targetProblems(s, &x, now, was.Containers[x.Container].Name, false) {
			v.fail(at, "is %s, which does not go with target group %s: %s", now.Name(), v.c.GroupOf(&x).Name, p.Message)
		}
	}
}
