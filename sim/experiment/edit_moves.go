package experiment

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// otherStrategies are the placement strategies that a service may have in place of its own.
var otherStrategies = [...][]model.Strategy{
	report.StrategySpread:  {{Type: "spread", Field: "instanceId"}},
	report.StrategyBinpack: {{Type: "binpack", Field: "memory"}},
}

func setStrategy(c *config.Config, e report.Edit) bool {
	s := service(c, e.In[0])
	if s.Daemon || e.Value < 0 || e.Value >= len(otherStrategies) || slices.Equal(s.Strategies, otherStrategies[e.Value]) {
		return false
	}
	s.Strategies = otherStrategies[e.Value]
	return true
}

func strategyWords(c *config.Config, e report.Edit) string {
	s := otherStrategies[e.Value][0]
	return fmt.Sprintf("placementStrategy %s on %s for service %s", s.Type, s.Field, c.Services[e.In[0]].Name)
}

// goTogether has the instances of groups that go one after the other go at the time of the first: those
// that are drained at once, and those of an Auto Scaling group that are replaced by an instance refresh
// that launches all instances before it terminates one. It is false where they go so already.
func goTogether(c *config.Config, e report.Edit) bool {
	c.Events = slices.Clone(c.Events)
	other := false
	for _, g := range e.In {
		first := map[config.EventKind]int{}
		var left []config.Event
		for _, x := range c.Events {
			takes := x.Kind == config.DrainInstances || x.Kind == config.ReplaceInstances
			if !takes || groupOf(c, &x) != g {
				left = append(left, x)
				continue
			}
			at, later := first[x.Kind]
			switch {
			case x.Kind == config.ReplaceInstances && later:
				other = true // the refresh replaces them
				continue
			case x.Kind == config.ReplaceInstances && provided(c, g):
				x.Group, x.Instance, x.Count, x.Rolling, x.Refresh = g, "", config.None, nil, allAtOnce()
				other = true
			case later:
				other = other || x.At != left[at].At
				x.At = left[at].At
			}
			if !later {
				first[x.Kind] = len(left)
			}
			left = append(left, x)
		}
		slices.SortStableFunc(left, func(a, b config.Event) int { return int(min(1, max(-1, a.At-b.At))) })
		c.Events = left
	}
	return other
}

// allAtOnce is an instance refresh that launches as many instances as there are before it terminates one.
func allAtOnce() *config.InstanceRefresh {
	return &config.InstanceRefresh{MinHealthy: 100, MaxHealthy: 200, Protected: config.RefreshProtected}
}

func togetherWords(c *config.Config, e report.Edit) string {
	var words []string
	for _, g := range e.In {
		text := "the instances of group " + c.Groups[g].Name + " are drained at the same time"
		if provided(c, g) && slices.ContainsFunc(c.Events, func(x config.Event) bool { return x.Kind == config.ReplaceInstances && groupOf(c, &x) == g }) {
			text = "an instance refresh of group " + c.Groups[g].Name + " with minHealthyPercentage 100 and maxHealthyPercentage 200"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", and ")
}

// groupOf is the group of the instances that an event is about, which are called after it; None = it
// is about none.
func groupOf(c *config.Config, e *config.Event) int {
	at := strings.LastIndexByte(e.Instance, '-')
	if e.Group != config.None || at < 0 {
		return e.Group
	}
	return slices.IndexFunc(c.Groups, func(g config.InstanceGroup) bool { return g.Name == e.Instance[:at] })
}
