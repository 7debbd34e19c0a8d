package config

import (
	"strconv"

	"ecssim/model"
)

// Running says on which instance some tasks of a service or RunTask request run when the scenario
// begins.
type Running struct {
	Group  int // index into Config.Groups
	Number int // of the instance in its group, from 1
	Tasks  int
}

// RunningTasks is how many tasks run at places that are given when the scenario begins.
func RunningTasks(all []Running) (n int) {
	for _, r := range all {
		n += r.Tasks
	}
	return n
}

// Misplaced is a place at which not all of the tasks fit that should run there when the scenario
// begins.
type Misplaced struct {
	Work   int32 // as UseOf has it
	Entry  int   // index into Use.Running
	Fit    int   // how many do
	Reason model.Reason
}

// Misplaced lists the places that do not take all of the tasks that should run there when the
// scenario begins, those before them in the order of services and RunTask requests being there:
// an instance lacks a resource, is in no subnet of an awsvpc task, or not of a capacity provider
// that the tasks have. A run places such tasks by strategy. Placement constraints are not asked:
// they may have changed since.
func (c *Config) Misplaced() (all []Misplaced) {
	var ports []model.HostPort
	works := int32(len(c.Services) + len(c.RunTasks))
	for i := range works {
		if u := c.UseOf(i); len(u.Running) > 0 {
			ports = append(ports, c.Tasks[u.Task].StaticPorts(u.ServiceConnect)...)
		}
	}
	table := model.NewPortTable(ports)
	hosts := model.NewHosts(table.Words())
	type place struct{ group, number int }
	known := map[place]int32{}
	for i := range works {
		u := c.UseOf(i)
		for j, r := range u.Running {
			g := &c.Groups[r.Group]
			h, ok := known[place{r.Group, r.Number}]
			if !ok {
				trunk, _ := g.Trunked(c.Trunking)
				h = hosts.Add(g.Room(trunk), table.Mask(g.Reserved), int32(len(g.Reserved)), c.Quotas.ReservedPortsPerInstance)
				known[place{r.Group, r.Number}] = h
			}
			t := &c.Tasks[u.Task]
			claim := t.Claim(u.ServiceConnect, table)
			fit, reason := 0, c.placeFor(u, t, r)
			for reason == model.Fits && fit < r.Tasks {
				if reason = hosts.Check(h, &claim); reason == model.Fits {
					hosts.Take(h, &claim)
					fit++
				}
			}
			if reason != model.Fits {
				all = append(all, Misplaced{i, j, fit, reason})
			}
		}
	}
	return all
}

// placeFor says whether tasks may run in the zone of an instance and with its capacity provider.
func (c *Config) placeFor(u *Use, t *model.TaskDefinition, r Running) model.Reason {
	g := &c.Groups[r.Group]
	if zone := g.Zones[(r.Number-1)%len(g.Zones)]; t.NetworkMode.OwnInterface() && c.SubnetIn(u.Subnets, zone) < 0 {
		return model.ReasonLocation
	}
	for _, p := range u.Providers {
		if c.Providers[p.Provider].Group == r.Group {
			return model.Fits
		}
	}
	if len(u.Providers) > 0 {
		return model.ReasonAttribute
	}
	return model.Fits
}

// RanBefore reports whether tasks of a service or RunTask request, as UseOf has it, run when the
// scenario begins.
func (c *Config) RanBefore(work int32) bool {
	if n := int(work) - len(c.Services); n >= 0 {
		return c.RunTasks[n].StartedBefore
	}
	return c.Services[work].StartedBefore
}

// InstanceName is what the instance of a group is called that is launched in its order, from 1.
func (g *InstanceGroup) InstanceName(number int) string { return g.Name + "-" + strconv.Itoa(number) }
