package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

// balanced is a service behind target group tg; MODE, MAPPING, PORT and GROUPS stand for what a test
// puts in.
const balanced = `name: balanced
duration: 1h
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions:
  - {family: web, networkMode: MODE, containerDefinitions: [{name: a, image: a, memory: 64, portMappings: [MAPPING]}]}
services: [{serviceName: web, taskDefinition: web, desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: a, containerPort: PORT}]}]
targetGroups: GROUPS
`

func balancedWith(mode, mapping, groups string) string {
	port, _, _ := strings.Cut(strings.TrimPrefix(mapping, "{containerPort: "), ",")
	return strings.NewReplacer("MODE", mode, "MAPPING", mapping, "PORT", strings.TrimSuffix(port, "}"), "GROUPS", groups).Replace(balanced)
}

const (
	tcp80   = "{containerPort: 80, hostPort: 80}"
	tcp0    = "{containerPort: 80, hostPort: 0}"
	udp7777 = "{containerPort: 7777, protocol: udp}"
)

// TestTargetGroups is what a described target group is, and one that is not.
func TestTargetGroups(t *testing.T) {
	rules := func(c *config.Config) string {
		g := &c.TargetGroups[0]
		r := c.Timings.Rules(g)
		return fmt.Sprintf("%v %v %q check %v %d every %v %d/%d; registration %v, deregistration %v", g.LoadBalancer, g.Protocol, g.TargetType,
			g.Check.Protocol, g.Check.Port, r.Interval, r.Healthy, r.Unhealthy, r.Registration, r.Deregistration)
	}
	const uniform = "uniform(min 1m30s, max 3m0s)"
	for _, c := range []struct{ mapping, groups, timings, want string }{
		{tcp80, "[]", "", `application HTTP "" check HTTP 0 every 30s 5/2; registration 0s, deregistration 5m0s`},
		{tcp80, "[{targetGroup: tg}]", "", `application HTTP "" check HTTP 0 every 30s 5/2; registration 0s, deregistration 5m0s`},
		{tcp80, "[{targetGroup: tg, loadBalancer: network}]", "", `network TCP "" check TCP 0 every 30s 5/2; registration ` + uniform + `, deregistration 5m0s`},
		{tcp80, "[{targetGroup: tg, protocol: TLS}]", "", `network TLS "" check TCP 0 every 30s 5/2; registration ` + uniform + `, deregistration 5m0s`},
		{tcp80, "[{targetGroup: tg, protocol: HTTPS}]", "", `application HTTPS "" check HTTP 0 every 30s 5/2; registration 0s, deregistration 5m0s`},
		{udp7777, "[]", "", `network UDP "" check TCP 0 every 30s 5/2; registration ` + uniform + `, deregistration 5m0s`}, // ports/09
		{udp7777, "[{targetGroup: tg, loadBalancer: network}]", "", `network UDP "" check TCP 0 every 30s 5/2; registration ` + uniform + `, deregistration 5m0s`},
		{udp7777, "[{targetGroup: tg, protocol: QUIC}]", "timings: {deregistrationDelay: 10s}", `network QUIC "" check TCP 0 every 30s 5/2; registration ` + uniform + `, deregistration 5m0s`},
		{tcp80, "[{targetGroup: tg, protocol: TCP}]", "timings: {preset: instant}", `network TCP "" check TCP 0 every 0s 5/2; registration 0s, deregistration 0s`},
		{tcp80, "[{targetGroup: tg}]", "timings: {healthCheckInterval: 7s, unhealthyThreshold: 9, deregistrationDelay: 20s}", `application HTTP "" check HTTP 0 every 7s 5/9; registration 0s, deregistration 20s`},
		{tcp80, "[{targetGroup: tg, protocol: TCP, targetType: ip, registrationDelay: 100s, deregistrationDelay: 20, healthCheck: {protocol: HTTP, port: 8080, interval: 10, timeout: 2s, healthyThreshold: 2, unhealthyThreshold: 3}}]",
			"timings: {healthCheckInterval: 7s}", `network TCP "ip" check HTTP 8080 every 10s 2/3; registration 1m40s, deregistration 20s`},
	} {
		text := balancedWith("awsvpc", c.mapping, c.groups) + c.timings + "\n"
		if got := rules(parse(t, text)); got != c.want {
			t.Errorf("%s, %s:\n got %s\nwant %s", c.groups, c.timings, got, c.want)
		}
	}
	c := parse(t, balancedWith("awsvpc", tcp80, "[{targetGroup: tg, protocol: TCP, loadBalancerName: front, crossZone: true, preserveClientIp: true, port: 80}]"))
	if g := c.TargetGroups[0]; g.LoadBalancerName != "front" || !g.CrossZone || g.PreserveClientIP == nil || !*g.PreserveClientIP {
		t.Errorf("%+v", g)
	}
	c = parse(t, balancedWith("awsvpc", tcp80, "[{targetGroup: tg, slowStart: 30}]"))
	if g := c.TargetGroups[0]; g.SlowStart != 30*time.Second || g.LoadBalancer != model.ApplicationLoadBalancer {
		t.Errorf("%+v", g)
	}
}

