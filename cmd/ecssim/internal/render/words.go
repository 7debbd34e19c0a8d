package render

import (
	"strings"

	"ecssim/model"
)

// reasons says in words, for verdicts, what stops a task that is no resource.
var reasons = map[model.Reason]string{
	model.ReasonAgent:            "a disconnected agent",
	model.ReasonAttribute:        "a missing attribute",
	model.ReasonLocation:         "the availability zone of the subnets",
	model.ReasonMemberOf:         "a memberOf placement constraint",
	model.ReasonDistinctInstance: "the distinctInstance placement constraint",
	model.ReasonZones:            "the Auto Scaling group's availability zones",
	model.ReasonMaxSize:          "the Auto Scaling group's maxSize",
}

// inWords names what a code stands for; an unknown code is its own name.
func inWords(code string) string {
	reason, _ := model.ParseReason(code)
	if r, ok := reason.Resource(); ok {
		return r.Words()
	}
	if w, ok := reasons[reason]; ok {
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
