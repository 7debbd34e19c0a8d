package compose

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// mapping is one port of a container. Host 0 = a dynamic port of the host.
type mapping struct {
	container, host int
	udp             bool
}

// maxPorts is how many ports a range may have; a task has 100 at most (ECS API, PortMapping).
const maxPorts = 1000

// sixty is what YAML 1.1 takes for a number to base 60, such as 22:22.
var sixty = regexp.MustCompile(`^[1-9][0-9]*(:[0-5]?[0-9])+$`)

// ports is the port mappings of a service, and the first that is not known; nil = all are.
func (s *service) ports() (all []mapping, hole *tree.Value) {
	s.warnOfSixty()
	for _, v := range s.get("ports").Items() {
		var some []mapping
		problem := ""
		switch {
		case v.Is(tree.Text):
			some, problem = shortPort(v.Text)
		case v.Is(tree.Map):
			some, problem = longPort(v)
		case v.Is(tree.Unknown):
			hole = v
			continue
		}
		if problem != "" {
			s.fail("", "ports: %s", problem)
			continue
		}
		all = append(all, some...)
	}
	return unique(all), hole
}

// unique drops ports that are there twice.
func unique(all []mapping) []mapping {
	seen := map[mapping]bool{}
	var kept []mapping
	for _, m := range all {
		if !seen[m] {
			seen[m] = true
			kept = append(kept, m)
		}
	}
	return kept
}

// warnOfSixty tells of ports that some readers take for other numbers.
func (s *service) warnOfSixty() {
	n := strict.Child(s.node, "ports")
	if n == nil || n.Kind != yaml.SequenceNode {
		return
	}
	for _, e := range n.Content {
		if e.Kind == yaml.ScalarNode && e.Style&strict.Quoted == 0 && sixty.MatchString(e.Value) {
			s.tell("port " + e.Value + " of " + s.name + " has no quotes: readers of YAML 1.1, such as the ECS CLI, take it for a number to base 60")
		}
	}
}

// shortPort reads [[IP:][HOST]:]CONTAINER[/PROTOCOL], with ranges.
func shortPort(text string) (all []mapping, problem string) {
	rest, protocol, _ := strings.Cut(strings.TrimSpace(text), "/")
	container, host := rest, ""
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		container, host = rest[i+1:], rest[:i]
		host = host[strings.LastIndexByte(host, ':')+1:] // an address before it is not used
		if strings.Contains(host, ".") || strings.HasSuffix(host, "]") {
			host = ""
		}
	}
	return pairsOf(text, container, host, protocol)
}

// longPort reads a map of target, published and protocol.
func longPort(v *tree.Value) (all []mapping, problem string) {
	for _, key := range []string{"target", "published", "protocol"} {
		if v.Get(key).Is(tree.Unknown) {
			return nil, key + ": " + v.Get(key).Why()
		}
	}
	target := v.Get("target").Or("")
	return pairsOf(target, target, v.Get("published").Or(""), v.Get("protocol").Or("tcp"))
}

// pairsOf pairs container ports with host ports. A range of host ports for one container port is
// a choice that Docker makes: a dynamic port.
func pairsOf(text, container, host, protocol string) (all []mapping, problem string) {
	shown := strict.Quote(text)
	first, n, ok := portRange(container)
	if !ok || n > maxPorts {
		return nil, shown + " is no port, wanted such as 8080, 80:8080, 80:8080/udp or a range of at most " + strconv.Itoa(maxPorts)
	}
	udp := protocol == "udp"
	if protocol != "" && protocol != "tcp" && !udp {
		return nil, shown + " has protocol " + strict.Quote(protocol) + ", wanted tcp or udp"
	}
	firstHost, hosts := 0, n
	if host != "" {
		if firstHost, hosts, ok = portRange(host); !ok {
			return nil, shown + " has host port " + strict.Quote(host) + ", wanted a port or a range"
		}
	}
	switch {
	case hosts != n && n != 1:
		return nil, shown + " has " + strconv.Itoa(n) + " container ports and " + strconv.Itoa(hosts) + " host ports"
	case hosts != n:
		firstHost = 0
	}
	for i := range n {
		m := mapping{container: first + i, udp: udp}
		if firstHost > 0 {
			m.host = firstHost + i
		}
		all = append(all, m)
	}
	return all, ""
}

// portRange reads a port, or the first and number of a range of them.
func portRange(text string) (first, n int, ok bool) {
	from, to, ranged := strings.Cut(text, "-")
	first, err := strconv.Atoi(strings.TrimSpace(from))
	last := first
	if ranged && err == nil {
		last, err = strconv.Atoi(strings.TrimSpace(to))
	}
	n = last - first + 1
	return first, n, err == nil && first >= 1 && last <= 65535 && n >= 1
}

// portNodes is port mappings in the shape of the ECS API.
func portNodes(all []mapping) []*yaml.Node {
	var list []*yaml.Node
	for _, m := range all {
		n := record.Map("containerPort", m.container, "hostPort", m.host)
		if m.udp {
			n.Content = append(n.Content, record.Text("protocol"), record.Text("udp"))
		}
		list = append(list, n)
	}
	return list
}
