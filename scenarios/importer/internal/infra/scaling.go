package infra

import (
	"fmt"
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/internal/strict"
)

// scalable tells between how many tasks Application Auto Scaling keeps a service: a scenario has its
// desired count, for the load that scales it is in no file. Targets of what is no service of the
// cluster are passed over. The resource ID of a service is service/CLUSTER/SERVICE (Application Auto
// Scaling API, RegisterScalableTarget).
func (f *filler) scalable(r *Resource) {
	id := r.Props.Get("resourceId")
	if namespace := known(r.Props.Get("serviceNamespace")); namespace != "" && namespace != "ecs" {
		return
	}
	service := "a service that is not known"
	if to := f.scaled(id); to != nil {
		service = "service " + to.name
	} else if text, ok := id.String(); ok {
		part := strings.Split(text, "/")
		if len(part) != 3 || part[0] != "service" || f.set.Cluster.Known() && part[1] != f.set.Cluster.V {
			return
		}
		service = "service " + strict.Shown(part[2])
	}
	f.tell(r, "%s has service auto scaling, minimum %s, maximum %s; here it has its desired count: autoScaling of the service in the scenario simulates it",
		service, f.capacity(r, "minCapacity"), f.capacity(r, "maxCapacity"))
}

// scaled is the service of a scalable target; nil where the files do not have it.
func (f *filler) scaled(id *tree.Value) *Resource {
	text, ok := id.String()
	if !ok {
		return f.one(id, Service)
	}
	part := strings.Split(text, "/")
	if len(part) != 3 || part[0] != "service" {
		return nil
	}
	for _, r := range f.all {
		cluster := ""
		if r.Kind == Service {
			cluster = f.clusterOf(r.Props.Get("cluster"))
		}
		if r.Kind == Service && r.name == part[2] && (cluster == "" || cluster == part[1]) {
			return r
		}
	}
	return nil
}

// capacity is a bound of a scalable target as a message has it.
func (f *filler) capacity(r *Resource, key string) string {
	if n := f.whole(r.Props.Get(key), r, key); n.Known() {
		return fmt.Sprint(n.V)
	}
	return "not known"
}
