package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ecssim/sim/config"
)

// TestEndsOfDeployments takes what ends a deployment, and what an update leaves of it.
func TestEndsOfDeployments(t *testing.T) {
	c := parse(t, served+`desiredCount: 4, deploymentConfiguration: {minimumHealthyPercent: 50, bakeTimeInMinutes: 5,
    earlySuccessCriteria: {enable: true, healthyPercent: 75, sourceServiceRevisionCleanup: DEFERRED}, alarms: {alarmNames: [errors, latency], enable: true, rollback: true}}}
events:
  - {at: 1m, setAlarm: {alarm: later, state: OK}}
  - {at: 2m, setAlarm: {alarm: latency, state: ALARM}}
  - {at: 3m, updateService: {service: web, forceNewDeployment: true, deploymentConfiguration: {earlySuccessCriteria: {enable: false}}}}
  - {at: 4m, updateService: {service: web, forceNewDeployment: true, deploymentConfiguration: {alarms: {alarmNames: [later], enable: true, rollback: false}}}}
  - {at: 5m, stopServiceDeployment: {service: web}}
duration: 1h
`)
	bake := 5 * time.Minute
	early := config.EarlySuccess{Enable: true, HealthyPercent: 75, Deferred: true}
	want := config.Deploying{MinimumHealthyPercent: 50, MaximumPercent: 200, Breaker: config.DefaultBreaker(), EarlySuccess: early,
		Alarms: &config.DeploymentAlarms{Enable: true, Rollback: true, Alarms: []int{0, 1}}, BakeTime: &bake}
	if got := c.Services[0].Deploying; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if names := []string{"errors", "latency", "later"}; !reflect.DeepEqual(c.Alarms, names) {
		t.Errorf("alarms %q, want %q", c.Alarms, names)
	}
	e := c.Events
	if e[0].Alarm != 2 || e[0].Enable || e[1].Alarm != 1 || !e[1].Enable || e[4].Kind != config.StopDeployment || e[4].Service != 0 {
		t.Errorf("events %+v", e)
	}
	if d := e[2].Deploying; d.EarlySuccess.Enable || d.Alarms != c.Services[0].Deploying.Alarms || d.BakeTime == nil {
		t.Errorf("the first update makes it %+v, want early success off and all else as it was", d)
	}
	if d := e[3].Deploying; d.EarlySuccess.Enable || !reflect.DeepEqual(d.Alarms, &config.DeploymentAlarms{Enable: true, Alarms: []int{2}}) {
		t.Errorf("the second update makes it %+v, want the alarm later, and early success still off", d)
	}
}

// TestEndsRefused names what CreateService refuses, and alarms that nobody watches.
func TestEndsRefused(t *testing.T) {
	deploying := func(keys string) string {
		return served + "desiredCount: 2, deploymentConfiguration: {" + keys + "}}\n"
	}
	for text, want := range map[string]string{
		// Row X29.
		deploying("earlySuccessCriteria: {enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: BLOCKING}"):                             "x.yaml:6:141: healthyPercent is 50, below minimumHealthyPercent 100",
		deploying("minimumHealthyPercent: 50, earlySuccessCriteria: {enable: true, healthyPercent: 50, sourceServiceRevisionCleanup: BLOCKING}"):  "",
		deploying("minimumHealthyPercent: 50, earlySuccessCriteria: {enable: true, healthyPercent: 101, sourceServiceRevisionCleanup: BLOCKING}"): "healthyPercent is 101, wanted 0 to 100",
		deploying("earlySuccessCriteria: {enable: false, healthyPercent: 50}"):                                                                    "",
		deploying("earlySuccessCriteria: {enable: true, sourceServiceRevisionCleanup: BLOCKING}"):                                                 "early success criteria are enabled, and have no healthyPercent, which they need",
		deploying("earlySuccessCriteria: {enable: true, healthyPercent: 100}"):                                                                    "have no sourceServiceRevisionCleanup, which they need (BLOCKING or DEFERRED)",
		deploying("earlySuccessCriteria: {enable: true, healthyPercent: 100, sourceServiceRevisionCleanup: LATER}"):                               `sourceServiceRevisionCleanup is "LATER", wanted BLOCKING or DEFERRED`,
		deploying("earlySuccessCriteria: {healthyPercent: 100}"):                                                                                  "earlySuccessCriteria has no enable, which it needs",
		deploying("alarms: {alarmNames: [], enable: true, rollback: true}"):                                                                       "alarms are enabled, and alarmNames is empty",
		deploying("alarms: {alarmNames: [], enable: false, rollback: false}, bakeTimeInMinutes: 0"):                                               "",
		deploying("alarms: {alarmNames: [a], enable: true}"):                                                                                      "alarms has no rollback, which it needs",
		deploying("bakeTimeInMinutes: 1441"):                                                                                                      "bakeTimeInMinutes is 1441, wanted 0 to 1440",
		// An update is held to the percentage that then stands.
		deploying("minimumHealthyPercent: 50, earlySuccessCriteria: {enable: true, healthyPercent: 60, sourceServiceRevisionCleanup: BLOCKING}") +
			"events: [{at: 1m, updateService: {service: web, deploymentConfiguration: {minimumHealthyPercent: 70}}}]\n": "healthyPercent is 60, below minimumHealthyPercent 70",
		deploying("alarms: {alarmNames: [errors], enable: true, rollback: true}") +
			"events: [{at: 1m, setAlarm: {alarm: eror, state: ALARM}}]\n": `no service has an alarm "eror" in its alarmNames (did you mean errors?)`,
		deploying("") + "events: [{at: 1m, setAlarm: {alarm: errors, state: ALARM}}]\n": `no service has an alarm "errors" in its alarmNames (there is none)`,
		deploying("alarms: {alarmNames: [errors], enable: true, rollback: true}") +
			"events: [{at: 1m, setAlarm: {alarm: errors, state: INSUFFICIENT_DATA}}]\n": `state is "INSUFFICIENT_DATA", wanted ALARM or OK`,
		deploying("") + "events: [{at: 1m, stopServiceDeployment: {service: wbe}}]\n":                  `there is no service "wbe"`,
		deploying("") + "events: [{at: 1m, stopServiceDeployment: {service: web, stopType: ABORT}}]\n": "stopType ABORT is not simulated: the API names it and takes ROLLBACK only (wanted ROLLBACK)",
	} {
		_, err := Parse("x.yaml", []byte(text))
		switch {
		case want == "" && err != nil:
			t.Errorf("%s\n%v, want no fault", text, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s\n%v\nwant in it: %s", text, err, want)
		}
	}
}

// TestBakeTimeInVain warns of a bake time that no alarm asks for.
func TestBakeTimeInVain(t *testing.T) {
	c := parse(t, served+"desiredCount: 2, deploymentConfiguration: {bakeTimeInMinutes: 5}}\n")
	const want = "bakeTimeInMinutes: 5 has no effect without alarms that roll back"
	if len(c.Warnings) != 1 || c.Warnings[0] != want {
		t.Errorf("warnings %q, want %q", c.Warnings, want)
	}
}
