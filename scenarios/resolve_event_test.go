package scenarios

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// eventful is a scenario with two revisions of web, a group of hosts, a capacity
// provider, services of both kinds and a RunTask; its events are left open.
const eventful = `name: eventful
duration: 30m
cluster:
  instances: [{name: hosts, instanceType: m5.large, count: 2, availabilityZones: [us-east-1a, us-east-1b]}]
  capacityProviders: [{name: burst, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, managedScaling: {status: ENABLED}}]
taskDefinitions:
  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64}]}
  - {family: web, networkMode: host, containerDefinitions: [{name: a, image: a, memory: 64}]}
  - {family: checked, containerDefinitions: [{name: a, image: a, memory: 64, healthCheck: {command: [CMD, "true"]}}]}
services:
  - {serviceName: web, taskDefinition: "web:1", desiredCount: 3,
     autoScaling: {minCapacity: 1, maxCapacity: 9, load: 10, targetTrackingScalingPolicies: [{targetValue: 5}]}}
  - {serviceName: agent, taskDefinition: "web:1", schedulingStrategy: DAEMON}
  - {serviceName: api, taskDefinition: checked, desiredCount: 2, unhealthyAbove: 80, autoScaling: {minCapacity: 2, maxCapacity: 2, load: 10}}
runTasks:
  - {taskDefinition: web, group: batch, capacityProviderStrategy: [{capacityProvider: burst, weight: 1}]}
events:
`

// nothing is an event of a kind of which no field is set.
func nothing(at time.Duration, kind config.EventKind) config.Event {
	return config.NewEvent(des.Time(at), kind)
}

// TestEveryEvent: each key of an event, given alone, is one action, which has its name and
// a kind of its own.
func TestEveryEvent(t *testing.T) {
	kinds := map[config.EventKind]string{}
	keys := reflect.TypeFor[Event]()
	for i := range keys.NumField() {
		key := keys.Field(i).Tag.Get("yaml")
		if key == "at" {
			continue
		}
		var e Event
		reflect.ValueOf(&e).Elem().Field(i).Set(reflect.New(keys.Field(i).Type.Elem()))
		var given []string
		for _, a := range new(resolver).actions(&e) {
			if !a.given {
				continue
			}
			given = append(given, a.key)
			if other, ok := kinds[a.kind]; ok || a.kind == 0 {
				t.Errorf("%s has kind %d, as %s has; want one of its own", a.key, a.kind, other)
			}
			kinds[a.kind] = a.key
		}
		if len(given) != 1 || given[0] != key {
			t.Errorf("an event with %s does %q, want that alone", key, given)
		}
	}
}

