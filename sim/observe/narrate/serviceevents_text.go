package narrate

import (
	"fmt"
	"strconv"

	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// text is an event of a service in ECS's words (developer guide, service-event-messages-list);
// groups are the names of its target groups, closest is the id of the instance that it is about, if
// it is about one.
func (m *message) text(service string, groups []string, closest string) string {
	about := words.OfService(service)
	deployment := "deployment ecs-svc/" + strconv.Itoa(int(m.about)+1)
	switch m.kind {
	case event.TaskRequested:
		text := about + m.listed(service, "started", "tasks")
		if m.replaced > 0 {
			text += fmt.Sprintf(" Amazon ECS replaced %d tasks due to an unhealthy status.", m.replaced)
		}
		return text
	case event.TaskStopping:
		return about + m.listed(service, "stopped", "running tasks")
	case event.TaskDismissed:
		return about + fmt.Sprintf("stopped %d pending tasks.", m.count)
	case event.TargetUnhealthy:
		return about + fmt.Sprintf("(task %s/%d) (port %d) is unhealthy in (target-group %s) due to (reason Health checks failed)",
			service, m.tasks[0], m.port, groups[m.about])
	case event.TargetRegistered:
		return about + fmt.Sprintf("registered %d targets in (target-group %s)", m.count, groups[m.about])
	case event.TargetDeregistered:
		return about + fmt.Sprintf("deregistered %d targets in (target-group %s)", m.count, groups[m.about])
	case event.TargetDraining:
		return about + fmt.Sprintf("has begun draining connections on %d tasks.", m.count)

	case event.PlacementRefused:
		return about + words.Unplaced(m.reason, closest)
	case event.ServiceHeldUp:
		return about + words.HeldUp
	case event.ServiceThrottled:
		return about + "is unable to consistently start tasks successfully."
	case event.ServiceSteady:
		return about + "has reached a steady state."
	case event.ServiceBalanced:
		return about + "is AZ balanced with " + inZones(m.zones, m.tasksIn) + "."
	case event.ServiceUnbalanced:
		return about + "is not AZ balanced with " + inZones(m.zones, m.tasksIn) + ". AZ Rebalancing in progress."

	case event.DeploymentCompleted:
		return about + "(" + deployment + ") deployment completed."
	case event.DeploymentFailed:
		return about + "(" + deployment + ") deployment failed: " + failures[m.cause] + "."
	case event.DeploymentRolledBack:
		return about + "rolling back to " + deployment + "."
	}
	panic("narrate: " + m.kind.String() + " is no service event, invariant: only those are kept")
}

// failures are ECS's words for what has ended a deployment. It says nothing of a deployment that
// StopServiceDeployment has stopped but that it is rolled back.
var failures = map[event.Cause]string{event.CircuitBreaker: "tasks failed to start", event.AlarmInAlarm: "alarm detected"}

// listed says what was done to tasks, with their names.
func (m *message) listed(service, done, noun string) string {
	b := make([]byte, 0, 40+int(m.count)*(len(service)+12)) // by hand: a hundred of them for each service
	b = append(append(append(b, "has "...), done...), ' ')
	b = append(append(append(strconv.AppendInt(b, int64(m.count), 10), ' '), noun...), ':')
	for _, number := range m.tasks[:m.count] {
		b = append(append(append(b, " (task "...), service...), '/')
		b = append(strconv.AppendInt(b, int64(number), 10), ')')
	}
	return string(append(b, '.'))
}
