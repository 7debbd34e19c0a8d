package experiment

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

var (
	binpackCPU = []model.Strategy{{Type: "binpack", Field: "cpu"}}
	agentPorts = func() (ps []model.HostPort) {
		for _, p := range model.DefaultReservedPorts() {
			ps = append(ps, model.HostPort{Port: p})
		}
		return ps
	}()
)

// m5large is a group of m5.large as the catalogue and the scenarios have it.
func m5large(count int) config.InstanceGroup {
	return config.InstanceGroup{
		Name: "hosts", InstanceType: "m5.large", Count: count, Zones: []string{"a", "b", "c"},
		InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7600, SlotsPlain: 2, SlotsTrunk: 10}, Reserved: agentPorts, Architecture: "x86_64", USDPerHour: 0.096,
		DynamicRange: model.LinuxDynamicPorts(),
	}
}

func definition(family string, cpu model.CPU, memory model.MiB, ports ...uint16) model.TaskDefinition {
	c := model.Container{Name: "app", Essential: true}
	for _, p := range ports {
		c.PortMappings = append(c.PortMappings, model.PortMapping{ContainerPort: p, HostPort: p})
	}
	if cpu < model.MinTaskCPU {
		c.CPU, cpu = cpu, 0
	}
	return model.TaskDefinition{Family: family, NetworkMode: model.AWSVPC, CPU: cpu, Memory: memory, Containers: []model.Container{c}}
}

func fixture(groups []config.InstanceGroup, tasks ...model.TaskDefinition) *config.Config {
	c := &config.Config{Name: "fixture", Seed: 7, Region: "us-east-1", Groups: groups, Tasks: tasks}
	for _, z := range []string{"a", "b", "c"} {
		c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-" + z, Zone: z})
	}
	c.Quotas.ReservedPortsPerInstance = model.ReservedPortQuota
	t := &c.Timings
	t.MetricPeriod, t.UnhealthyThreshold, t.HealthyThreshold, t.ScaleInPoints = time.Minute, 2, 1, 15
	return c
}

func serve(c *config.Config, name string, task, desired int, edit ...func(*config.Service)) {
	s := config.Service{
		Name: name, Use: config.Use{Task: task}, Desired: desired,
		Deploying: config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200},
	}
	for _, f := range edit {
		f(&s)
	}
	c.Services = append(c.Services, s)
}

func packed(s *config.Service) { s.Strategies = binpackCPU }
func daemon(s *config.Service) { s.Daemon, s.Deploying = true, config.DefaultDaemon() }
func keep(s *config.Service)   { s.KeepNetworkMode = config.KeepAlways }
func meshed(s *config.Service) {
	s.ServiceConnect = model.ServiceConnect{Enabled: true, ProxyCPU: 256, ProxyMemory: 64}
}

// microservices is case C1: 40 services, 144 tasks, all on container port 8080.
func microservices() *config.Config {
	c := fixture([]config.InstanceGroup{m5large(26)},
		definition("large", 1024, 2048, 8080), definition("medium", 256, 512, 8080), definition("small", 128, 256, 8080))
	for task, size := range []struct{ services, tasks int }{{4, 6}, {12, 4}, {24, 3}} {
		for i := range size.services {
			serve(c, fmt.Sprintf("%s-%d", c.Tasks[task].Family, i), task, size.tasks, packed)
		}
	}
	return c
}

// agents is case C3: three daemons, forty tasks with a proxy and eighty without.
func agents() *config.Config {
	g := m5large(20)
	g.InstanceType, g.CPU, g.Memory, g.SlotsPlain, g.SlotsTrunk = "m5.xlarge", 4096, 15500, 3, 20
	c := fixture([]config.InstanceGroup{g}, definition("logs", 128, 256), definition("metrics", 64, 128, 9100),
		definition("security", 128, 256), definition("app", 256, 512, 8080))
	c.Trunking = true
	c.Tasks[1].NetworkMode, c.Tasks[2].NetworkMode = model.Bridge, model.Bridge
	serve(c, "logs", 0, 0, daemon)
	serve(c, "metrics", 1, 0, daemon, keep)
	serve(c, "security", 2, 0, daemon, keep)
	for i := range 20 {
		serve(c, fmt.Sprintf("mesh-%d", i), 3, 2, meshed)
	}
	for i := range 40 {
		serve(c, fmt.Sprintf("app-%d", i), 3, 2)
	}
	return c
}

// anyWorkers makes something with 1, 2 and 8 workers, each of which has to give the
// same JSON, and returns that.
func anyWorkers[R interface{ JSON() ([]byte, error) }](t *testing.T, with func(workers int) (R, error)) []byte {
	t.Helper()
	var want []byte
	for _, workers := range []int{1, 2, 8} {
		r, err := with(workers)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d workers change the output:\n%s\nwant\n%s", workers, got, want)
		}
	}
	return want
}
