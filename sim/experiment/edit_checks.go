package experiment

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// Changes that let health checks, and the other clients of tasks, through to them.

// opening is for whom an edit opens the firewall.
func opening(e report.Edit) reach.Opening {
	return reach.Opening{Work: event.WorkloadID(e.In[0]), Groups: e.In[1:], Checks: e.Value == report.OpenToChecks}
}

func openFirewall(c *config.Config, e report.Edit) (ok bool) {
	c.Firewall, _, ok = opening(e).Open(c)
	return ok
}

func openingWords(c *config.Config, e report.Edit) string {
	_, words, _ := opening(e).Open(c)
	return words
}

func setCheckPort(c *config.Config, e report.Edit) bool {
	targetGroup(c, e.In[0]).Check.Port = uint16(e.Value)
	return true
}

func checkPortWords(c *config.Config, e report.Edit) string {
	return words.CheckPort(&c.TargetGroups[e.In[0]].TargetGroup, uint16(e.Value))
}

// mapCheckedPort gives the tasks of a service a port mapping for TCP at which the health checks of a
// target group find them.
func mapCheckedPort(c *config.Config, e report.Edit) bool {
	s := &c.Services[e.In[0]]
	x := &s.Targets[e.In[1]]
	name := c.Tasks[s.Task].Containers[x.Container].Name
	return redefine(c, e.In[0], func(t *model.TaskDefinition) (model.TaskDefinition, bool, error) {
		mapped, ok := t.WithCheckedPort(name, x.ContainerPort, uint16(e.Value))
		return mapped, ok, nil
	})
}

func checkedPortWords(c *config.Config, e report.Edit) string {
	s := &c.Services[e.In[0]]
	return words.CheckedMapping(c.Tasks[s.Task].Containers[s.Targets[e.In[1]].Container].Name, uint16(e.Value))
}
