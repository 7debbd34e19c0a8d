package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCheckServiceConnect(t *testing.T) {
	on := ServiceConnect{Enabled: true}
	with := func(l ...IngressListener) ServiceConnect { return ServiceConnect{Enabled: true, Listeners: l} }
	http, admin := IngressListener{PortName: "http"}, IngressListener{PortName: "admin"}
	secret, high, twice := http, http, admin
	secret.TLS, high.Override, twice.Override = true, 15000, 15000
	for _, c := range []struct {
		mode   NetworkMode
		memory MiB
		sc     ServiceConnect
		paths  []string
	}{
		{AWSVPC, 512, on, nil},
		{Bridge, 512, on, nil},
		{Bridge, 0, on, []string{"memory"}},
		{AWSVPC, 0, on, []string{"memory"}}, // X3
		{HostMode, 512, on, []string{"networkMode"}},
		{None, 0, on, []string{"networkMode", "memory"}},
		{None, 0, ServiceConnect{}, nil},
		{Bridge, 512, with(http, admin), nil},
		{Bridge, 512, with(admin, secret), []string{"services[1].tls"}}, // X4
		{AWSVPC, 512, with(secret), nil},
		{Bridge, 512, with(IngressListener{PortName: "htp"}, http), []string{"services[0].portName"}},
		{Bridge, 512, with(IngressListener{}), []string{"services[0].portName"}},
		{AWSVPC, 512, with(high, twice), []string{"services[1].ingressPortOverride"}},
		{HostMode, 0, ServiceConnect{Listeners: []IngressListener{secret}}, nil},
	} {
		d := task(c.mode, web("app", PortMapping{ContainerPort: 80, Name: "http"}, PortMapping{ContainerPort: 81, Name: "admin"}, PortMapping{ContainerPort: 82}))
		d.Memory = c.memory
		var paths []string
		for _, p := range d.CheckServiceConnect(c.sc) {
			paths = append(paths, p.Path)
		}
		if !slices.Equal(paths, c.paths) {
			t.Errorf("%v with %d MiB, %+v: %v, want %v", c.mode, c.memory, c.sc, paths, c.paths)
		}
	}
}

func TestCheckIngressPortOverride(t *testing.T) {
	for port, want := range map[int64]string{
		-1: "InvalidParameterException: IngressPortOverride cannot use ports <= 1024.", 0: "InvalidParameterException: IngressPortOverride cannot use ports <= 1024.",
		80: "InvalidParameterException: IngressPortOverride cannot use ports <= 1024.", 1024: "InvalidParameterException: IngressPortOverride cannot use ports <= 1024.",
		1025: "", 65535: "", 65536: "InvalidParameterException: IngressPortOverride 65536 is no port.",
	} {
		got := ""
		if p := CheckIngressPortOverride(port); p != nil {
			got = p.Error()
		}
		if got != want {
			t.Errorf("%d: %q, want %q", port, got, want)
		}
	}
}

