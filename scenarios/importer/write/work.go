package write

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/importer/cluster"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

func (w *writer) definitions() *yaml.Node {
	var all []*yaml.Node
	for _, d := range w.c.Definitions {
		if d.Node == nil {
			all = append(all, record.Map("family", d.Family, "containerDefinitions", unknown(d.Missing)))
			continue
		}
		all = append(all, w.definition(d))
	}
	if len(all) == 0 {
		return unknown(cluster.NoDefinitions)
	}
	return record.List(all...)
}

func (w *writer) definition(d *cluster.Definition) *yaml.Node {
	n := (&pruner{}).copy(d.Node, reflect.TypeFor[scenarios.TaskDefinition]())
	if n == nil {
		n = record.Map("family", d.Family)
	}
	set(n, "family", record.Text(d.Family))
	mode := value2(strict.Child(n, "networkMode"))
	drop(n, "networkMode", "bridge")
	drop(n, "compatibilities")
	if list := strict.Items(n, "requiresCompatibilities"); len(list) == 1 && list[0].Value == "EC2" {
		drop(n, "requiresCompatibilities")
	}
	derivedAttributes(n)
	if p := strict.Child(n, "runtimePlatform"); p != nil {
		drop(p, "operatingSystemFamily", "LINUX")
		if len(p.Content) == 0 {
			drop(n, "runtimePlatform")
		}
	}
	for _, key := range []string{"cpu", "memory"} {
		if v := strict.Child(n, key); v != nil && v.Tag != strict.Unknown {
			v.Tag, v.Style = "!!str", yaml.DoubleQuotedStyle
		}
	}
	for _, c := range strict.Items(n, "containerDefinitions") {
		container(c, mode)
	}
	mark(n, d.Marks)
	if d.Revision > 0 {
		if v := strict.Child(n, "family"); v.LineComment == "" {
			v.LineComment = fmt.Sprintf("revision %d", d.Revision)
		}
	}
	return order(n, "family", "networkMode", "cpu", "memory")
}

