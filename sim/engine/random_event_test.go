package engine_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// events draws what happens to the cluster in its first hour.
func (r chance) events(c *config.Config, zones []string) {
	for range r.IntN(12) {
		e := config.NewEvent(des.Time(r.upTo(time.Hour)), 0)
		switch kind := r.kind(); kind {
		case config.UpdateService, config.StopTasks, config.SetLoad, config.StopDeployment, config.FailHealthChecks:
			if !r.toService(c, &e, kind) {
				continue
			}
		case config.FailAvailabilityZone:
			if r.swarm == nil && r.in(2) {
				continue
			}
			e.Kind, e.Zone = kind, zones[r.IntN(len(zones))]
		case config.RestoreAvailabilityZone:
			e.Kind, e.Zone = kind, zones[r.IntN(len(zones))]
		case config.SetGroup:
			if len(c.Groups) == 0 {
				continue
			}
			e.Kind = kind
			r.size(c, &e)
		case config.SetAlarm:
			e.Kind, e.Alarm, e.Enable = kind, r.IntN(len(c.Alarms)), !r.in(3)
		case config.PutAccountSetting:
			e.Kind, e.Enable = kind, r.in(2)
		default:
			if len(c.Groups) == 0 {
				continue
			}
			e.Kind, e.Group = kind, r.IntN(len(c.Groups))
			e.Port = model.HostPort{Port: uint16(8000 + 10*r.IntN(2) + r.IntN(3)), Protocol: model.Protocol(r.IntN(2))}
			switch {
			case kind != config.Listen && kind != config.Unlisten && r.in(3):
				e.Instance, e.Group = fmt.Sprintf("%s-%d", c.Groups[e.Group].Name, 1+r.IntN(4)), config.None
			case r.in(2):
				e.Count = r.IntN(3)
			}
			if kind == config.ReplaceInstances && e.Group != config.None {
				r.batches(&e)
			}
		}
		c.Events = append(c.Events, e)
	}
	slices.SortStableFunc(c.Events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
}

func (r chance) toService(c *config.Config, e *config.Event, kind config.EventKind) bool {
	if kind == config.StopTasks && len(c.RunTasks) > 0 && r.in(2) {
		e.Kind, e.TaskGroup, e.Count = kind, c.RunTasks[r.IntN(len(c.RunTasks))].Group, r.IntN(8)-1
		return true
	}
	if len(c.Services) == 0 {
		return false
	}
	e.Kind, e.Service = kind, r.IntN(len(c.Services))
	s := &c.Services[e.Service]
	switch kind {
	case config.StopTasks:
		e.Count = r.IntN(5) - 1
	case config.SetLoad:
		e.Load = float64(r.IntN(200))
		return s.Scaling != nil || s.UnhealthyAbove > 0
	case config.FailHealthChecks:
		if r.in(2) {
			e.Count = 1 + r.IntN(4)
		}
		if r.in(2) {
			e.For = r.upTo(5 * time.Minute)
		}
		return true
	case config.StopDeployment:
		return true
	default:
		if !r.in(3) {
			e.Task = s.Task
			if !r.in(4) {
				e.Task = r.revision(c, s)
			}
		}
		if !s.Daemon && r.in(3) {
			e.Desired = r.IntN(10)
		}
		if r.in(4) {
			d := r.deploying(s.Daemon)
			e.Deploying = &d
		}
		e.Force = r.in(4)
	}
	return true
}