// TestEvents resolves each kind of event.
func TestEvents(t *testing.T) {
	const minute = time.Minute
	for text, change := range map[string]func(e *config.Event){
		"updateService: {service: web, taskDefinition: web}":                            func(e *config.Event) { e.Kind, e.Service, e.Task = config.UpdateService, 0, 1 },
		`updateService: {service: agent, taskDefinition: "web:2"}`:                      func(e *config.Event) { e.Kind, e.Service, e.Task = config.UpdateService, 1, 1 },
		"updateService: {service: web, desiredCount: 0}":                                func(e *config.Event) { e.Kind, e.Service, e.Desired = config.UpdateService, 0, 0 },
		"updateService: {service: web, forceNewDeployment: true}":                       func(e *config.Event) { e.Kind, e.Service, e.Force = config.UpdateService, 0, true },
		"updateService: {service: web, deploymentConfiguration: {maximumPercent: 150}}": func(e *config.Event) { e.Kind, e.Service, e.Deploying = config.UpdateService, 0, percents(100, 150) },
		"stopTasks: {service: agent, count: 2}":                                         func(e *config.Event) { e.Kind, e.Service, e.Count = config.StopTasks, 1, 2 },
		`stopTasks: {group: "service:web"}`:                                             func(e *config.Event) { e.Kind, e.Service = config.StopTasks, 0 },
		"stopTasks: {group: batch}":                                                     func(e *config.Event) { e.Kind, e.TaskGroup = config.StopTasks, "batch" },
		"replaceInstances: {group: hosts}":                                              func(e *config.Event) { e.Kind, e.Group = config.ReplaceInstances, 0 },
		"replaceInstances: {group: hosts, minHealthyPercentage: 50, maxHealthyPercentage: 150, instanceWarmup: 2m, scaleInProtectedInstances: Ignore}": func(e *config.Event) {
			e.Kind, e.Group = config.ReplaceInstances, 0
			e.Refresh = &config.InstanceRefresh{MinHealthy: 50, MaxHealthy: 150, Warmup: 2 * minute, Protected: config.IgnoreProtected}
		},
		"replaceInstances: {group: burst, scaleInProtectedInstances: Refresh}": func(e *config.Event) {
			e.Kind, e.Group = config.ReplaceInstances, 1
			e.Refresh = &config.InstanceRefresh{MinHealthy: 90, MaxHealthy: config.None, Protected: config.RefreshProtected}
		},
		"replaceInstances: {group: burst, count: 2, maxBatchSize: 2, minInstancesInService: 1, pauseTime: 3m}": func(e *config.Event) {
			e.Kind, e.Group, e.Count = config.ReplaceInstances, 1, 2
			e.Rolling = &config.RollingUpdate{MaxBatch: 2, MinInService: 1, Pause: 3 * minute}
		},
		"replaceInstances: {group: burst, waitOnResourceSignals: true}": func(e *config.Event) {
			e.Kind, e.Group = config.ReplaceInstances, 1
			e.Rolling = &config.RollingUpdate{MaxBatch: 1, Pause: 5 * minute, WaitForSignals: true}
		},
		"terminateInstances: {group: burst, count: 1}":                          func(e *config.Event) { e.Kind, e.Group, e.Count = config.TerminateInstances, 1, 1 },
		"drainInstances: {instance: hosts-2}":                                   func(e *config.Event) { e.Kind, e.Instance = config.DrainInstances, "hosts-2" },
		"interruptSpot: {instance: burst-17}":                                   func(e *config.Event) { e.Kind, e.Instance = config.InterruptSpot, "burst-17" },
		"disconnectAgent: {group: hosts}":                                       func(e *config.Event) { e.Kind, e.Group = config.DisconnectAgent, 0 },
		"reconnectAgent: {group: hosts}":                                        func(e *config.Event) { e.Kind, e.Group = config.ReconnectAgent, 0 },
		"restartAgent: {group: hosts}":                                          func(e *config.Event) { e.Kind, e.Group = config.RestartAgent, 0 },
		"failAvailabilityZone: us-east-1b":                                      func(e *config.Event) { e.Kind, e.Zone = config.FailAvailabilityZone, "us-east-1b" },
		"restoreAvailabilityZone: us-east-1a":                                   func(e *config.Event) { e.Kind, e.Zone = config.RestoreAvailabilityZone, "us-east-1a" },
		"putAccountSetting: {awsvpcTrunking: enabled, principal: instanceRole}": func(e *config.Event) { e.Kind, e.Enable = config.PutAccountSetting, true },
		"putAccountSetting: {awsvpcTrunking: disabled}":                         func(e *config.Event) { e.Kind = config.PutAccountSetting },
		"listen: {group: hosts, port: 53, protocol: udp}": func(e *config.Event) {
			e.Kind, e.Group, e.Port = config.Listen, 0, model.HostPort{Port: 53, Protocol: model.UDP}
		},
		"unlisten: {group: hosts, port: 8080}":         func(e *config.Event) { e.Kind, e.Group, e.Port = config.Unlisten, 0, model.HostPort{Port: 8080} },
		"setGroup: {group: hosts, desiredCapacity: 5}": func(e *config.Event) { e.Kind, e.Group, e.Desired = config.SetGroup, 0, 5 },
		"setGroup: {group: burst, minSize: 1, maxSize: 9, desiredCapacity: 4}": func(e *config.Event) {
			e.Kind, e.Group, e.Min, e.Max, e.Desired = config.SetGroup, 1, 1, 9, 4
		},
		"setLoad: {service: api, load: 7}": func(e *config.Event) { e.Kind, e.Service, e.Load = config.SetLoad, 2, 7 },
		"failHealthChecks: {service: api, count: 2, for: 90s}": func(e *config.Event) {
			e.Kind, e.Service, e.Count, e.For = config.FailHealthChecks, 2, 2, 90*time.Second
		},
		"failHealthChecks: {service: api}":   func(e *config.Event) { e.Kind, e.Service = config.FailHealthChecks, 2 },
		"setLoad: {service: web, load: 1.5}": func(e *config.Event) { e.Kind, e.Service, e.Load = config.SetLoad, 0, 1.5 },
	} {
		want := nothing(7*minute, 0)
		change(&want)
		c := parse(t, eventful+"  - {at: 7m, "+text+"}\n")
		c.Warnings = slices.DeleteFunc(c.Warnings, func(w string) bool { return strings.HasPrefix(text, "restore") })
		if got := c.Events; len(got) != 1 || !reflect.DeepEqual(got[0], want) || len(c.Warnings) != 0 {
			t.Errorf("%s:\ngot  %+v\nwant %+v\nwarnings %q", text, got, want, c.Warnings)
		}
	}
}

