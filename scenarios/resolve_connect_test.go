package scenarios

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
)

// connected is a service with Service Connect; MODE, SIZE, OWN and SC stand for what a
// test puts in.
const connected = `name: sc
cluster: {instances: [{instanceType: m5.large}]READINGS}
taskDefinitions:
  - {family: web, networkMode: MODE, SIZE, containerDefinitions: [{name: a, image: a, OWN, portMappings: [{containerPort: 80, name: http}, {containerPort: 8081, name: admin}]}]}
services: [{serviceName: web, taskDefinition: web, desiredCount: 1, serviceConnectConfiguration: SC}]
`

func connectedWith(mode, size, own, sc string) string {
	return strings.NewReplacer("READINGS", "", "MODE", mode, "SIZE", size, "OWN", own, "SC", sc).Replace(connected)
}

// TestServiceConnect adds nothing to a task but what the file says.
func TestServiceConnect(t *testing.T) {
	for text, want := range map[string]model.ServiceConnect{
		`{enabled: false, services: [{portName: http}]}`:                {},
		`{enabled: true, namespace: internal}`:                          {Enabled: true, Namespace: "internal"},
		`{enabled: true, proxyCpu: 256, proxyMemory: 64, services: []}`: {Enabled: true, ProxyCPU: 256, ProxyMemory: 64},
		`{enabled: true, services: [{portName: http}, {portName: admin, ingressPortOverride: 15000, timeout: {idleTimeoutSeconds: 5}}]}`: {Enabled: true,
			Listeners: []model.IngressListener{{PortName: "http", Alias: model.Endpoint{Name: "http"}}, {PortName: "admin", Override: 15000, Alias: model.Endpoint{Name: "admin"}}}},
		`{enabled: true, namespace: shop, services: [{portName: http, discoveryName: cart, clientAliases: [{port: 8080}]}]}`: {Enabled: true, Namespace: "shop",
			Listeners: []model.IngressListener{{PortName: "http", Alias: model.Endpoint{Name: "cart.shop", Port: 8080}}}},
		`{enabled: true, namespace: shop, services: [{portName: http, clientAliases: [{port: 80, dnsName: web}], tls: {kmsKey: k}}]}`: {Enabled: true, Namespace: "shop",
			Listeners: []model.IngressListener{{PortName: "http", Alias: model.Endpoint{Name: "web", Port: 80}, TLS: true}}},
	} {
		got := parse(t, connectedWith("awsvpc", `memory: 512`, "memory: 64", text)).Services[0].ServiceConnect
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
	counted := strings.Replace(connected, "READINGS", ", readings: {ingressPortOverride: refused}", 1)
	counted = strings.NewReplacer("MODE", "bridge", "SIZE", "memory: 512", "OWN", "memory: 64", "SC", "{enabled: true}").Replace(counted)
	if sc := parse(t, counted).Services[0].ServiceConnect; !sc.PortsCounted {
		t.Errorf("the reading gives %+v", sc)
	}
}

// TestServiceConnectRefused is what CreateService takes neither.
func TestServiceConnectRefused(t *testing.T) {
	for _, c := range []struct{ mode, size, sc, want string }{
		{"awsvpc", "memory: 512", "{enabled: true, services: [{portName: htp}]}", "did you mean http?"},
		{"awsvpc", "memory: 512", "{enabled: true, services: [{portName: http, ingressPortOverride: 0}]}", // ports/05
			"f.yaml:5:163: ingressPortOverride is 0: InvalidParameterException: IngressPortOverride cannot use ports <= 1024."},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, ingressPortOverride: 80}]}", // ports/05b
			"f.yaml:5:163: ingressPortOverride is 80: InvalidParameterException: IngressPortOverride cannot use ports <= 1024."},
		{"bridge", "memory: 512", "{enabled: false, services: [{portName: http, ingressPortOverride: 1024}]}", "cannot use ports <= 1024."},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, ingressPortOverride: 65536}]}", "IngressPortOverride 65536 is no port."},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, ingressPortOverride: high}]}", `ingressPortOverride is text "high", wanted a whole number`},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, ingressPortOverride: 15000}, {portName: admin, ingressPortOverride: 15000}]}", "IngressPortOverride 15000 is used by two services."},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, tls: {kmsKey: k}}]}", // X4
			`f.yaml:5:147: service "web": InvalidParameterException: Service Connect with TLS is not supported when networkMode=bridge.`},
		{"awsvpc", "cpu: 256", "{enabled: true}", "Service Connect requires that 'memory' be defined at the task level."}, // X3
		{"host", "memory: 512", "{enabled: true}", "Service Connect is not supported when networkMode=host."},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, clientAliases: [{port: 80}, {port: 81}]}]}", "clientAliases has 2 entries, wanted at most 1"},
		{"bridge", "memory: 512", `{enabled: true, namespace: "a\e[31m"}`, "namespace is"},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, clientAliases: [{port: 80, dnsName: Web}]}]}", `dnsName is "Web", wanted text of the form`},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, discoveryName: -web}]}", `discoveryName is "-web", wanted text of the form`},
		{"bridge", "memory: 512", "{enabled: true, services: [{portName: http, clientAliases: [{dnsName: web}]}]}", "clientAliases has no port, which it needs"},
	} {
		_, err := Parse("f.yaml", []byte(connectedWith(c.mode, c.size, "memory: 64", c.sc)))
		wantFaults(t, err, c.want)
	}
}

