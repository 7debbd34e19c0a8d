package experiment

import (
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// TestUnderSuitsTargetGroups is which setups a target group rules out, and why.
func TestUnderSuitsTargetGroups(t *testing.T) {
	const (
		instances = "service web: InvalidParameterException: The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition."
		addresses = "service web: InvalidParameterException: The provided target group tg has target type ip, which is incompatible with the "
		dynamic   = "service web: InvalidParameterException: The task definition is configured to use a dynamic host port, but the target group with targetGroupArn tg has a health check port specified."
		nobody    = "service web would never be healthy: its target group checks over HTTP on port 8081, and no port mapping of web is TCP at that port"
		inBridge  = "bridge network mode specified in the task definition."
	)
	for _, row := range []struct {
		name   string
		change func(c *config.Config)
		want   [5]string // by setup
	}{
		{"a group of which nothing is said", func(*config.Config) {}, [5]string{}},
		{"instances", func(c *config.Config) {
			c.TargetGroups[0].TargetType = model.TargetTypeInstance
			c.Tasks[0].NetworkMode = model.Bridge
		},
			[5]string{instances, instances}},
		{"addresses", func(c *config.Config) { c.TargetGroups[0].TargetType = model.TargetTypeIP },
			[5]string{2: addresses + inBridge, 3: addresses + inBridge, 4: addresses + "host network mode specified in the task definition."}},
		{"checks of a port of its own", func(c *config.Config) { c.TargetGroups[0].Check.Port = 9000 }, [5]string{2: dynamic}},
		{"checks of a host port", func(c *config.Config) {
			c.TargetGroups[0].Check.Port = 8081
			c.Tasks[0].NetworkMode, c.Tasks[0].Containers[0].PortMappings[1].HostPort = model.Bridge, 8081
		}, [5]string{nobody, nobody, dynamic, "", nobody}},
		{"checks that pass nowhere", func(c *config.Config) { c.TargetGroups[0].Check.Port = 1 }, [5]string{2: dynamic}},
		{"another service keeps its mode", func(c *config.Config) {
			serve(c, "other", 0, 1, keep, func(s *config.Service) { s.Targets = c.Services[0].Targets })
		}, [5]string{
			2: "service other: InvalidParameterException: The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
			3: "service other: InvalidParameterException: The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
			4: "service other: InvalidParameterException: The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
		}},
	} {
		c := fixture([]config.InstanceGroup{m5large(2)}, definition("web", 128, 128, 80, 9000))
		c.TargetGroups = []config.TargetGroup{config.NewTargetGroup("tg")}
		serve(c, "web", 0, 1, func(s *config.Service) { s.Targets = []config.Target{{ContainerPort: 80}} })
		row.change(c)
		for i, s := range model.Setups() {
			got := ""
			if _, err := Under(c, s, Move{}); err != nil {
				got = err.Error()
			}
			if got != row.want[i] {
				t.Errorf("%s, %v:\n got %q\nwant %q", row.name, s, got, row.want[i])
			}
		}
	}
}
