package scenarios

import (
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/paths"
	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
	"ecssim/sim/report"
)

// expectations checks the expect list before anything runs: which keys go
// together, and that a path leads into the output.
func (r *resolver) expectations() {
	for i := range r.file.Expect {
		e, at := &r.file.Expect[i], r.root.At("expect", i)
		r.forms(e, at)
		if e.That != "" {
			r.path(e.That, at.At("that"))
		}
		if e.Service != "" {
			r.serviceNamed(e.Service, at.At("service"))
		}
		if e.Deployment != "" {
			r.serviceNamed(e.Deployment, at.At("deployment"))
		}
		if _, ok := model.ParseReason(e.Reason); e.Reason != "" && !ok {
			at.At("reason").Fail(strict.DidYouMean(e.Reason, reasons()), "reason is %s, wanted one of ECS's codes such as RESOURCE:ENI", strict.Quote(e.Reason))
		}
	}
}

// forms checks which keys of an expectation go together.
func (r *resolver) forms(e *Expectation, at strict.Place) {
	heads := 0
	for _, given := range []bool{e.That != "", e.Service != "", e.Deployment != "", e.Refused != nil, e.Reach != nil} {
		if given {
			heads++
		}
	}
	compared := e.Is != nil || e.AtLeast != nil || e.AtMost != nil || e.Near != nil
	counted := e.Running != nil || e.Waiting != nil || e.Placed != nil
	switch {
	case heads != 1:
		at.Fail("", "expectation has %d of that, service, deployment, refused and reach, wanted one of them", heads)
	case e.Reach != nil && (!isTruth(e.Is) || e.AtLeast != nil || e.AtMost != nil || e.Near != nil):
		at.Fail("", "reach goes with is: true or is: false")
	case e.Reach == nil && (e.Port != nil || e.Protocol != ""):
		at.Fail("", "port and protocol go with reach")
	case e.Reach == nil && (e.That != "") != compared:
		at.Fail("", "that goes with is, atLeast, atMost, or near and within")
	case (e.Near != nil) != (e.Within != nil):
		at.Fail("", "near and within go together")
	case (e.Service != "") != counted:
		at.Fail("", "service goes with running, waiting or placed")
	case (e.Deployment != "") != (e.Verdict != ""):
		at.Fail("", "deployment goes with verdict")
	case e.Reason != "" && e.Refused == nil:
		at.Fail("", "reason goes with refused")
	}
}

func isTruth(v *value.Value) bool {
	if v == nil {
		return false
	}
	_, ok := v.V.(bool)
	return ok
}

func reasons() []string {
	var codes []string
	for reason := model.Fits + 1; reason < model.NumReasons; reason++ {
		codes = append(codes, reason.String())
	}
	return codes
}

// mostWords is how many words a path may have. Names of the output have dots in them, each of which
// may be where one ends, so that looking a path up takes longer than its words are many.
const mostWords = 32

// path checks that a path leads somewhere in the table of a report's fields. Which
// entries its lists will have only a run knows; services are known here.
func (r *resolver) path(path string, at strict.Place) {
	switch n := strings.Count(path, ".") + 1; {
	case n > mostWords:
		at.Fail("", "the path %s has %d words, wanted at most %d", strict.Quote(path), n, mostWords)
		return
	case path[0] == '.' || path[len(path)-1] == '.':
		at.Fail("such as services.web.running", "the path %s begins or ends with a dot, wanted a word there", strict.Quote(path))
		return
	}
	if word, names, ok := paths.Astray(report.ReportFields(), path); !ok {
		at.Fail(strict.Reference(word, names), "the output has no %s in %s", strict.Quote(word), strict.Quote(path))
		return
	}
	if services, ok := strings.CutPrefix(path, "services."); ok {
		r.servicePath(services, at)
	}
}

// servicePath checks that a path below services begins with one of them.
func (r *resolver) servicePath(rest string, at strict.Place) {
	name, _, _ := strings.Cut(rest, ".")
	if name == "count" || name == "last" || name == "sum" || strings.Trim(name, "0123456789") == "" {
		return
	}
	r.serviceNamed(name, at)
}

func (r *resolver) serviceNamed(name string, at strict.Place) {
	if _, ok := r.services[name]; !ok && !r.unreadServices {
		at.Fail(r.root.Reference(name, r.serviceNames), "there is no service %s", strict.Quote(name))
	}
}