// TestProxyLeftTooLittle warns once a service and task definition.
func TestProxyLeftTooLittle(t *testing.T) {
	const advice = ", and competes with the containers of web:1: AWS advises to make the task larger by 256 units and 64 MiB for it"
	for _, c := range []struct{ name, size, own, sc, want string }{
		{"X1", "cpu: 256, memory: 512", "cpu: 256, memory: 512", "{enabled: true}", "has 0 units of its own and 0 MiB of memory" + advice},
		{"X1, no size at the container", "cpu: 256, memory: 512", "essential: true", "{enabled: true}", "has 0 units of its own" + advice},
		{"X2", "cpu: 512, memory: 1024", "cpu: 256, memory: 768", "{enabled: true}", ""},
		{"ports/05i", "cpu: 512, memory: 576", "cpu: 256, memory: 512", "{enabled: true}", ""},
		{"memory alone", "cpu: 512, memory: 544", "cpu: 256, memory: 512", "{enabled: true}", "has 32 MiB of memory of its own" + advice},
		{"proxyCpu and proxyMemory are the proxy's", "cpu: 256, memory: 512", "cpu: 256, memory: 512", "{enabled: true, proxyCpu: 256, proxyMemory: 64}", ""},
		{"half of the advice", "cpu: 256, memory: 512", "cpu: 256, memory: 448", "{enabled: true, proxyCpu: 128}", "has 128 units of its own" + advice},
		{"not enabled", "cpu: 256, memory: 512", "cpu: 256, memory: 512", "{enabled: false}", ""},
	} {
		want := c.want
		if want != "" {
			want = "service web: the Service Connect proxy " + want
		}
		if got := strings.Join(parse(t, connectedWith("awsvpc", c.size, c.own, c.sc)).Warnings, "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
	const update = `  - {family: web, memory: 512, containerDefinitions: [{name: a, image: a, memory: 512, portMappings: [{containerPort: 80, name: http}]}]}
services:`
	text := strings.Replace(connectedWith("bridge", "cpu: 512, memory: 576", "cpu: 256, memory: 512", "{enabled: true}"), "services:", update, 1)
	text = strings.Replace(text, "taskDefinition: web,", "taskDefinition: 'web:1',", 1) + `events:
  - {at: 1m, updateService: {service: web, taskDefinition: 'web:2'}}
  - {at: 2m, updateService: {service: web, taskDefinition: 'web:2', forceNewDeployment: true}}
`
	want := "service web: the Service Connect proxy has 0 units of its own and 0 MiB of memory" + strings.Replace(advice, "web:1", "web:2", 1)
	if got := strings.Join(parse(t, text).Warnings, "\n"); got != want {
		t.Errorf("of revisions:\n got %s\nwant %s", got, want)
	}
	text = strings.Replace(text, "serviceConnectConfiguration: {enabled: true}", "serviceConnectConfiguration: {enabled: true, services: [{portName: admin}]}", 1)
	_, err := Parse("f.yaml", []byte(text))
	const missing = "No port mapping of web:2 has the name admin. (there is http)"
	wantFaults(t, err, missing, missing)
}

// TestProxyOnTheContainersPort: in awsvpc mode they share a network namespace.
func TestProxyOnTheContainersPort(t *testing.T) {
	for _, c := range []struct {
		mode     string
		override int
		want     string
	}{
		{"awsvpc", 8081, "service web: ingressPortOverride 8081 is also a port of container a of web:1: they share a network namespace, and one of the two cannot listen"},
		{"awsvpc", 8082, ""},
		{"bridge", 8081, ""},
		{"bridge", 9999, "service web: ingressPortOverride 9999 is also a port of container a of web:1: no instance can give it to both, and every task fails"},
	} {
		text := connectedWith(c.mode, "cpu: 512, memory: 576", "cpu: 256, memory: 512", fmt.Sprintf("{enabled: true, services: [{portName: http, ingressPortOverride: %d}]}", c.override))
		if c.override == 9999 {
			text = strings.Replace(text, "name: admin", "hostPort: 9999, name: admin", 1)
		}
		if got := strings.Join(parse(t, text).Warnings, "\n"); got != c.want {
			t.Errorf("%s %d:\n got %s\nwant %s", c.mode, c.override, got, c.want)
		}
	}
}
