package render

import "strings"

// resources says each code of a limit in words, for verdicts.
var resources = map[string]string{
	"RESOURCE:CPU":             "CPU",
	"RESOURCE:MEMORY":          "memory",
	"RESOURCE:ENI":             "ENI slots",
	"RESOURCE:PORTS":           "static host ports",
	"RESOURCE:GPU":             "GPUs",
	"HOST:DYNAMIC_PORTS":       "dynamic host ports",
	"HOST:BRIDGE_PORTS":        "ports of the docker0 bridge",
	"SUBNET:ADDRESSES":         "subnet addresses",
	"ATTRIBUTE":                "a missing attribute",
	"QUOTA:NETWORK_INTERFACES": "the network interface quota",
	"GROUP:AVAILABILITY_ZONES": "the Auto Scaling group's availability zones",
	"GROUP:MAX_SIZE":           "the Auto Scaling group's maxSize",
	"LOCATION":                 "the availability zone of the subnets",
	"AGENT":                    "a disconnected agent",
	"MemberOf placement constraint unsatisfied.":         "a memberOf placement constraint",
	"DistinctInstance placement constraint unsatisfied.": "the distinctInstance placement constraint",
}

// inWords names what a code stands for; an unknown code is its own name.
func inWords(code string) string {
	if w, ok := resources[code]; ok {
		return w
	}
	return code
}

// boundWords says which limit stops the next task and which comes after it, as
// a sentence; empty where nothing binds.
func boundWords(bound, next string) string {
	if bound == "" {
		return ""
	}
	s := upperFirst(inWords(bound)) + " " + verb(bound, "stops", "stop") + " the next task"
	switch next {
	case "":
		return s + "; no other limit comes after."
	default:
		return s + "; " + inWords(next) + " " + verb(next, "comes", "come") + " next."
	}
}

// verb chooses the form that agrees with the words for a code.
func verb(code, one, many string) string {
	w := inWords(code)
	if strings.HasSuffix(w, "s") || strings.HasPrefix(w, "ports of") {
		return many
	}
	return one
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
