package engine

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// diagnoseLack says why tasks of a workload that ECS has placed fail now for want of
// something that it does not count: every ACTIVE instance where room for the task is
// not what ECS finds lacking, and what each has and the task needs.
func (k *cluster) diagnoseLack(i event.WorkloadID) report.Diagnosis {
	w := &k.Workloads[i]
	r := w.LastFailure.Lacks()
	d := report.Diagnosis{Workload: w.Name, At: k.Clock.Now().Seconds(), Reason: r.String(), Message: w.LastFailureText(),
		Failed: true, Hosts: []report.HostDiagnosis{}, Remedies: []string{}}
	at := map[hostKey]int{}
	for h := range event.InstanceID(len(k.Instances)) {
		if !k.Eligible(i, h) {
			continue
		}
		c := k.lackOn(w, h, r)
		lift := ""
		if !c.OK {
			lift = k.liftLack(w, h, r)
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
		x := &d.Hosts[n]
		if x.Count++; x.Count <= 3 {
			x.Instances = append(x.Instances, k.Instances[h].ID)
		}
	}
	return d
}

// hostKey is what two hosts must share to be told of as one.
type hostKey struct {
	check report.Check
	lift  string
}

// lackOn is the check of what a task of a workload lacks, on one host.
func (k *cluster) lackOn(w *state.Workload, h event.InstanceID, r model.Reason) report.Check {
	rev := k.Deployments[w.Primary].Revision
	c := report.Check{Check: checkName(r)}
	switch r {
	case model.ReasonDynamicPorts:
		room := k.DynamicRoom(h)
		need := [2]int{}
		for _, m := range rev.Claim.Dynamic {
			need[m.Protocol] += m.Count
			c.Need = join(c.Need, dynamicNeed(m))
		}
		for p, n := range need {
			if proto := model.Protocol(p); n > 0 {
				c.Have = join(c.Have, fmt.Sprintf("%d %v free in %v", room.Busy(proto).Free(room.Agent.Range, 1), proto, room.Agent.Range))
			}
		}
		c.OK = room.Fits(rev.Claim.Dynamic, 1) == 1
	case model.ReasonPorts:
		room := k.DynamicRoom(h)
		c.OK = true
		for _, p := range rev.Network.Published {
			c.Need = join(c.Need, p.Host.String())
			if !room.Hold(p.Host) {
				c.OK, c.Have = false, join(c.Have, p.Host.String()+" in use")
			}
		}
	case model.ReasonBridgePorts:
		x := k.Hosts.At(int32(h))
		docker, ecs := model.BridgePortsMax-x.Bridge, model.EcsBridgeAddresses-x.ECSBridge
		if rev.Network.ECSBridge > 0 {
			c.Have, c.Need, c.OK = fmt.Sprint(ecs, " of ecs-bridge"), fmt.Sprint(rev.Network.ECSBridge), ecs >= rev.Network.ECSBridge
			break
		}
		c.Have, c.Need, c.OK = fmt.Sprint(docker), fmt.Sprint(rev.Network.Bridge), docker >= rev.Network.Bridge
	case model.ReasonAddresses:
		left := k.AddressesLeft(w.Use, h)
		c.Have, c.Need, c.OK = fmt.Sprint(left, " in ", k.Instances[h].Zone), fmt.Sprint(rev.Claim.Addresses), left == model.NoLimit || left >= rev.Claim.Addresses
	}
	return c
}

func dynamicNeed(m model.DynamicMapping) string {
	if m.Count == 1 {
		return "1 " + m.Protocol.String()
	}
	return fmt.Sprintf("%d contiguous %v", m.Count, m.Protocol)
}

// liftLack is the smallest change of what a host lacks that lets one more task in.
func (k *cluster) liftLack(w *state.Workload, h event.InstanceID, r model.Reason) string {
	rev := k.Deployments[w.Primary].Revision
	switch r {
	case model.ReasonDynamicPorts:
		asked := 0
		for _, m := range rev.Claim.Dynamic {
			asked += m.Count
		}
		room := k.DynamicRoom(h)
		for n := 1; n <= asked; n++ {
			wider := room.Clone()
			wider.Agent.Range, wider.Docker.Range = room.Agent.Range.Wider(n), room.Agent.Range.Wider(n)
			wider.Agent.Restart() // a new range is read when the agent starts
			if wider.Fits(rev.Claim.Dynamic, 1) == 1 {
				return fmt.Sprintf("dynamicHostPortRange %v in group %s", wider.Agent.Range, k.Config.Groups[k.Instances[h].Group].Name)
			}
		}
		return "another instance"
	case model.ReasonAddresses:
		return "a larger subnet in " + k.Instances[h].Zone
	case model.ReasonPorts:
		return "another host port, or a dynamic one"
	}
	return "another instance"
}
