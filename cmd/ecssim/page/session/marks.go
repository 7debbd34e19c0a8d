package session

import (
	"sort"

	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// meets reports whether an event fulfils a condition, but for its Nth. The scene is that after it.
func meets(c *lessons.Condition, s *film.Scene, e *event.Event) bool {
	f := e.Kind.Fields()
	switch {
	case e.Kind.String() != c.Event:
		return false
	case c.Service != "" && (f&event.HasWorkload == 0 || s.Workloads[e.Workload].Name != c.Service):
		return false
	case c.Task != "":
		return f&event.HasTask != 0 && e.Task >= 0 && int(e.Task) < len(s.Tasks) && s.Tasks[e.Task].Live && s.TaskName(e.Task) == c.Task
	}
	return true
}

func firstOf(stops []int) int {
	if len(stops) == 0 {
		return 0
	}
	return stops[0]
}

// stopAt is the first stop at a step or after it, or the last.
func stopAt(stops []int, step int) int {
	return min(sort.SearchInts(stops, step), len(stops)-1)
}