// TestProxyShare is what the containers leave over, and whether that is short.
func TestProxyShare(t *testing.T) {
	sized := func(cpu CPU, memory, soft MiB) []Container {
		return []Container{{Name: "app", CPU: cpu, Memory: memory, MemoryReservation: soft}}
	}
	for _, c := range []struct {
		name   string
		cpu    CPU
		memory MiB
		of     []Container
		sc     ServiceConnect
		want   string
	}{
		{"X1", 256, 512, sized(256, 512, 0), ServiceConnect{}, "{0 0 false false} true true"},
		{"X1, the container sets no size", 256, 512, sized(0, 0, 0), ServiceConnect{}, "{256 512 true true} true false"},
		{"X2", 512, 1024, sized(256, 768, 0), ServiceConnect{}, "{256 256 false false} false false"},
		{"enlarged as AWS advises", 512, 576, sized(256, 512, 0), ServiceConnect{}, "{256 64 false false} false false"},
		{"added by the user", 256, 512, sized(256, 512, 0), ServiceConnect{ProxyCPU: 256, ProxyMemory: 64}, "{256 64 false false} false false"},
		{"a large task whose container sets no size", 512, 1024, sized(0, 0, 0), ServiceConnect{}, "{512 1024 true true} false false"},
		{"the soft limit where there is no other", 512, 576, sized(256, 0, 544), ServiceConnect{}, "{256 32 false false} false true"},
		{"no cpu at task level", 0, 576, sized(256, 512, 0), ServiceConnect{}, "{0 64 false false} true false"},
		{"never below 0", 128, 512, sized(256, 600, 0), ServiceConnect{}, "{0 0 false false} true true"},
	} {
		d := TaskDefinition{CPU: c.cpu, Memory: c.memory, Containers: c.of}
		s := d.ProxyShare(c.sc)
		cpu, memory := s.Short()
		if got := fmt.Sprint(s, cpu, memory); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestListeners is where the proxy listens in each mode, and what the scheduler sees of
// it. The first mapping has a listener in front of it, the second none.
func TestListeners(t *testing.T) {
	mappings := []PortMapping{{ContainerPort: 8080, Name: "http"}, {ContainerPort: 9090, Name: "admin"}}
	for _, c := range []struct {
		name     string
		mode     NetworkMode
		override uint16
		counted  bool
		want     string // host ports; published; dynamic; external ports
	}{
		{"E16: bridge", Bridge, 0, false, "[]; []; [0 0 -1]; 0 dynamic behind 1, 0 dynamic, -1 dynamic of 1"},
		{"E17, D4: bridge, override", Bridge, 15000, false, "[]; [{-1 0 15000/tcp}]; [0 0]; 0 dynamic behind 1, 0 dynamic, -1 15000-15000 of 1"},
		{"D4: bridge, override counted", Bridge, 15000, true, "[15000/tcp]; [{-1 0 15000/tcp}]; [0 0]; 0 dynamic behind 1, 0 dynamic, -1 15000-15000 of 1"},
		{"E18: awsvpc", AWSVPC, 0, false, "[]; []; []; 0 8080-8080 of 1, 0 9090-9090"},
		{"awsvpc, override", AWSVPC, 15000, true, "[]; []; []; 0 8080-8080 behind 1, 0 9090-9090, -1 15000-15000 of 1"},
		{"awsvpc, the container port as override", AWSVPC, 8080, false, "[]; []; []; 0 8080-8080 of 1, 0 9090-9090"},
		{"E19: host", HostMode, 15000, true, "[8080/tcp 9090/tcp]; []; []; 0 8080-8080, 0 9090-9090"},
	} {
		d := task(c.mode, web("app", mappings...))
		sc := ServiceConnect{Enabled: true, PortsCounted: c.counted, Listeners: []IngressListener{{PortName: "http", Override: c.override}}}
		n := d.Network(sc)
		dynamic, external := []int{}, []string{}
		for _, m := range n.Dynamic {
			dynamic = append(dynamic, m.Container)
		}
		for _, x := range d.ExternalPorts(sc) {
			ports := x.Ports.String()
			if x.Dynamic() {
				ports = "dynamic"
			}
			text := fmt.Sprint(x.Container, " ", ports)
			if x.Listener > 0 {
				text += fmt.Sprint(" of ", x.Listener)
			}
			if x.Bypassed > 0 {
				text += fmt.Sprint(" behind ", x.Bypassed)
			}
			external = append(external, text)
		}
		if got := fmt.Sprintf("%v; %v; %v; %s", n.HostPorts, n.Published, dynamic, strings.Join(external, ", ")); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		if k := claim(d, sc); int(k.PortCount) != len(n.HostPorts) {
			t.Errorf("%s: the claim counts %d ports of %v", c.name, k.PortCount, n.HostPorts)
		}
	}
}

// TestEndpoint is what clients ask for: the container port where the alias has none.
func TestEndpoint(t *testing.T) {
	d := task(Bridge, web("side"), web("app", PortMapping{ContainerPort: 8080, Name: "http"}))
	for _, c := range []struct {
		l    IngressListener
		want string
	}{
		{IngressListener{PortName: "http", Alias: Endpoint{"cart", 80}}, "cart:80 1 8080 true"},
		{IngressListener{PortName: "http", Alias: Endpoint{"http.shop", 0}}, "http.shop:8080 1 8080 true"},
		{IngressListener{PortName: "gone", Alias: Endpoint{"gone", 0}}, "gone:0 0 0 false"},
	} {
		i, port, ok := d.ForwardsTo(&c.l)
		if got := fmt.Sprint(d.Endpoint(&c.l), i, port, ok); got != c.want {
			t.Errorf("%+v: %s, want %s", c.l, got, c.want)
		}
	}
}
