package placement

import (
	"fmt"
	"strings"

	"ecssim/model"
)

// Limits of the API (CreateServiceRequest and RunTaskRequest).
const (
	MaxStrategies  = 5  // rules of one placement strategy
	MaxConstraints = 10 // placement constraints of a task, its definition's included
)

// DefaultService returns the strategy of a service that names none: spread over
// the availability zones, then the instance with the fewest of its tasks
// (developer guide, ecs_services).
func DefaultService() []model.Strategy {
	return []model.Strategy{{Type: "spread", Field: "attribute:" + AttributeZone}, {Type: "spread", Field: "instanceId"}}
}

// DefaultRunTask returns the strategy of RunTask where none is named
// (developer guide, scheduling_tasks).
func DefaultRunTask() []model.Strategy { return []model.Strategy{{Type: "random"}} }

type ruleKind uint8

const (
	binpackCPU ruleKind = iota
	binpackMemory
	spreadHost
	spreadValue
)

// packs reports whether the rule takes the instance with the least left of a resource.
func (k ruleKind) packs() bool { return k == binpackCPU || k == binpackMemory }

// rule is one step of a strategy. A rule "random" is not one: it ends the chain.
type rule struct {
	kind ruleKind
	part int32 // of spreadValue
}

// chain is a strategy: rules, each narrowing what the one before has left, and
// whether a rule "random" has the last word whatever the tie break.
type chain struct {
	rules  []rule
	random bool
}

// chain reads a strategy. Rules after "random" could not change anything and are
// checked and dropped.
func (f *Fleet) chain(strategies []model.Strategy) (chain, error) {
	var c chain
	if len(strategies) > MaxStrategies {
		return c, fmt.Errorf("%d placement strategies, wanted at most %d", len(strategies), MaxStrategies)
	}
	for _, s := range strategies {
		r, err := f.rule(s)
		switch {
		case err != nil:
			return c, err
		case s.Type == "random":
			c.random = true
		case !c.random:
			c.rules = append(c.rules, r)
		}
	}
	return c, nil
}

func (f *Fleet) rule(s model.Strategy) (rule, error) {
	switch s.Type {
	case "random":
		return rule{}, nil
	case "binpack":
		switch strings.ToLower(s.Field) {
		case "cpu":
			return rule{kind: binpackCPU}, nil
		case "memory":
			return rule{kind: binpackMemory}, nil
		}
		return rule{}, fmt.Errorf("placement strategy binpack has the field %q, wanted cpu or memory", s.Field)
	case "spread":
		if s.Field == "instanceId" || s.Field == "host" {
			return rule{kind: spreadHost}, nil
		}
		if name, ok := strings.CutPrefix(s.Field, "attribute:"); ok && name != "" {
			return rule{kind: spreadValue, part: f.partition(name)}, nil
		}
		return rule{}, fmt.Errorf("placement strategy spread has the field %q, wanted instanceId, host or attribute:NAME such as attribute:%s", s.Field, AttributeZone)
	}
	return rule{}, fmt.Errorf("placement strategy %q, wanted binpack, spread or random", s.Type)
}
