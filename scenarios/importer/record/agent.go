package record

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ecssim/model"
)

// setting is where one line of the agent's configuration begins, as a shell script or a file of
// cloud-init has it: ECS_RESERVED_MEMORY=256, with quotes or echo around it.
var setting = regexp.MustCompile(`\bECS_(CLUSTER|RESERVED_MEMORY|RESERVED_PORTS_UDP|RESERVED_PORTS|ENABLE_SPOT_INSTANCE_DRAINING|INSTANCE_ATTRIBUTES|` +
	`DYNAMIC_HOST_PORT_RANGE|PULL_DEPENDENT_CONTAINERS_UPFRONT)=`)

// gap stands for what the files do not tell of a text; see AgentSettings.
const gap = "\x00"

// AgentSettings finds what user data sets of the ECS agent (developer guide, ecs-agent-config); all
// else of it, which may be secret, is not kept. The text may be base64, of gzip too; a NUL
// character in it stands for something that the files do not tell. Of a setting that is there
// twice the last counts, as in a shell.
func AgentSettings(userData string) Agent {
	var a Agent
	eachSetting(userData, func(name, value string) {
		a.Unclear = slices.DeleteFunc(a.Unclear, func(n string) bool { return n == "ECS_"+name })
		if name != "CLUSTER" && !a.set(name, value) {
			a.Unclear = append(a.Unclear, "ECS_"+name)
		}
	})
	return a
}

// ClusterOf is the cluster that user data makes an instance join (ECS_CLUSTER); "" where it says
// none, or the files do not tell which.
func ClusterOf(userData string) string {
	cluster := ""
	eachSetting(userData, func(name, value string) {
		if name == "CLUSTER" {
			cluster = value
		}
	})
	if strings.ContainsAny(cluster, gap+"$") {
		return ""
	}
	return cluster
}

// eachSetting calls f with each setting that is no comment.
func eachSetting(userData string, f func(name, value string)) {
	lines := strings.ReplaceAll(PlainUserData(userData), `\n`, "\n") // printf and echo -e
	for line := range strings.Lines(lines) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, at := range setting.FindAllStringSubmatchIndex(line, -1) {
			var quote byte
			if before := strings.TrimRight(line[:at[0]], " "); before != "" {
				quote = before[len(before)-1]
			}
			f(line[at[2]:at[3]], settingValue(line[at[1]:], quote))
		}
	}
}

// settingValue is what stands behind the equals sign: up to the quote in which the whole setting
// stands, the quoted text, a map or list with its brackets, or a word.
func settingValue(rest string, quote byte) string {
	rest = strings.TrimRight(rest, "\r\n")
	if quote != '"' && quote != '\'' && rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		quote, rest = rest[0], rest[1:]
	}
	if quote == '"' || quote == '\'' {
		return untilQuote(rest, quote)
	}
	if strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[") {
		var value json.RawMessage
		dec := json.NewDecoder(strings.NewReader(rest))
		if dec.Decode(&value) == nil {
			return string(value)
		}
		if end := strings.IndexAny(rest, "}]"); end >= 0 {
			return strings.ReplaceAll(rest[:end+1], `\"`, `"`)
		}
	}
	if end := strings.IndexAny(rest, " \t;|&>\\'\""); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// untilQuote is a text up to its closing quote, escapes undone.
func untilQuote(text string, quote byte) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			return b.String()
		case c == '\\' && quote == '"' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// set takes over a setting; false where its value is not told, or is no value of it.
func (a *Agent) set(name, value string) bool {
	if strings.ContainsAny(value, gap) {
		return false
	}
	switch name {
	case "RESERVED_MEMORY":
		n, err := strconv.ParseInt(value, 10, 32)
		if err != nil || n < 0 {
			return false
		}
		a.ReservedMemory = int(n)
	case "RESERVED_PORTS":
		return portList(value, &a.ReservedPorts)
	case "RESERVED_PORTS_UDP":
		return portList(value, &a.ReservedPortsUDP)
	case "DYNAMIC_HOST_PORT_RANGE":
		ports, err := model.ParsePortRange(value)
		if err != nil {
			return false
		}
		a.DynamicPorts = ports.String()
	case "ENABLE_SPOT_INSTANCE_DRAINING":
		return yes(value, &a.SpotDraining)
	case "PULL_DEPENDENT_CONTAINERS_UPFRONT":
		return yes(value, &a.PullUpfront)
	case "INSTANCE_ATTRIBUTES":
		var all map[string]string
		if json.Unmarshal([]byte(value), &all) != nil {
			return false
		}
		a.Attributes = all
	}
	return true
}

// yes reads true or false; false if it is neither.
func yes(text string, into *bool) bool {
	*into = text == "true"
	return text == "true" || text == "false"
}

// portList reads a list such as [22,80]; false if it is none.
func portList(text string, into *[]int) bool {
	var all []int
	if json.Unmarshal([]byte(text), &all) != nil || slices.ContainsFunc(all, func(p int) bool { return p < 1 || p > 65535 }) {
		return false
	}
	*into = all
	return true
}

// PlainUserData undoes the encodings of user data: base64, and gzip below it.
func PlainUserData(text string) string {
	bare := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text)
	data, err := base64.StdEncoding.DecodeString(bare)
	if err != nil || len(data) == 0 {
		return text
	}
	const most = 1 << 20 // user data has 16 KB before its encoding (EC2 user guide, user-data)
	if zipped, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
		if data, err = io.ReadAll(io.LimitReader(zipped, most)); err != nil {
			return text
		}
	}
	if !utf8.Valid(data) {
		return text
	}
	return string(data)
}
