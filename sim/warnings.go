package sim

import (
	"fmt"

	"ecssim/model"
)

// warn adds what the run came across that no count shows.
func (k *cluster) warn(r *Report) {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	q := k.config.Quotas
	if n := len(k.info); q.InstancesPerCluster > 0 && n > q.InstancesPerCluster {
		add("%d instances in one cluster: the default quota is %d", n, q.InstancesPerCluster)
	}
	for i := range k.work {
		if w := &k.work[i]; w.service != nil && !w.service.Daemon && q.TasksPerService > 0 && w.requested > q.TasksPerService {
			add("service %s wants %d tasks: the default quota is %d a service", w.name, w.requested, q.TasksPerService)
		}
	}
	if q.ENIsPerRegion > 0 && k.enis > q.ENIsPerRegion {
		add("%d network interfaces in use: the default quota is %d a Region", k.enis, q.ENIsPerRegion)
	}
	for h := range k.info {
		if n := model.BridgeUnreachable(int(k.hosts.At(int32(h)).Bridge)); n > 0 {
			add("instance %s runs %d containers on docker0: beyond %d the earliest, here %d, become unreachable",
				k.info[h].id, k.hosts.At(int32(h)).Bridge, model.BridgeSoftLimit, n)
		}
	}
	for i := range k.work {
		w := &k.work[i]
		for _, p := range w.net.HostPorts {
			for g := range k.config.Groups {
				if rg := k.config.Groups[g].DynamicRange; rg.Contains(p.Port) && rg.First > 0 {
					add("%s publishes static port %v inside the dynamic range %v of %s: the scheduler does not see dynamic ports and may place it where one has taken it",
						w.name, p, rg, k.config.Groups[g].Name)
					break
				}
			}
		}
	}
}
