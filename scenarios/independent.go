package scenarios

import (
	"ecssim/model/catalog"
	"ecssim/scenarios/internal/strict"
)

// independent finds, in a file whose decoding found faults, the wrong names that
// no broken part can have caused, so that one reading shows them too.
func independent(file *File, root strict.Place) {
	for i, g := range file.Cluster.Instances {
		if g.InstanceType == "" {
			continue
		}
		if _, err := catalog.Lookup(g.InstanceType); err != nil {
			root.At("cluster", "instances", i, "instanceType").Fail("", "%v", err)
		}
	}
	for i := range file.Cluster.CapacityProviders {
		g, at := &file.Cluster.CapacityProviders[i].AutoScalingGroup, root.At("cluster", "capacityProviders", i, "autoScalingGroup")
		for j, name := range g.types() {
			if _, err := catalog.Lookup(name); err != nil && name != "" {
				g.typeAt(at, j).Fail("", "%v", err)
			}
		}
	}
	r := &resolver{root: root, file: file, revisions: map[string][]definition{}}
	for i, t := range file.TaskDefinitions {
		if t.Family == "" {
			return // broken, or in a file of its own: any name may be its
		}
		r.addRevision(t.Family, 0, i, root.At("taskDefinitions", i))
	}
	if len(r.families) == 0 {
		return
	}
	check := func(name string, at strict.Place) {
		if name != "" {
			r.taskNamed(name, at.At("taskDefinition"))
		}
	}
	for i := range file.Services {
		check(file.Services[i].TaskDefinition, root.At("services", i))
	}
	for i := range file.RunTasks {
		check(file.RunTasks[i].TaskDefinition, root.At("runTasks", i))
	}
	for i := range file.Events {
		if u := file.Events[i].UpdateService; u != nil {
			check(u.TaskDefinition, root.At("events", i, "updateService"))
		}
	}
}