// TestTargetGroupByARN finds the description of a target group that a service calls by its ARN.
func TestTargetGroupByARN(t *testing.T) {
	text := strings.Replace(balancedWith("awsvpc", tcp80, "[{targetGroup: web-tg, protocol: TCP}]"), "targetGroup: tg",
		`targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:001234567012:targetgroup/web-tg/0123456789abcdef"`, 1)
	c := parse(t, text)
	if g := c.TargetGroups[0]; g.Name != "targetgroup/web-tg/0123456789abcdef" || g.Protocol != model.TargetTCP || len(c.Warnings) > 0 {
		t.Errorf("%+v, warnings %q", g, c.Warnings)
	}
}

// TestTargetGroupNames warns of names of one side that the other does not have.
func TestTargetGroupNames(t *testing.T) {
	c := parse(t, balancedWith("awsvpc", tcp80, "[{targetGroup: tgg, protocol: TCP}]"))
	want := []string{
		"target group tg is not described under targetGroups, and has the defaults: did you mean tgg?",
		"no service registers its tasks with target group tgg: did you mean tg?",
	}
	if strings.Join(c.Warnings, "\n") != strings.Join(want, "\n") || len(c.TargetGroups) != 1 {
		t.Errorf("warnings %q, want %q", c.Warnings, want)
	}
}

// TestTargetGroupRefused is what Elastic Load Balancing or CreateService does not take.
func TestTargetGroupRefused(t *testing.T) {
	const dynamic = `InvalidParameterException: The task definition is configured to use a dynamic host port, but the target group with targetGroupArn tg has a health check port specified.`
	for _, c := range []struct{ mode, mapping, groups, want string }{
		{"bridge", tcp0, "[{targetGroup: tg, healthCheck: {port: 3000}}]", // ports/07
			`f.yaml:6:99: service "web": ` + dynamic + ` (wanted healthCheck.port: traffic-port, or a static hostPort)`},
		{"awsvpc", tcp80, "[{targetGroup: tg, targetType: instance}]",
			`f.yaml:6:99: service "web": InvalidParameterException: The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition. (wanted targetType: ip)`},
		{"bridge", tcp80, "[{targetGroup: tg, targetType: ip}]", "has target type ip, which is incompatible with the bridge network mode"},
		{"host", tcp80, "[{targetGroup: tg, targetType: ip}]", "has target type ip, which is incompatible with the host network mode"},
		{"awsvpc", udp7777, "[{targetGroup: tg, loadBalancer: application}]", "The target group tg has protocol HTTP, which is incompatible with protocol udp of container port 7777 of container a. (wanted UDP, TCP_UDP, QUIC or TCP_QUIC)"},
		{"awsvpc", udp7777, "[{targetGroup: tg, protocol: TCP}]", "The target group tg has protocol TCP, which is incompatible with protocol udp"},
		{"awsvpc", tcp80, "[{targetGroup: tg, protocol: UDP}]", "The target group tg has protocol UDP, which is incompatible with protocol tcp"},
		{"awsvpc", tcp80, "[{targetGroup: tg, protocol: TCP, loadBalancer: application}]",
			`f.yaml:7:44: target group "tg": InvalidConfigurationRequest: Protocol TCP is not supported for target groups of application load balancers (wanted HTTP or HTTPS, or loadBalancer: network)`},
		{"awsvpc", tcp80, "[{targetGroup: tg, protocol: HTTP, loadBalancer: network}]", "Protocol HTTP is not supported for target groups of network load balancers"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {protocol: TCP}}]", "Health check protocol TCP is not supported for target groups of application load balancers (wanted HTTP or HTTPS)"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {protocol: UDP}}]", `protocol is "UDP", wanted HTTP, HTTPS or TCP`},
		{"awsvpc", tcp80, "[{targetGroup: tg, protocol: GENEVE}]", `protocol is "GENEVE", wanted HTTP, HTTPS, TCP`},
		{"awsvpc", tcp80, "[{targetGroup: tg, targetType: lambda}]", `targetType is "lambda", wanted instance or ip`},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {port: http}}]", `port is text "http", wanted a port, 1 to 65535, or traffic-port`},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {port: 0}}]", "port is 0, wanted 1 to 65535"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {interval: 4s}}]", "f.yaml:7:58: interval is 4s, wanted 5s to 5m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {interval: 301}}]", "interval is 5m1s, wanted 5s to 5m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {timeout: 1}}]", "timeout is 1s, wanted 2s to 2m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {interval: 10, timeout: 10s}}]", "ValidationError: Health check interval must be greater than the timeout."},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {healthyThreshold: 1}}]", "healthyThreshold is 1, wanted 2 to 10"},
		{"awsvpc", tcp80, "[{targetGroup: tg, healthCheck: {unhealthyThreshold: 11}}]", "unhealthyThreshold is 11, wanted 2 to 10"},
		{"awsvpc", tcp80, "[{targetGroup: tg, deregistrationDelay: 3601}]", "deregistrationDelay is 1h0m1s, wanted 0s to 1h0m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, deregistrationDelay: -1}]", "deregistrationDelay is -1, wanted"},
		{"awsvpc", tcp80, "[{targetGroup: tg, deregistrationDelay: soon}]", `deregistrationDelay is text "soon", wanted a duration such as 30s`},
		{"awsvpc", udp7777, "[{targetGroup: tg, protocol: QUIC, deregistrationDelay: 30}]", "deregistrationDelay of a QUIC target group is 30s, and it is always 5m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, slowStart: 29}]", "slowStart is 29s, wanted 30s to 15m0s"},
		{"awsvpc", tcp80, "[{targetGroup: tg, protocol: TCP, slowStart: 30}]", "f.yaml:7:60: target group \"tg\": InvalidConfigurationRequest: Slow start is not supported for target groups of network load balancers"},
		{"awsvpc", tcp80, "[{targetGroup: tg, registrationDelay: never}]", "registrationDelay is never, and no target would be checked"},
		{"awsvpc", tcp80, "[{targetGroup: tg, preserveClientIp: true}]", "Client IP preservation is not supported for target groups of application load balancers"},
		{"awsvpc", udp7777, "[{targetGroup: tg, preserveClientIp: false}]", "Client IP preservation can't be disabled for UDP target groups"},
		{"awsvpc", tcp80, "[{targetGroup: tg}, {targetGroup: tg}]", `target group "tg" is here twice`},
		{"awsvpc", tcp80, "[{loadBalancer: network}]", "has no targetGroup, which it needs"},
	} {
		_, err := Parse("f.yaml", []byte(balancedWith(c.mode, c.mapping, c.groups)))
		wantFaults(t, err, c.want)
	}
}

