package experiment

import (
	"fmt"
	"reflect"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Move says which workloads a setup rewrites beside those that it rewrites anyway. A daemon
// in host mode moves only with both.
type Move struct {
	Daemons bool // DAEMON services
	Host    bool // workloads whose tasks are in host mode
}

// Why a workload's network mode stays: report.KeptMode.
const (
	keptByFile = "keepNetworkMode"
	keptDaemon = "DAEMON"
	keptHost   = "host"
	keptNone   = "none"
)

// keeps lists why a setup leaves a definition alone where a workload runs it; nil if it does not.
func (m Move) keeps(use *config.Use, daemon bool, t *model.TaskDefinition) (why []string) {
	switch {
	case t.NetworkMode.Isolated():
		return []string{keptNone}
	case use.KeepNetworkMode == config.KeepAlways:
		return []string{keptByFile}
	case use.KeepNetworkMode == config.KeepNever:
		return nil
	}
	if daemon && !m.Daemons {
		why = append(why, keptDaemon)
	}
	if t.NetworkMode.OnInstance() && !m.Host {
		why = append(why, keptHost)
	}
	return why
}

// Under returns the scenario as it would be under a network setup: every task
// definition in use, now or after an update of a service, rewritten by
// model.Setup.Rewrite, and every group of hosts
// with a trunk (awsvpc-trunking), without one (awsvpc) or as it was. DAEMON services and
// tasks in host mode are left alone, unless move or the file's keepNetworkMode says otherwise:
// such agents are reached on their host. Where the setup
// decides about trunks it also stands in for the account setting, now and later:
// hosts launched during the run are as those before. The given Config is left alone;
// the two share what neither changes.
//
// A service or RunTask that keeps its network mode keeps its definitions; where
// another one shares one, that one gets a rewritten copy at the end of Config.Tasks.
// Definitions that nobody uses stay as they are.
//
// The error says which service or RunTask ECS would refuse under the setup, and
// why, in ECS's words: the comparison's notPossible. It is so too where health checks of a
// target group would no more find the tasks that they find now.
func Under(c *config.Config, s model.Setup, move Move) (*config.Config, error) {
	u := *c
	u.Tasks = slices.Clone(c.Tasks)
	u.Services = slices.Clone(c.Services)
	u.RunTasks = slices.Clone(c.RunTasks)
	u.Events = slices.Clone(c.Events)
	u.Groups = slices.Clone(c.Groups)
	if s.ForcesTrunk() || s.ForbidsTrunk() {
		u.Trunking = s.ForcesTrunk()
		u.Events = slices.DeleteFunc(u.Events, func(e config.Event) bool { return e.Kind == config.PutAccountSetting })
	}
	for g := range u.Groups {
		switch {
		case s.ForcesTrunk():
			u.Groups[g].Trunk = config.TrunkAlways
		case s.ForbidsTrunk():
			u.Groups[g].Trunk = config.TrunkNever
		}
	}
	kept := make([]bool, len(c.Tasks))
	eachUse(&u, func(x *usage) {
		kept[*x.task] = kept[*x.task] || move.keeps(x.use, x.daemon, &c.Tasks[*x.task]) != nil
	})
	moved := make([]int, len(c.Tasks)) // index of the rewritten definition, plus one
	var refused error
	eachUse(&u, func(x *usage) {
		old := *x.task
		if refused != nil || move.keeps(x.use, x.daemon, &c.Tasks[old]) != nil {
			return
		}
		t, err := s.Rewrite(c.Tasks[old], x.use.ServiceConnect)
		if err != nil {
			refused = fmt.Errorf("%s: %w", x.title, err)
			return
		}
		switch {
		case moved[old] != 0:
		case kept[old]:
			u.Tasks = append(u.Tasks, t)
			moved[old] = len(u.Tasks)
		default:
			u.Tasks[old] = t
			moved[old] = old + 1
		}
		*x.task = moved[old] - 1
	})
	if refused == nil {
		refused = suitTargets(c, &u)
	}
	if refused != nil {
		return nil, refused
	}
	return &u, nil
}

// usage is a task definition where a workload names it.
type usage struct {
	name, title string // of the workload; what names the definition
	use         *config.Use
	daemon      bool
	task        *int // where it is named
}

// eachUse calls f for every service, then every RunTask, in file order, then every
// update of a service to another task definition.
func eachUse(c *config.Config, f func(x *usage)) {
	for i := range c.Services {
		s := &c.Services[i]
		f(&usage{s.Name, "service " + s.Name, &s.Use, s.Daemon, &s.Task})
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		f(&usage{r.Name, "runTask " + r.Name, &r.Use, false, &r.Task})
	}
	for i := range c.Events {
		if e := &c.Events[i]; e.Redefines() {
			s := &c.Services[e.Service]
			f(&usage{s.Name, fmt.Sprintf("update of service %s at %v", s.Name, e.At), &s.Use, s.Daemon, &e.Task})
		}
	}
}

// keptModes lists the workloads whose network mode every setup leaves alone, and why, each with
// the definition that it has at t = 0.
func keptModes(c *config.Config, move Move) []report.KeptMode {
	kept := []report.KeptMode{}
	eachWorkload(c, func(x *usage) {
		t := &c.Tasks[*x.task]
		if why := move.keeps(x.use, x.daemon, t); why != nil {
			kept = append(kept, report.KeptMode{Workload: x.name, NetworkMode: t.NetworkMode.String(), Because: why})
		}
	})
	return kept
}

// changedModes lists the workloads that a setup changes, each with the definition that it has at
// t = 0: those with another network mode, or with other ports on the instance.
func changedModes(c, under *config.Config) []report.ChangedMode {
	changed := []report.ChangedMode{}
	var then []*model.TaskDefinition
	eachWorkload(under, func(x *usage) { then = append(then, &under.Tasks[*x.task]) })
	i := 0
	eachWorkload(c, func(x *usage) {
		a, b := &c.Tasks[*x.task], then[i]
		i++
		ports := !reflect.DeepEqual(a.Network(x.use.ServiceConnect), b.Network(x.use.ServiceConnect))
		if a.NetworkMode != b.NetworkMode || ports {
			changed = append(changed, report.ChangedMode{Workload: x.name, From: a.NetworkMode.String(), To: b.NetworkMode.String()})
		}
	})
	return changed
}

// eachWorkload is eachUse without updates.
func eachWorkload(c *config.Config, f func(x *usage)) {
	without := *c
	without.Events = nil
	eachUse(&without, f)
}

// alike reports whether a scenario under a setup is the same as it is written, so that its runs
// are.
func alike(c, under *config.Config) bool {
	if len(c.Tasks) != len(under.Tasks) || len(c.Events) != len(under.Events) {
		return false
	}
	for g := range c.Groups {
		a, _ := c.Groups[g].Trunked(c.Trunking)
		b, _ := under.Groups[g].Trunked(under.Trunking)
		if a != b {
			return false
		}
	}
	same := true
	eachUse(c, func(x *usage) {
		a, b := &c.Tasks[*x.task], &under.Tasks[*x.task]
		same = same && a.NetworkMode == b.NetworkMode && reflect.DeepEqual(a.Compatibilities, b.Compatibilities) &&
			reflect.DeepEqual(a.Requires, b.Requires) && reflect.DeepEqual(a.Network(x.use.ServiceConnect), b.Network(x.use.ServiceConnect))
	})
	return same
}
