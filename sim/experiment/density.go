package experiment

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// HostType is what a density table has to know about an instance type.
type HostType struct {
	model.InstanceSize
	Architecture string // x86_64 or arm64; "" = any task runs
	InstanceType string
	USDPerHour   float64 // or config.UnknownPrice
	PriceLabel   config.PriceLabel
	Note         string // what is to be said about the figures; "" = nothing
}

// DensityRequest asks how many tasks of one definition fit on one instance.
type DensityRequest struct {
	Types  []HostType
	Setups []model.Setup // in the order of the rows
	Task   model.TaskDefinition
	// ServiceConnect adds a proxy to each task if it is enabled: a container, what its
	// user adds for it, and an ingressPortOverride that an instance has once in bridge mode.
	ServiceConnect model.ServiceConnect
	// RegisteredMemory replaces the memory of every type; 0 = as it is.
	// ReservedMemory (ECS_RESERVED_MEMORY) is taken off either.
	RegisteredMemory, ReservedMemory model.MiB
	// ReservedPorts are the host's own; nil = the agent's default.
	ReservedPorts []model.HostPort
	// DynamicRange is the host's range of dynamic host ports; zero = Linux's default.
	DynamicRange model.PortRange
}

// Density returns a row for each type and setup, setups of one type together, in
// the order of the request. Tasks is the least of the limits, the host being empty:
// by CPU, memory, ENI slots, static ports (one task, or none where the host's own
// ports or the quota of reserved ports forbid it), dynamic host ports (as many tasks as
// the agent's picker gives theirs on a host where it and sshd listen), docker0 ports
// and, where the task wants one, GPUs. There is no limit by addresses: a subnet belongs to no host.
// Sizes below what ECS registers are taken as they are. A setup that ECS would
// refuse has no tasks, and NotPossible.
func Density(r DensityRequest) []report.DensityRow {
	prepared := make([]prepared, len(r.Setups))
	for i, s := range r.Setups {
		prepared[i] = r.prepare(s)
	}
	rows := make([]report.DensityRow, 0, len(r.Types)*len(r.Setups))
	for t := range r.Types {
		for i := range prepared {
			rows = append(rows, r.row(&r.Types[t], &prepared[i]))
		}
	}
	return rows
}

// prepared is what a setup makes of the task, the same for every type.
type prepared struct {
	setup    model.Setup
	claim    model.Claim
	table    *model.PortTable
	reserved []model.HostPort
	dynamic  int32 // tasks that dynamic host ports allow, or model.NoLimit
	refused  string
}

func (r *DensityRequest) prepare(s model.Setup) prepared {
	p := prepared{setup: s, dynamic: model.NoLimit}
	t, err := s.Rewrite(r.Task, r.ServiceConnect)
	if err != nil {
		p.refused = err.Error()
		return p
	}
	sc := counted(r.ServiceConnect)
	p.table = model.NewPortTable(t.StaticPorts(sc))
	p.claim = t.Claim(sc, p.table)
	if p.reserved = r.ReservedPorts; p.reserved == nil {
		for _, port := range model.DefaultReservedPorts() {
			p.reserved = append(p.reserved, model.HostPort{Port: port})
		}
	}
	if r.DynamicRange == (model.PortRange{}) {
		r.DynamicRange = model.LinuxDynamicPorts()
	}
	host := config.InstanceGroup{DynamicRange: r.DynamicRange, Reserved: p.reserved}
	room := model.NewDynamicRoom(host.DynamicRange, false, host.Listening())
	p.dynamic = room.Fits(p.claim.Dynamic, model.NoMost)
	return p
}

func (r *DensityRequest) row(t *HostType, p *prepared) report.DensityRow {
	row := report.DensityRow{InstanceType: t.InstanceType, Setup: p.setup.String(), NotPossible: p.refused, Note: t.Note}
	l := model.NoLimits()
	if p.refused == "" {
		l = r.limits(t, p)
		row.Tasks = int(max(l.Tasks(), 0))
		bound, next := l.Bind()
		row.BoundBy, row.NextBound = code(bound), code(next)
		if row.Tasks > 0 && t.USDPerHour != config.UnknownPrice {
			usd := t.USDPerHour / float64(row.Tasks)
			row.USDPerTaskHour = &usd
			label(t.PriceLabel, &row.PriceRegion, &row.PriceDate, &row.PriceKind)
		}
		if row.Note == "" && p.setup.ForcesTrunk() && t.SlotsTrunk <= t.SlotsPlain {
			row.Note = "gains no slots by a trunk"
		}
		if row.Note == "" && l[model.ReasonPorts] == 0 {
			row.Note = p.portsLack()
		}
	}
	if arch := strings.ToLower(r.Task.Architecture); arch != "" && t.Architecture != "" && arch != t.Architecture {
		row.Tasks, row.USDPerTaskHour = 0, nil
		label(config.PriceLabel{}, &row.PriceRegion, &row.PriceDate, &row.PriceKind)
		row.BoundBy, row.NextBound = code(model.ReasonAttribute), row.BoundBy
		row.Note = "the task needs " + arch + ", the type has " + t.Architecture
	} else if row.Note == "" && len(r.Task.Constraints) > 0 {
		row.Note = "placement constraints of the task definition are left out"
	}
	row.Limits = map[string]*int{}
	for x := range model.Resources() {
		if !x.OfAccount() && (!x.Rare() || x.Takes(&p.claim) > 0) {
			row.Limits[x.Key()] = tasksLeft(l[x.Reason()])
		}
	}
	return row
}

// portsLack says why no host has the task's static ports.
func (p *prepared) portsLack() string {
	mask := p.table.Mask(p.reserved)
	for i, w := range p.claim.Ports {
		mask[i] &= w
	}
	if taken := p.table.Ports(mask); len(taken) > 0 {
		note := fmt.Sprintf("host port %d is reserved by the host", taken[0].Port)
		if more := len(taken) - 1; more > 0 {
			note += fmt.Sprintf(", as %d more are", more)
		}
		return note
	}
	return fmt.Sprintf("%d static host ports, and %d reserved by the host: more than the quota of %d", p.claim.PortCount, len(p.reserved), model.ReservedPortQuota)
}

// limits is how many tasks each resource of an empty host allows.
func (r *DensityRequest) limits(t *HostType, p *prepared) model.Limits {
	size := t.InstanceSize
	if r.RegisteredMemory > 0 {
		size.Memory = r.RegisteredMemory
	}
	size.Memory -= r.ReservedMemory
	hosts := model.NewHosts(p.table.Words())
	h := hosts.Add(size.Room(p.setup.ForcesTrunk()), p.table.Mask(p.reserved), int32(len(p.reserved)), model.ReservedPortQuota)
	l := hosts.Limits(h, &p.claim)
	l[model.ReasonDynamicPorts] = p.dynamic
	return l
}

// tasksLeft is a limit as reports give it; nil for none.
func tasksLeft(n int32) *int {
	if n == model.NoLimit {
		return nil
	}
	i := int(n)
	return &i
}

// code is a reason's code; nil for none.
func code(r model.Reason) *string {
	if r == model.Fits {
		return nil
	}
	s := r.String()
	return &s
}
