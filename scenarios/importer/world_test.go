package importer_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"ecssim/scenarios"
)

// object is a JSON object.
type object = map[string]any

// world is a random cluster: a scenario, and what of it answers of AWS repeat.
type world struct {
	*rand.Rand
	scenario    object
	definitions []object // as register-task-definition takes them, in the scenario's order
	services    []object // as create-service takes them
	trunking    string
	loaded      *scenarios.Scenario
}

func (w *world) may(percent int) bool { return w.IntN(100) < percent }

func pick[T any](w *world, all ...T) T { return all[w.IntN(len(all))] }

// newWorld makes a cluster of a seed.
func newWorld(t *testing.T, seed uint64) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 8))}
	w.trunking = pick(w, "enabled", "disabled")
	zones := []string{"us-east-1a", "us-east-1b", "us-east-1c"}[:1+w.IntN(3)]
	var subnets []any
	var names []string
	for i, z := range zones {
		name := fmt.Sprintf("subnet-%d", i)
		names = append(names, name)
		subnets = append(subnets, object{"subnetId": name, "availabilityZone": z, "cidrBlock": fmt.Sprintf("10.0.%d.0/24", i)})
	}
	providers := w.providers(zones)
	cluster := object{
		"region": "us-east-1", "accountSettings": object{"awsvpcTrunking": w.trunking}, "subnets": subnets,
		"instances": w.groups(zones),
	}
	if len(providers) > 0 {
		cluster["capacityProviders"] = providers
	}
	w.makeDefinitions()
	w.makeServices(names, providers)
	events := w.events(zones)
	w.scenario = object{
		"name": "world", "seed": int(seed % 1000), "duration": pick(w, "10m", "30m", "2h"), "cluster": cluster,
		"taskDefinitions": w.definitions, "services": w.services, "timings": object{"preset": pick(w, "typical", "instant")},
	}
	if runs := w.runTasks(); len(runs) > 0 {
		w.scenario["runTasks"] = runs
	}
	if len(events) > 0 {
		w.scenario["events"] = events
	}
	text, err := json.Marshal(w.scenario)
	if err != nil {
		t.Fatal(err)
	}
	if w.loaded, err = scenarios.Parse("world", text); err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, text)
	}
	return w
}

// hostKeys are keys of a group of container instances.
func (w *world) hostKeys(zones []string) object {
	g := object{"availabilityZones": zones[:1+w.IntN(len(zones))]}
	if w.may(40) {
		g["registeredMemory"] = 3000 + w.IntN(4000)
	}
	if w.may(30) {
		g["trunk"] = pick(w, false, true)
	}
	if w.may(40) {
		g["attributes"] = object{"stack": pick(w, "blue", "green")}
	}
	if w.may(20) {
		g["reservedPorts"] = []int{22, 51678, 8000 + w.IntN(100)}
	}
	if w.may(20) {
		g["reservedPortsUdp"] = []int{9000 + w.IntN(100)}
	}
	return g
}

func (w *world) groups(zones []string) []object {
	var all []object
	for i := range 1 + w.IntN(3) {
		g := w.hostKeys(zones)
		g["name"] = fmt.Sprintf("hosts%d", i)
		g["instanceType"] = pick(w, "m5.large", "c5.xlarge", "t3.medium", "m6i.xlarge", "r5.large", "g4dn.xlarge")
		g["count"] = w.IntN(5) + 1
		all = append(all, g)
	}
	return all
}

func (w *world) providers(zones []string) []object {
	var all []object
	for i := range w.IntN(3) {
		g := w.hostKeys(zones)
		least := w.IntN(3)
		g["instanceTypes"] = []string{pick(w, "m5.large", "m6i.large"), "m5.xlarge"}[:1+w.IntN(2)]
		g["minSize"], g["maxSize"], g["desiredCapacity"] = least, least+1+w.IntN(5), least+w.IntN(2)
		p := object{"name": fmt.Sprintf("provider%d", i), "autoScalingGroup": g}
		if w.may(70) {
			p["managedScaling"] = object{"status": "ENABLED", "targetCapacity": pick(w, 80, 100)}
		}
		if w.may(20) {
			p["managedDraining"] = "DISABLED"
		}
		all = append(all, p)
	}
	return all
}

// makeDefinitions makes families of task definitions, the first revision of each.
func (w *world) makeDefinitions() {
	for i := range 2 + w.IntN(4) {
		w.definitions = append(w.definitions, w.definition(fmt.Sprintf("family%d", i)))
	}
}

