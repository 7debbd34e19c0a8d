package sim_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
)

// web is a task with a network interface of its own.
var web = model.TaskDefinition{
	Family: "web", Revision: 1, NetworkMode: model.AWSVPC, CPU: 256, Memory: 512,
	Containers: []model.Container{{Name: "app", Essential: true, PortMappings: []model.PortMapping{{ContainerPort: 80}}}},
}

// webOn returns a scenario written in Go: a service of so many tasks on m5.large instances.
func webOn(instances, tasks int) *config.Config {
	hosts, err := config.NewInstanceGroup("hosts", "m5.large", instances)
	if err != nil {
		log.Fatal(err)
	}
	c := config.Defaults()
	c.Name = "web"
	c.Groups = []config.InstanceGroup{hosts}
	c.Tasks = []model.TaskDefinition{web}
	c.Services = []config.Service{{Name: "web", Desired: tasks, Use: config.Use{Task: 0}, Deploying: config.DefaultReplica()}}
	return c
}

// A scenario written in Go. An m5.large has two interfaces for tasks.
func ExampleRun() {
	r, err := sim.Run(context.Background(), webOn(2, 5), 0, nil)
	if err != nil {
		log.Fatal(err)
	}
	s := r.Services[0]
	fmt.Printf("%d of %d tasks run, %d wait for %s\n", s.Running, s.Desired, s.Waiting, s.LastReason)
	// Output: 4 of 5 tasks run, 1 wait for RESOURCE:ENI
}

// A scenario of the library; scenarios.LoadFile reads one from disk.
func ExampleRun_library() {
	s, err := scenarios.Load("port-80-twice")
	if err != nil {
		log.Fatal(err)
	}
	r, err := sim.Run(context.Background(), s.Config, 0, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d tasks run: %s\n", r.Tasks.Running, r.Tasks.Requested, r.Refusals[0].Reason)
	// Output: 3 of 5 tasks run: RESOURCE:PORTS
}

// What a run cannot take is said field by field.
func ExampleRun_invalid() {
	c := webOn(2, 5)
	c.Services[0].Deploying = config.Deploying{}
	c.Services[0].Task = 1
	_, err := sim.Run(context.Background(), c, 0, nil)
	fmt.Println(err)
	// Output:
	// services[0].task is 1, wanted 0 to 0, an index into Config.Tasks
	// services[0].deploying.maximumPercent is 0, which lets no task start, wanted 1 to 10000 (see DefaultReplica)
}

// The event log of a run.
func ExampleRun_watch() {
	watch := &sim.Watch{Log: func(e sim.Entry) {
		if e.Event == "task.running" {
			fmt.Println(e.Service, "on", e.Instance)
		}
	}}
	c := webOn(1, 1)
	if _, err := sim.Run(context.Background(), c, 0, watch); err != nil {
		log.Fatal(err)
	}
	// Output: web on hosts-1
}

// Why the fifth task has no place, and what would give it one.
func ExampleExplain() {
	diagnoses, _, err := sim.Explain(context.Background(), webOn(2, 5))
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range diagnoses {
		fmt.Println(d.Workload, d.Reason, "on", d.Hosts[0].Count, "instances")
		for _, remedy := range d.Remedies {
			fmt.Println("-", remedy)
		}
	}
	// Output:
	// web RESOURCE:ENI on 2 instances
	// - on hosts-1 (m5.large): 1 attachment slot more
}

// Whether one service reaches another, as security groups and network ACLs have it.
func ExampleReach() {
	s, err := scenarios.Load("who-talks-to-whom")
	if err != nil {
		log.Fatal(err)
	}
	a, err := sim.Reach(context.Background(), s.Config, sim.ReachQuery{From: "api", To: "web"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Verdict)
	fmt.Println(a.Why)
	// Output:
	// no
	// security group sg-web lets no tcp in from there
}

// What may be asked for.
func ExampleReachNames() {
	fmt.Println(sim.ReachNames(webOn(1, 1)))
	// Output: [web alb internet]
}

// The same workload in another network mode: bridge mode needs no interface for each task.
func ExampleCompare() {
	r, err := sim.Compare(context.Background(), webOn(2, 5), experiment.CompareOptions{
		Setups: []model.Setup{model.SetupAWSVPC, model.SetupBridgeDynamic},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range r.Setups {
		fmt.Printf("%s: %d of 5 run, instances needed: %d\n", s.Setup, s.Result.Tasks.Running, *s.HostsNeeded)
	}
	// Output:
	// as-written: 4 of 5 run, instances needed: 3
	// awsvpc: 4 of 5 run, instances needed: 3
	// bridge-dynamic: 5 of 5 run, instances needed: 1
}

// How long it takes until all tasks run, over twenty runs with other chance.
func ExampleReplicate() {
	r, err := sim.Replicate(context.Background(), webOn(2, 4), 20, 2, nil)
	if err != nil {
		log.Fatal(err)
	}
	slowest, _ := r.Value().At("timeToRunningSeconds.max")
	i := experiment.IntervalOf(slowest)
	fmt.Printf("the last task runs after %v\n", time.Duration(i.Mean)*time.Second)
	// Output:
	// the last task runs after 53s
}

// The least number of instances for nine tasks.
func ExampleHostsNeeded() {
	h, err := sim.HostsNeeded(context.Background(), webOn(1, 9))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d instances, because of %s\n", *h.Needed, h.LowerBoundBy)
	// Output: 5 instances, because of RESOURCE:ENI
}

// How many tasks of one definition an m5.large takes.
func ExampleDensity() {
	hosts, err := config.NewInstanceGroup("hosts", "m5.large", 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range sim.Density(experiment.DensityRequest{
		Types:  []experiment.HostType{{InstanceType: hosts.InstanceType, InstanceSize: hosts.InstanceSize, USDPerHour: hosts.USDPerHour}},
		Setups: model.Setups(), Task: web,
	}) {
		fmt.Println(row.Setup, row.Tasks, *row.BoundBy)
	}
	// Output:
	// awsvpc 2 RESOURCE:ENI
	// awsvpc-trunking 8 RESOURCE:CPU
	// bridge-dynamic 8 RESOURCE:CPU
	// bridge-static 1 RESOURCE:PORTS
	// host 1 RESOURCE:PORTS
}
