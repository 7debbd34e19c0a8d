package model

import (
	"fmt"
	"strings"
	"testing"
)

// The same two mappings, one of them a range, are reached elsewhere in each mode;
// the dynamic ones line up with what the agent is asked for.
func TestExternalPorts(t *testing.T) {
	def := func(mode NetworkMode, m ...PortMapping) *TaskDefinition {
		return &TaskDefinition{NetworkMode: mode, Containers: []Container{{Name: "a"}, {Name: "b", PortMappings: m}}}
	}
	web, dns, wide := PortMapping{ContainerPort: 80}, PortMapping{ContainerPort: 53, HostPort: 53, Protocol: UDP}, PortMapping{Range: PortRange{8000, 8009}}
	sc := ServiceConnect{Enabled: true, Listeners: []IngressListener{{}}}
	for _, c := range []struct {
		name string
		t    *TaskDefinition
		sc   ServiceConnect
		want string
	}{
		{"awsvpc", def(AWSVPC, web, dns, wide), ServiceConnect{}, "task 80-80, task 53-53, task 8000-8009"},
		{"host", def(HostMode, web, dns), ServiceConnect{}, "host 80-80, host 53-53"},
		{"bridge", def(Bridge, web, dns, wide), ServiceConnect{}, "host dynamic 1, host 53-53, host dynamic 10"},
		{"bridge, Service Connect", def(Bridge, web), sc, "host dynamic 1, host dynamic 1"},
		{"awsvpc, Service Connect", def(AWSVPC, web), sc, "task 80-80"},
		{"none", def(None), ServiceConnect{}, ""},
	} {
		var got []string
		dynamic := c.t.Network(c.sc).Dynamic
		for _, d := range c.t.ExternalPorts(c.sc) {
			on, ports := "host", d.Ports.String()
			if d.OwnInterface {
				on = "task"
			}
			if d.Dynamic() {
				ports = fmt.Sprint("dynamic ", d.Size())
				if len(dynamic) == 0 || dynamic[0].Count != d.Size() || dynamic[0].Container != d.Container || dynamic[0].Protocol != d.Protocol {
					t.Errorf("%s: %+v, the agent is asked for %+v", c.name, d, dynamic)
				}
				dynamic = dynamic[1:]
			}
			got = append(got, on+" "+ports)
		}
		if s := strings.Join(got, ", "); s != c.want || len(dynamic) > 0 {
			t.Errorf("%s: %s, want %s; %d dynamic left", c.name, s, c.want, len(dynamic))
		}
	}
}