func (w *world) definition(family string) object {
	mode := pick(w, "awsvpc", "awsvpc", "bridge", "bridge", "bridge", "host", "none")
	d := object{"family": family, "networkMode": mode}
	sized := w.may(50)
	if sized {
		d["cpu"], d["memory"] = fmt.Sprint(128*(1+w.IntN(4))), fmt.Sprint(64*(1+w.IntN(12)))
	}
	var containers []any
	for i := range 1 + w.IntN(3) {
		c := object{"name": fmt.Sprintf("c%d", i), "image": "image", "essential": i == 0 || w.may(50)}
		if !sized {
			c["cpu"], c["memory"] = 32*w.IntN(8), 64*(1+w.IntN(6))
			if w.may(30) {
				c["memoryReservation"] = 32
			}
		}
		if mode != "none" && w.may(60) {
			c["portMappings"] = w.ports(mode, i)
		}
		if w.may(3) {
			c["resourceRequirements"] = []object{{"type": "GPU", "value": "1"}}
		}
		containers = append(containers, c)
	}
	d["containerDefinitions"] = containers
	return d
}

// ports are port mappings of the nth container: no two containers of a task have a port in common.
func (w *world) ports(mode string, n int) []object {
	m := object{"containerPort": 8000 + 100*n + w.IntN(3), "protocol": pick(w, "tcp", "tcp", "udp")}
	if mode == "bridge" && w.may(50) {
		m["hostPort"] = 80 + 10*n + w.IntN(3)
	}
	return []object{m}
}

func (w *world) makeServices(subnets []string, providers []object) {
	for i := range 1 + w.IntN(5) {
		d := w.definitions[i%len(w.definitions)]
		s := object{"serviceName": fmt.Sprintf("service%d", i), "taskDefinition": d["family"], "availabilityZoneRebalancing": "DISABLED"}
		daemon := w.may(15)
		if daemon {
			s["schedulingStrategy"] = "DAEMON"
		} else {
			s["desiredCount"] = w.IntN(7)
			if w.may(50) {
				s["placementStrategy"] = []object{pick(w, object{"type": "binpack", "field": "memory"}, object{"type": "spread", "field": "instanceId"}, object{"type": "random"})}
			}
			if len(providers) > 0 && w.may(50) {
				s["capacityProviderStrategy"] = []object{{"capacityProvider": pick(w, providers...)["name"], "weight": 1}}
			}
			if w.may(30) {
				s["deploymentConfiguration"] = object{"minimumHealthyPercent": pick(w, 0, 50, 100), "maximumPercent": pick(w, 150, 200)}
			}
		}
		if d["networkMode"] == "awsvpc" {
			s["networkConfiguration"] = object{"awsvpcConfiguration": object{"subnets": subnets}}
		}
		if w.may(20) {
			s["placementConstraints"] = []object{pick(w, object{"type": "memberOf", "expression": "attribute:stack == blue"}, object{"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*"})}
		}
		if !daemon && w.may(60) {
			s["startedBefore"] = true
		}
		w.services = append(w.services, s)
	}
}

func (w *world) runTasks() (all []object) {
	for range w.IntN(3) {
		d := pick(w, w.definitions...)
		r := object{"taskDefinition": d["family"], "count": 1 + w.IntN(4), "at": fmt.Sprintf("%ds", w.IntN(300)), "name": fmt.Sprintf("run%d", len(all))}
		if w.may(50) {
			r["runFor"] = object{"exponential": object{"mean": "5m"}}
		}
		if w.may(50) {
			r["group"] = fmt.Sprintf("jobs%d", len(all))
		}
		all = append(all, r)
	}
	return all
}

// events are what happens meanwhile, so that a moment finds tasks that start, stop and wait, and
// hosts that drain.
func (w *world) events(zones []string) (all []object) {
	at := func() string { return fmt.Sprintf("%ds", 1+w.IntN(900)) }
	if w.may(40) {
		s := pick(w, w.services...)
		d := w.definition(s["taskDefinition"].(string))
		for _, old := range w.definitions {
			if old["family"] == d["family"] { // of the same mode, as its service is made for that
				d["networkMode"] = old["networkMode"]
			}
		}
		for _, c := range d["containerDefinitions"].([]any) {
			delete(c.(object), "portMappings")
		}
		w.definitions = append(w.definitions, d)
		for _, s := range w.services {
			s["taskDefinition"] = s["taskDefinition"].(string) + ":1"
		}
		all = append(all, object{"at": at(), "updateService": object{"service": s["serviceName"], "taskDefinition": d["family"].(string) + ":2"}})
	}
	if w.may(30) {
		s := pick(w, w.services...)
		if s["desiredCount"] != nil {
			all = append(all, object{"at": at(), "updateService": object{"service": s["serviceName"], "desiredCount": w.IntN(9)}})
		}
	}
	if w.may(30) {
		all = append(all, object{"at": at(), pick(w, "drainInstances", "terminateInstances", "disconnectAgent"): object{"group": "hosts0", "count": 1}})
	}
	if w.may(15) {
		all = append(all, object{"at": at(), "failAvailabilityZone": pick(w, zones...)})
	}
	if w.may(20) {
		all = append(all, object{"at": at(), "putAccountSetting": object{"awsvpcTrunking": pick(w, "enabled", "disabled")}})
	}
	return all
}