// TestTargetGroupOfTwoTypes refuses a second service that needs targets of another type.
func TestTargetGroupOfTwoTypes(t *testing.T) {
	text := balancedWith("awsvpc", tcp80, "[]")
	text = strings.Replace(text, "services: [", "  - {family: old, networkMode: bridge, containerDefinitions: [{name: a, image: a, memory: 64, portMappings: ["+tcp0+"]}]}\nservices: [", 1)
	text = strings.Replace(text, "PORT}]}]", "", 1)
	second := ", {serviceName: old, taskDefinition: old, desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: a, containerPort: 80}]}]\ntargetGroups"
	_, err := Parse("f.yaml", []byte(strings.Replace(text, "]\ntargetGroups", second, 1)))
	wantFaults(t, err, `service "old": InvalidParameterException: The provided target group tg has target type ip, which is incompatible with the bridge network mode specified in the task definition.`)
}

// TestKeysOfTargetGroupsElsewhere: what belongs to a target group is refused where a service names the
// group, and so is a map of values in timings, with what to write instead, which is then taken.
func TestKeysOfTargetGroupsElsewhere(t *testing.T) {
	const balancer = "containerName: a, containerPort: 80"
	given := balancedWith("awsvpc", tcp80, "[]")
	for key, v := range map[string]string{
		"healthCheckPort": "8080", "healthCheckProtocol": "HTTP", "healthCheckIntervalSeconds": "10", "health_check_timeout": "4", "healthyThresholdCount": "3",
		"unhealthyThreshold": "4", "deregistration_delay": "30", "slowStart": "40", "targetType": "ip", "protocol": "HTTPS",
	} {
		_, err := Parse("f.yaml", []byte(strings.Replace(given, balancer, balancer+", "+key+": "+v, 1)))
		wantFaults(t, err, "unknown key \""+key+"\" in loadBalancers (it belongs to the target group, beside services: targetGroups: [{targetGroup: tg, ")
		wantWritten(t, given, err)
	}
	for key, want := range map[string]string{
		"deregistrationDelay: {tg: 30s, slow: 300s}": "deregistrationDelay is a map, wanted one value for all (each target group has its own, beside timings: targetGroups: [{targetGroup: tg, deregistrationDelay: 30s}, {targetGroup: slow, deregistrationDelay: 300s}])",
		"healthCheckInterval: {tg: 10s}":             "targetGroups: [{targetGroup: tg, healthCheck: {interval: 10s}}])",
		"healthyThreshold: {tg: 2, b: 3, c: 4}":      "targetGroups: [{targetGroup: tg, healthCheck: {healthyThreshold: 2}}, {targetGroup: b, healthCheck: {healthyThreshold: 3}}, ...])",
	} {
		_, err := Parse("f.yaml", []byte(given+"timings: {"+key+"}\n"))
		wantFaults(t, err, want)
	}
}

// wantWritten takes the entries of targetGroups that a fault says to write into a file.
func wantWritten(t *testing.T, file string, err error) {
	t.Helper()
	_, groups, _ := strings.Cut(err.Error(), "targetGroups: ")
	groups, _, _ = strings.Cut(groups, ")\n")
	if _, err := Parse("f.yaml", []byte(strings.Replace(file, "targetGroups: []", "targetGroups: "+groups, 1))); err != nil || groups == "" {
		t.Errorf("with targetGroups: %s: %v", groups, err)
	}
}
