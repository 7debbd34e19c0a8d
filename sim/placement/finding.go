package placement

import (
	"fmt"
	"math/bits"
	"strings"

	"ecssim/model"
)

// findings makes every check of a shape on a host; checks of what the shape does
// not ask for are left out, but for CPU and memory.
func (f *Fleet) findings(s *shape, h int32) []Finding {
	fs := []Finding{f.agentFinding(h)}
	fs = f.attributeFindings(fs, s, h)
	if s.Zones != nil {
		fs = append(fs, fixedFinding(model.ReasonLocation, s.located(&f.info[h]), f.info[h].Zone,
			strings.Join(s.Zones, " or "), "a subnet of the task in zone "+f.info[h].Zone))
	}
	fs = f.memberFindings(fs, s, h)
	if s.distinct {
		n := f.Count(s.group, h)
		fs = append(fs, finding(model.ReasonDistinctInstance, n == 0, fmt.Sprintf("%d of %s", n, f.groups[s.group].name), "none",
			fmt.Sprintf("%d of %s stopped", n, f.groups[s.group].name)))
	}
	if s.claim.PortCount > 0 {
		fs = append(fs, f.portFinding(s, h))
	}
	return f.amountFindings(fs, s, h)
}

func finding(check model.Reason, ok bool, have, need, lift string) Finding {
	x := Finding{Check: check, OK: ok, Have: have, Need: need}
	if !ok {
		x.Lift = lift
	}
	return x
}

// fixedFinding is a check that a host passes for ever or never.
func fixedFinding(check model.Reason, ok bool, have, need, lift string) Finding {
	x := finding(check, ok, have, need, lift)
	x.Never = !ok
	return x
}

func (f *Fleet) agentFinding(h int32) Finding {
	have, lift := "ACTIVE, agent connected", ""
	switch st := f.status[h]; {
	case st&active == 0:
		have, lift = "not ACTIVE", "the container instance ACTIVE"
	case st&connected == 0:
		have, lift = "agent not connected", "the agent connected"
	}
	return finding(model.ReasonAgent, lift == "", have, "ACTIVE, agent connected", lift)
}

func (f *Fleet) attributeFindings(fs []Finding, s *shape, h int32) []Finding {
	if len(s.Requires) == 0 && s.Architecture == "" && s.OS == "" && s.Provider == "" {
		return fs
	}
	info := &f.info[h]
	need := append([]string(nil), s.Requires...)
	var missing []string
	for _, name := range s.Requires {
		if _, ok := info.Attribute(name); !ok {
			missing = append(missing, "attribute "+name)
		}
	}
	if s.Architecture != "" {
		need = append(need, s.Architecture)
		if got := info.architecture(); !strings.EqualFold(got, s.Architecture) {
			missing = append(missing, fmt.Sprintf("%s %s, not %q", AttributeArchitecture, s.Architecture, got))
		}
	}
	if s.OS != "" {
		need = append(need, s.OS)
		if got := info.osFamily(); !strings.EqualFold(got, s.OS) {
			missing = append(missing, fmt.Sprintf("%s %s, not %q", AttributeOSFamily, s.OS, got))
		}
	}
	if s.Provider != "" {
		need = append(need, "capacity provider "+s.Provider)
		if info.Provider != s.Provider {
			missing = append(missing, "an instance of capacity provider "+s.Provider)
		}
	}
	have := "all"
	if len(missing) > 0 {
		have = fmt.Sprintf("%d of %d", len(need)-len(missing), len(need))
	}
	return append(fs, fixedFinding(model.ReasonAttribute, len(missing) == 0, have, strings.Join(need, ", "), strings.Join(missing, ", ")))
}

func (f *Fleet) memberFindings(fs []Finding, s *shape, h int32) []Finding {
	for _, e := range s.members {
		ok, text := f.holds(e, h), e.expr.String()
		x := finding(model.ReasonMemberOf, ok, "met", text, "memberOf "+text+" met")
		if !ok {
			x.Have, x.Never = "not met", !e.dynamic
		}
		fs = append(fs, x)
	}
	return fs
}

func (f *Fleet) portFinding(s *shape, h int32) Finding {
	x, agent := f.Hosts.At(h), &f.agents[h]
	clash, forever := make([]uint64, len(s.claim.Ports)), false
	taken, daemons := f.Hosts.Ports(h), f.forDaemons(s, h)
	for i, w := range s.claim.Ports {
		clash[i] = w & (taken[i] | daemons.kept.Ports[i])
		forever = forever || w&(agent.mask[i]|daemons.due.Ports[i]) != 0
	}
	free := max(x.PortQuota-x.PortsUsed-daemons.kept.PortCount, 0)
	out := Finding{Check: model.ReasonPorts, Need: f.portNames(s.claim.Ports, s.claim.PortCount)}
	out.Have = fmt.Sprintf("%d of %d ports left", free, x.PortQuota)
	var lifts []string
	if n := countBits(clash); n > 0 {
		out.Have = f.portNames(clash, n) + " taken, " + out.Have
		lifts = append(lifts, f.portNames(clash, n)+" free")
	}
	if over := s.claim.PortCount - free; over > 0 {
		lifts = append(lifts, fmt.Sprintf("%d more of the %d ports free", over, x.PortQuota))
	}
	out.OK, out.Lift = len(lifts) == 0, strings.Join(lifts, ", ")
	out.Never = !out.OK && (forever || s.claim.PortCount > x.PortQuota-agent.count-daemons.due.PortCount)
	return out
}

// portNames lists the ports of a mask, or counts them where they have no names.
func (f *Fleet) portNames(mask []uint64, n int32) string {
	if f.opts.Ports == nil || n > 8 {
		return model.Counted(n, "static host port")
	}
	var names []string
	for _, p := range f.opts.Ports.Ports(mask) {
		names = append(names, p.String())
	}
	return "port " + strings.Join(names, ", ")
}

func countBits(mask []uint64) (n int32) {
	for _, w := range mask {
		n += int32(bits.OnesCount64(w))
	}
	return n
}

func (f *Fleet) amountFindings(fs []Finding, s *shape, h int32) []Finding {
	x, c, daemons := f.Hosts.At(h), &s.claim, f.forDaemons(s, h)
	most, kept := x.Registered.Sub(daemons.due.Room), daemons.kept
	for r := range model.CheckedResources() {
		need, ok := r.In(c.On(x.Registered))
		if !ok || need == 0 && !r.Always() {
			continue
		}
		unit := r.Unit()
		free, _ := r.In(x.Free)
		most, _ := r.In(most)
		kept, _ := r.In(kept.Room)
		left := max(free-kept, 0)
		have := model.Counted(left, unit)
		if kept > 0 {
			have += fmt.Sprintf(" beside %d kept for daemons", min(kept, free))
		}
		a := finding(r.Reason(), left >= need, have, wanted(r, c, need), model.Counted(kept+need-free, unit)+" more")
		a.Never = need > most && !a.OK
		fs = append(fs, a)
	}
	return fs
}

// wanted says in words how much of a resource a task takes on an instance.
func wanted(r model.Resource, c *model.Claim, need int32) string {
	if r.Reason() == model.ReasonGPU && c.GPU == model.AllGPUs {
		return "all GPUs, " + model.Counted(need, r.Unit())
	}
	return model.Counted(need, r.Unit())
}
