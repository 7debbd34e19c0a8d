package find

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// onPortTaken notes the group of an instance on which a task has found no dynamic host port, or one
// that was taken.
func (x *Finder) onPortTaken(e *event.Event) {
	if !e.Stopped.OverHostPort() {
		return
	}
	g := x.view.Instance(e.Instance).Group
	if slices.Contains(x.shortRanges, g) {
		return
	}
	port, known := e.Stopped.HostPort()
	dynamic := known && x.view.Config().Groups[g].DynamicRange.Contains(port.Port) && !slices.Contains(x.view.Revision(e.Deployment).Network.HostPorts, port)
	if dynamic || e.Stopped.Lacks() == model.ReasonDynamicPorts {
		x.shortRanges = append(x.shortRanges, g)
	}
}

// hostPorts says how many tasks failed over host ports that the scheduler does not see. Where these
// were dynamic ones, a wider range helps, or more instances.
func (x *Finder) hostPorts(f *found) {
	c := &f.r.PortConflicts
	if c.Failed == 0 {
		return
	}
	text := "Placed tasks fail over host ports that the scheduler does not see: " + model.Counted(c.Failed, "task")
	if len(c.ByPort) == 1 && c.ByPort[0].Times == c.Failed {
		text += fmt.Sprintf(" over port %d/%s", c.ByPort[0].Port, c.ByPort[0].Protocol)
	}
	z := f.add(report.HostPortTaken, "%s", text)
	for _, g := range x.shortRanges {
		of := &x.view.Config().Groups[g]
		offer := func(kind, format string, args ...any) {
			z.Remedies = append(z.Remedies, report.FindingRemedy{Change: fmt.Sprintf(format, args...), Edit: report.Edit{Kind: kind, In: []int{int(g)}, Value: 1}})
		}
		offer(report.EditDynamicRange, "dynamicHostPortRange %v in group %s: 1 more", of.DynamicRange.Wider(1), of.Name)
		if x.providerOf(int(g)) == "" {
			offer(report.EditHosts, "1 more %s in group %s", of.InstanceType, of.Name)
		}
	}
}
