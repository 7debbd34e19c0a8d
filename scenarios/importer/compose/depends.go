package compose

import (
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// conditions are those of Compose in the words of ECS.
var conditions = map[string]string{
	"": "START", "service_started": "START", "service_healthy": "HEALTHY", "service_completed_successfully": "SUCCESS",
	"START": "START", "HEALTHY": "HEALTHY", "SUCCESS": "SUCCESS", "COMPLETE": "COMPLETE",
}

// dependsOn is what a container waits for, in the shape of the ECS API. What ecs-params says wins
// for a container that both name.
func (s *service) dependsOn(all []*service) []*yaml.Node {
	var list []*yaml.Node
	seen := map[string]bool{}
	add := func(name, condition string) {
		on := named(all, name)
		if on == nil || seen[name] || on == s {
			return
		}
		seen[name] = true
		ecs, ok := conditions[condition]
		if !ok {
			s.fail("", "depends_on: condition %q of %s is none of Compose's or ECS's", condition, name)
			return
		}
		if ecs == "HEALTHY" && on.healthCheck() == nil {
			s.tell(s.name + " waits for " + name + " to be healthy, which has no health check in the file: its start is taken")
			ecs = "START"
		}
		list = append(list, record.Map("containerName", name, "condition", ecs))
	}
	for _, e := range s.params.Get("depends_on").Items() {
		add(e.Get("container_name").Or(""), e.Get("condition").Or(""))
	}
	own := s.get("depends_on")
	if own.Is(tree.Map) {
		for _, f := range own.Fields {
			add(f.Key, f.Value.Get("condition").Or(""))
		}
		return list
	}
	for _, e := range own.Items() {
		add(e.Or(""), "")
	}
	return list
}

func named(all []*service, name string) *service {
	for _, s := range all {
		if s.name == name {
			return s
		}
	}
	return nil
}
