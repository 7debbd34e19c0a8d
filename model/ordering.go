package model

import (
	"fmt"
	"slices"
	"strings"
)

// The conditions of a Dependency. ConditionCreate is the agent's own, for volumesFrom; a
// task definition cannot ask for it.
const (
	ConditionCreate   = "CREATE"
	ConditionStart    = "START"
	ConditionComplete = "COMPLETE"
	ConditionSuccess  = "SUCCESS"
	ConditionHealthy  = "HEALTHY"
)

// fireLensDriver is the log driver that sends a container's log to its task's log router.
const fireLensDriver = "awsfirelens"

// A Need is something that a container waits for before its image is pulled.
type Need struct {
	On        int    // index in TaskDefinition.Containers, or Proxy
	Condition string // one of the Condition constants
}

// Needs returns what each container of the definition waits for: by its dependsOn, its
// volumesFrom, its links (each a START) and its log router (a START too, unless the router
// itself waits for something), and with Service Connect for the proxy to be HEALTHY. A
// container is stopped only when all that wait for it have stopped (amazon-ecs-agent
// agent/api/task/task.go, initializeContainerOrdering and addFirelensContainerDependency;
// agent/engine/dependencygraph, verifyShutdownOrder). What names no container of the
// definition is left out.
func (t *TaskDefinition) Needs(sc ServiceConnect) [][]Need {
	all := make([][]Need, len(t.Containers))
	router := slices.IndexFunc(t.Containers, func(c Container) bool { return c.FireLens })
	for i := range t.Containers {
		c := &t.Containers[i]
		add := func(name, condition string) {
			if on := t.Index(name); on >= 0 {
				all[i] = append(all[i], Need{on, condition})
			}
		}
		for _, d := range c.DependsOn {
			add(d.Container, d.Condition)
		}
		if sc.Enabled {
			all[i] = append(all[i], Need{Proxy, ConditionHealthy})
		}
		for _, name := range c.VolumesFrom {
			add(name, ConditionCreate)
		}
		for _, link := range c.Links {
			name, _, _ := strings.Cut(link, ":")
			add(name, ConditionStart)
		}
	}
	if router < 0 || len(all[router]) > 0 {
		return all
	}
	for i := range t.Containers {
		waits := slices.ContainsFunc(all[i], func(n Need) bool { return n.On == router })
		if i != router && t.Containers[i].LogDriver == fireLensDriver && !waits {
			all[i] = append(all[i], Need{router, ConditionStart})
		}
	}
	return all
}

// checkVolumes returns volumesFrom entries of containers that the definition does not have, for
// which the agent would start none of them.
func (t *TaskDefinition) checkVolumes() []Problem {
	var found []Problem
	for i := range t.Containers {
		c := &t.Containers[i]
		for j, name := range c.VolumesFrom {
			if t.Index(name) < 0 {
				found = append(found, Problem{fmt.Sprintf("%s.volumesFrom[%d]", containerPath(i), j), ClientException,
					fmt.Sprintf("Invalid setting for container '%s'. It mounts volumes of an unknown container '%s'.", c.Name, name),
					"its neighbours are " + t.neighbours()})
			}
		}
	}
	return found
}
