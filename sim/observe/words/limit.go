package words

import (
	"strconv"
	"strings"

	"ecssim/model"
)

// limits says in words what stops a task that is no resource.
var limits = map[model.Reason]string{
	model.ReasonAgent:            "a disconnected agent",
	model.ReasonAttribute:        "a missing attribute",
	model.ReasonLocation:         "the availability zone of the subnets",
	model.ReasonMemberOf:         "a memberOf placement constraint",
	model.ReasonDistinctInstance: "the distinctInstance placement constraint",
	model.ReasonZones:            "the Auto Scaling group's availability zones",
	model.ReasonMaxSize:          "the Auto Scaling group's maxSize",
}

// Limit names what a code stands for; an unknown code is its own name.
func Limit(code string) string {
	reason, _ := model.ParseReason(code)
	if r, ok := reason.Resource(); ok {
		return r.Words()
	}
	if w, ok := limits[reason]; ok {
		return w
	}
	return code
}

// Agreeing chooses the form of a verb that agrees with the words for a code.
func Agreeing(code, one, many string) string {
	w := Limit(code)
	if strings.HasSuffix(w, "s") || strings.HasPrefix(w, "ports of") {
		return many
	}
	return one
}

// Stops says which limit stops the next task, of a workload where that has a name here, and which
// comes after it, without a full stop.
func Stops(bound, next, workload string) string {
	s := UpperFirst(Limit(bound)) + " " + Agreeing(bound, "stops", "stop") + " the next task"
	if workload != "" {
		s += " of " + workload
	}
	if next == "" {
		return s + "; no other limit comes after"
	}
	return s + "; " + Limit(next) + " " + Agreeing(next, "comes", "come") + " next"
}

// UpperFirst begins a text with a capital letter.
func UpperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Length writes a length of time in seconds the way a person says it.
func Length(s float64) string {
	write := func(x float64, unit string) string { return strconv.FormatFloat(x, 'f', 1, 64) + unit }
	switch {
	case s >= 2*3600:
		return write(s/3600, " h")
	case s >= 2*60:
		return write(s/60, " min")
	}
	return write(s, " s")
}
