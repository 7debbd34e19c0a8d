package refusal

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// diagnoseLack says why tasks of a workload that ECS has placed fail for want of something that
// it does not count: every ACTIVE instance where room for the task is not what ECS finds lacking,
// and what each has and the task needs.
func (x *Explainer) diagnoseLack(e *event.Event) report.Diagnosis {
	i, r := e.Workload, e.Stopped.Lacks()
	w := x.view.Workload(i)
	rev := x.view.Revision(w.Primary)
	d := report.Diagnosis{
		Workload: w.Name, At: x.view.Now().Seconds(),
		Reason: r.String(), Message: x.view.Revision(e.Deployment).StoppedText(e.Stopped),
		Failed: true, Hosts: []report.HostDiagnosis{}, Remedies: []string{},
	}
	at := map[hostKey]int{}
	for h := range event.InstanceID(x.view.Instances()) {
		if !x.view.Eligible(i, h) {
			continue
		}
		c := x.lackOn(i, rev, h, r)
		lift := ""
		if !c.OK {
			lift = x.liftLack(rev, h, r)
		}
		key := hostKey{c, lift}
		n, known := at[key]
		if !known {
			n = len(d.Hosts)
			at[key] = n
			d.Hosts = append(d.Hosts, report.HostDiagnosis{Checks: []report.Check{c}, Lift: lift})
			if !c.OK {
				d.Hosts[n].Reason = r.String()
				if !slices.Contains(d.Remedies, lift) {
					d.Remedies = append(d.Remedies, lift)
				}
			}
		}
		host := &d.Hosts[n]
		if host.Count++; host.Count <= 3 {
			host.Instances = append(host.Instances, x.view.InstanceName(h))
		}
	}
	return d
}

// hostKey is what two hosts must share to be told of as one.
type hostKey struct {
	check report.Check
	lift  string
}

// lackOn is the check of what a task of a workload's revision lacks, on one host.
func (x *Explainer) lackOn(
	i event.WorkloadID, rev *engine.Revision, h event.InstanceID, r model.Reason,
) report.Check {
	c := report.Check{Check: checkName(r)}
	switch r {
	case model.ReasonDynamicPorts:
		room := x.view.DynamicRoom(h)
		need := [2]int{}
		for _, m := range rev.Claim.Dynamic {
			need[m.Protocol] += m.Count
			c.Need = join(c.Need, dynamicNeed(m))
		}
		for p, n := range need {
			if proto := model.Protocol(p); n > 0 {
				free := room.Busy(proto).Free(room.Agent.Range, 1)
				c.Have = join(c.Have, fmt.Sprintf("%d %v free in %v", free, proto, room.Agent.Range))
			}
		}
		c.OK = room.Fits(rev.Claim.Dynamic, 1) == 1
	case model.ReasonPorts:
		room := x.view.DynamicRoom(h)
		c.OK = true
		for _, p := range rev.Network.Published {
			c.Need = join(c.Need, p.Host.String())
			if !room.Hold(p.Host) {
				c.OK, c.Have = false, join(c.Have, p.Host.String()+" in use")
			}
		}
	case model.ReasonBridgePorts:
		host := x.view.Host(h)
		if need := rev.Network.ECSBridge; need > 0 {
			left := model.EcsBridgeAddresses - host.ECSBridge
			c.Have, c.Need, c.OK = fmt.Sprint(left, " of ecs-bridge"), fmt.Sprint(need), left >= need
			break
		}
		left, need := model.BridgePortsMax-host.Bridge, rev.Network.Bridge
		c.Have, c.Need, c.OK = fmt.Sprint(left), fmt.Sprint(need), left >= need
	case model.ReasonAddresses:
		left, need := x.view.AddressesLeft(i, h), rev.Claim.Addresses
		c.Have, c.Need = fmt.Sprint(left, " in ", x.view.Instance(h).Zone), fmt.Sprint(need)
		c.OK = left == model.NoLimit || left >= need
	}
	return c
}

// dynamicNeed is what a task needs of dynamic host ports, in words.
func dynamicNeed(m model.DynamicMapping) string {
	if m.Count == 1 {
		return "1 " + m.Protocol.String()
	}
	return fmt.Sprintf("%d contiguous %v", m.Count, m.Protocol)
}

// liftLack is the smallest change of what a host lacks that lets one more task in.
func (x *Explainer) liftLack(rev *engine.Revision, h event.InstanceID, r model.Reason) string {
	at := x.view.Instance(h)
	switch r {
	case model.ReasonDynamicPorts:
		asked := 0
		for _, m := range rev.Claim.Dynamic {
			asked += m.Count
		}
		room := x.view.DynamicRoom(h)
		for n := 1; n <= asked; n++ {
			wider := room.Clone()
			wider.Agent.Range, wider.Docker.Range = room.Agent.Range.Wider(n), room.Agent.Range.Wider(n)
			wider.Agent.Restart() // a new range is read when the agent starts
			if wider.Fits(rev.Claim.Dynamic, 1) == 1 {
				group := x.view.Config().Groups[at.Group].Name
				return fmt.Sprintf("dynamicHostPortRange %v in group %s", wider.Agent.Range, group)
			}
		}
		return "another instance"
	case model.ReasonAddresses:
		return "a larger subnet in " + at.Zone + ", or an IPv6-only one"
	case model.ReasonPorts:
		return "another host port, or a dynamic one"
	}
	return "another instance"
}
