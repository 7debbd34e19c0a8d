package scenarios

import (
	"math"
	"strconv"
	"strings"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// launches counts the instances that groups have launched as the events are gone through in the
// order of time: how high the numbers in their names go.
type launches struct {
	most    map[int]int // by index into cfg.Groups; math.MaxInt = nobody can tell
	counted int         // how many of cfg.Events are in it
}

// highest is the highest number in the name of an instance that a group has by now, at most:
// those that it begins with and those that events have replaced. How many a capacity provider's
// group launches only a run knows.
func (r *resolver) highest(group int) int {
	l := &r.launches
	if l.most == nil {
		l.most = map[int]int{}
		for g := range r.cfg.Groups {
			l.most[g] = r.cfg.Groups[g].Count
		}
		for i := range r.cfg.Providers {
			l.most[r.cfg.Providers[i].Group] = math.MaxInt
		}
	}
	for ; l.counted < len(r.cfg.Events); l.counted++ {
		switch e := &r.cfg.Events[l.counted]; e.Kind {
		case config.UpdateService, config.StopTasks, config.TerminateInstances, config.DrainInstances, config.InterruptSpot,
			config.DisconnectAgent, config.ReconnectAgent, config.RestartAgent, config.FailAvailabilityZone,
			config.PutAccountSetting, config.Listen, config.Unlisten, config.SetLoad, config.FailHealthChecks:
		case config.ReplaceInstances:
			g, _ := r.groupOf(e.Instance)
			n := 1
			if e.Instance == "" {
				g, n = e.Group, r.cfg.Groups[e.Group].Count
				if e.Count != config.None {
					n = min(n, e.Count)
				}
			}
			if l.most[g] < math.MaxInt-n {
				l.most[g] += n
			}
		default:
			for g := range l.most {
				if e.Group == g || e.Group == config.None {
					l.most[g] = math.MaxInt
				}
			}
		}
	}
	return l.most[group]
}

// groupOf takes the name of an instance apart: the index of its group, or -1, and its number.
func (r *resolver) groupOf(name string) (group, number int) {
	dash := strings.LastIndexByte(name, '-')
	if dash < 0 || name[dash+1:] == "" || name[dash+1] < '1' || name[dash+1] > '9' {
		return -1, 0
	}
	group, ok := r.groups[name[:dash]]
	number, err := strconv.Atoi(name[dash+1:])
	if !ok || err != nil {
		return -1, 0
	}
	return group, number
}

// instanceNamed checks that a name is one that an instance of some group may
// come to have.
func (r *resolver) instanceNamed(name string, at strict.Place) bool {
	group, number := r.groupOf(name)
	if group < 0 {
		at.Fail("instances are called by their group: "+strict.Or(firsts(names(r.groups))), "there is no group with an instance %s", strict.Quote(name))
		return false
	}
	if most := r.highest(group); number > most {
		of := r.cfg.Groups[group].Name
		hint := "the group has none"
		if most > 0 {
			hint = "its instances are " + of + "-1 to " + of + "-" + strconv.Itoa(most)
		}
		at.Fail(hint, "there is no instance %s in group %s at that time", strict.Quote(name), strict.Quote(of))
		return false
	}
	return true
}

// firsts are the names of the first instances of groups, of three at most.
func firsts(groups []string) []string {
	var all []string
	for _, g := range groups[:min(3, len(groups))] {
		all = append(all, g+"-1")
	}
	return all
}