func percents(least, most int) *config.Deploying {
	return &config.Deploying{MinimumHealthyPercent: least, MaximumPercent: most, Breaker: config.DefaultBreaker()}
}

// TestEventsInOrderOfTime sorts by time, keeps the file's order within one moment,
// and lets each update build on the one before it in time.
func TestEventsInOrderOfTime(t *testing.T) {
	c := parse(t, eventful+`  - {at: 9m, updateService: {service: web, deploymentConfiguration: {maximumPercent: 150}}}
  - {at: 5m, setLoad: {service: web, load: 2}}
  - {at: 5m, setLoad: {service: web, load: 1}}
  - {at: 2m, updateService: {service: web, deploymentConfiguration: {minimumHealthyPercent: 50}}}
`)
	var got []any
	for _, e := range c.Events {
		if e.Deploying != nil {
			got = append(got, *e.Deploying)
		} else {
			got = append(got, e.Load)
		}
	}
	if want := []any{*percents(50, 200), 2.0, 1.0, *percents(50, 150)}; !reflect.DeepEqual(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	if got := c.Services[0].Deploying; got != *percents(100, 200) {
		t.Errorf("the service itself deploys with %+v, want 100 and 200", got)
	}
}

// TestEventsHardlyMeant are accepted with a warning.
func TestEventsHardlyMeant(t *testing.T) {
	for text, want := range map[string]string{
		"{at: 31m, updateService: {service: web, desiredCount: 1}}":                                                                      "event updateService is at 31m0s, after the run's end at 30m0s",
		`{at: 1m, updateService: {service: web, taskDefinition: "web:1"}}`:                                                               "event updateService at 1m0s deploys nothing: service web has task definition web:1 already",
		"{at: 1m, updateService: {service: web, desiredCount: 1, placementStrategy: []}}":                                                "placementStrategy is not used, the service keeps its own",
		"{at: 1m, restoreAvailabilityZone: us-east-1b}":                                                                                  "restoreAvailabilityZone at 1m0s has no effect: no event before it fails zone us-east-1b",
		"{at: 1m, putAccountSetting: {awsvpcTrunking: enabled, principal: other}}":                                                       "another principal",
		"{at: 1m, updateService: {service: web, taskDefinition: web}}\n  - {at: 2m, updateService: {service: web, taskDefinition: web}}": "write web:1 at the service",
	} {
		c := parse(t, eventful+"  - "+text+"\n")
		if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], want) {
			t.Errorf("%s: warnings %q, want %q", text, c.Warnings, want)
		}
		if strings.Contains(text, "other") != (len(c.Events) == 0) {
			t.Errorf("%s: events %+v", text, c.Events)
		}
	}
}