func value2(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// derivedAttributes drops those that ECS derives from the definition and every agent reports.
func derivedAttributes(n *yaml.Node) {
	list := strict.Child(n, "requiresAttributes")
	if list == nil {
		return
	}
	list.Content = slices.DeleteFunc(list.Content, func(a *yaml.Node) bool {
		name := value2(strict.Child(a, "name"))
		return strings.HasPrefix(name, "com.amazonaws.ecs.capability.") || strings.HasPrefix(name, "ecs.capability.")
	})
	if len(list.Content) == 0 {
		drop(n, "requiresAttributes")
	}
}

// container drops of a container what is so without it.
func container(c *yaml.Node, mode string) {
	drop(c, "essential", "true")
	for _, key := range []string{"cpu", "memory", "memoryReservation", "stopTimeout", "startTimeout"} {
		drop(c, key, "0")
	}
	for _, m := range strict.Items(c, "portMappings") {
		drop(m, "protocol", "tcp")
		if mode == "awsvpc" || mode == "host" {
			if p := strict.Child(m, "containerPort"); p != nil {
				drop(m, "hostPort", p.Value, "0")
			}
		} else {
			drop(m, "hostPort", "0")
		}
	}
	for _, key := range []string{"logConfiguration"} {
		if value2(strict.Child(strict.Child(c, key), "logDriver")) != "awsfirelens" {
			drop(c, key)
		}
	}
}

// mark puts comments beside what was taken by default.
func mark(n *yaml.Node, marks []record.Mark) {
	for _, m := range marks {
		if m.State != record.Defaulted {
			continue
		}
		top, _, _ := strings.Cut(m.Path, ".")
		if v := strict.Child(n, top); v != nil && v.Kind == yaml.ScalarNode {
			v.LineComment = "by default: " + m.Why
			continue
		}
		v := strict.Child(n, "family")
		v.LineComment = strings.TrimPrefix(v.LineComment+"; "+m.Path+" by default: "+m.Why, "; ")
	}
}

// order moves keys to the front of a map.
func order(n *yaml.Node, keys ...string) *yaml.Node {
	var pairs []any
	for _, key := range keys {
		pairs = append(pairs, key, strict.Child(n, key))
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !slices.Contains(keys, n.Content[i].Value) {
			pairs = append(pairs, n.Content[i].Value, n.Content[i+1])
		}
	}
	return record.Map(pairs...)
}

func (w *writer) services() *yaml.Node {
	var all []*yaml.Node
	for _, s := range w.c.Services {
		all = append(all, w.service(s))
	}
	return record.List(all...)
}

func (w *writer) service(s *cluster.Service) *yaml.Node {
	definition := unknown("the service names no task definition")
	if s.Definition != nil {
		definition = record.Text(s.Definition.Ref())
	}
	pairs := []any{"serviceName", s.Name, "taskDefinition", definition}
	if s.Daemon {
		pairs = append(pairs, "schedulingStrategy", "DAEMON")
	} else {
		pairs = append(pairs, "desiredCount", value(s.Desired))
	}
	switch {
	case len(s.RunningOn) > 0:
		pairs = append(pairs, "runningOn", places(s.RunningOn))
	case s.Running:
		pairs = append(pairs, "startedBefore", true)
	}
	launch := ""
	if len(s.Strategy) == 0 && len(w.c.Default) > 0 && s.LaunchType == "EC2" {
		launch = "EC2" // which keeps the cluster's default strategy away
	}
	pairs = append(pairs, "launchType", launch, "capacityProviderStrategy", strategy(s.Strategy), "networkConfiguration", w.network(s), "loadBalancers", balancers(s))
	n := record.Map(pairs...)
	p := &pruner{}
	rest := p.copy(s.Rest, reflect.TypeFor[scenarios.Service]())
	for i := 0; rest != nil && i+1 < len(rest.Content); i += 2 {
		set(n, rest.Content[i].Value, rest.Content[i+1])
	}
	for _, key := range p.lost {
		w.told = append(w.told, fmt.Sprintf("service %s: %s asks for something that is not simulated, and is left out", s.Name, key))
	}
	w.tidy(n, s)
	mark2(n, s.Marks)
	return n
}

// mark2 is mark of a service, whose name takes what has no line of its own.
func mark2(n *yaml.Node, marks []record.Mark) {
	for _, m := range marks {
		if m.State == record.Defaulted {
			v := strict.Child(n, "serviceName")
			v.LineComment = strings.TrimPrefix(v.LineComment+"; "+m.Path+" by default: "+m.Why, "; ")
		}
	}
}

// network is awsvpcConfiguration, which only tasks with interfaces of their own use.
func (w *writer) network(s *cluster.Service) *yaml.Node {
	if s.Subnets.State == record.Unknown {
		return record.Map("awsvpcConfiguration", record.Map("subnets", unknown(s.Subnets.Why)))
	}
	subnets := s.Subnets.Or(nil)
	if len(subnets) == 0 {
		return nil
	}
	return record.Map("awsvpcConfiguration", record.Map("subnets", subnets, "securityGroups", s.SecurityGroups.Or(nil)))
}

func balancers(s *cluster.Service) *yaml.Node {
	var all []*yaml.Node
	for _, b := range s.Balancers {
		all = append(all, record.Map("targetGroup", value(b.TargetGroup), "containerName", b.Container, "containerPort", value(b.Port)))
	}
	return record.List(all...)
}

// tidy drops of a service what is so without it.
func (w *writer) tidy(n *yaml.Node, s *cluster.Service) {
	least, most := "100", "200"
	if s.Daemon {
		least, most = "0", "100"
	}
	if d := strict.Child(n, "deploymentConfiguration"); d != nil {
		drop(d, "minimumHealthyPercent", least)
		drop(d, "maximumPercent", most)
		drop(d, "strategy", "ROLLING")
		for _, key := range []string{"deploymentCircuitBreaker", "alarms", "earlySuccessCriteria"} {
			if value2(strict.Child(strict.Child(d, key), "enable")) == "false" {
				drop(d, key)
			}
		}
		if strict.Child(d, "alarms") == nil {
			drop(d, "bakeTimeInMinutes")
		}
		drop(strict.Child(d, "deploymentCircuitBreaker"), "rollback", "false")
		if len(d.Content) == 0 {
			drop(n, "deploymentConfiguration")
		}
	}
	drop(n, "healthCheckGracePeriodSeconds", "0")
	if value2(strict.Child(strict.Child(n, "serviceConnectConfiguration"), "enabled")) == "false" {
		drop(n, "serviceConnectConfiguration")
	}
	if s.Daemon {
		drop(n, "availabilityZoneRebalancing")
		drop(n, "placementStrategy")
	}
}
