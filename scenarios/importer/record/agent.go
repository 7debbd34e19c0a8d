package record

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// setting is one line of the agent's configuration, as a shell script writes it into
// /etc/ecs/ecs.config: ECS_RESERVED_MEMORY=256, with quotes or echo around it.
var setting = regexp.MustCompile(`\b(ECS_RESERVED_MEMORY|ECS_RESERVED_PORTS|ECS_RESERVED_PORTS_UDP|ECS_ENABLE_SPOT_INSTANCE_DRAINING|ECS_INSTANCE_ATTRIBUTES)[ \t]*=[ \t]*(\{[^}\n]*\}|\[[^\]\n]*\]|[^\s"';|>]+)`)

// AgentSettings finds what user data sets of the ECS agent (developer guide,
// ecs-agent-config); all else of it, which may be secret, is not kept. The text may be base64.
// Of a setting that is there twice the last counts, as in a shell.
func AgentSettings(userData string) Agent {
	var a Agent
	for _, m := range setting.FindAllStringSubmatch(plainText(userData), -1) {
		value := strings.ReplaceAll(m[2], `\"`, `"`)
		switch m[1] {
		case "ECS_RESERVED_MEMORY":
			if n, err := strconv.Atoi(value); err == nil && n > 0 {
				a.ReservedMemory = n
			}
		case "ECS_RESERVED_PORTS":
			a.ReservedPorts = portList(value)
		case "ECS_RESERVED_PORTS_UDP":
			a.ReservedPortsUDP = portList(value)
		case "ECS_ENABLE_SPOT_INSTANCE_DRAINING":
			a.SpotDraining = value == "true"
		case "ECS_INSTANCE_ATTRIBUTES":
			var all map[string]string
			if json.Unmarshal([]byte(value), &all) == nil {
				a.Attributes = all
			}
		}
	}
	return a
}

// plainText undoes base64 where a text is that.
func plainText(text string) string {
	bare := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text)
	if data, err := base64.StdEncoding.DecodeString(bare); err == nil && len(data) > 0 {
		return string(data)
	}
	return text
}

// portList reads a list such as [22,80]; nil where it is none.
func portList(text string) []int {
	var all []int
	if json.Unmarshal([]byte(text), &all) != nil {
		return nil
	}
	return all
}
