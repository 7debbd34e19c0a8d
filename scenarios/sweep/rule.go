package sweep

import (
	"slices"
	"strings"

	"ecssim/scenarios/internal/paths"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/report"
)

// measure adds a path into the output to the measures, once, and returns its place among them; -1
// after a fault.
func (l *loader) measure(path string, at strict.Place) int {
	if i := slices.IndexFunc(l.plan.Measures, func(m Measure) bool { return m.Path == path }); i >= 0 {
		return i
	}
	const mostWords = 32
	if path == "" || path[0] == '.' || path[len(path)-1] == '.' || strings.Count(path, ".") >= mostWords {
		at.Fail("such as services.web.running", "%s is no path into the output: up to %d words with dots between them", strict.Quote(path), mostWords)
		return -1
	}
	if word, names, ok := paths.Astray(report.ReportFields(), path); !ok {
		at.Fail(strict.Reference(word, names), "the output has no %s in %s", strict.Quote(word), strict.Quote(path))
		return -1
	}
	if rest, ok := strings.CutPrefix(path, "services."); ok && !l.knowsService(rest, at) {
		return -1
	}
	m := Measure{path, Double}
	switch leaf := paths.Leaf(report.ReportFields(), path); {
	case leaf.Kind == report.Text:
		m.Type = String
	case leaf.Kind == report.Truth:
		m.Type = Bool
	case leaf.Kind != report.Number:
		hint := ""
		if leaf.Kind == report.List {
			hint = "such as " + path + ".count"
		}
		at.Fail(hint, "%s is a part of the output, wanted a single value in it", strict.Quote(path))
		return -1
	}
	l.plan.Measures = append(l.plan.Measures, m)
	return len(l.plan.Measures) - 1
}

// knowsService checks the service whose report a path leads to.
func (l *loader) knowsService(rest string, at strict.Place) bool {
	name, _, _ := strings.Cut(rest, ".")
	if name == "count" || name == "last" || name == "sum" || strings.Trim(name, "0123456789") == "" {
		return true
	}
	var known []string
	for i := range l.plan.Scenario.Config.Services {
		known = append(known, l.plan.Scenario.Config.Services[i].Name)
	}
	if slices.Contains(known, name) {
		return true
	}
	at.Fail(strict.Reference(name, known), "there is no service %s", strict.Quote(name))
	return false
}

// replications resolves how often each point is run.
func (l *loader) replications() {
	f, at := &l.file.Replications.rule, l.root.At("replications")
	r := &l.plan.Rule
	r.Min, r.Max, r.Confidence = max(f.Min, 1), max(f.Max, f.Min, 1), 0.95
	if f.Confidence != nil {
		r.Confidence = *f.Confidence
	}
	precise := f.Relative != nil || f.Absolute != nil
	switch {
	case f.Max > 0 && f.Max < f.Min:
		at.At("max").Fail("", "max is %d, wanted at least min, %d", f.Max, f.Min)
	case f.Relative != nil && f.Absolute != nil:
		at.Fail("", "replications has relative and absolute, wanted one of them")
	case precise && (f.Max == 0 || f.Of == nil):
		at.Fail("such as {min: 10, max: 200, relative: 0.02, of: [timeToRunningSeconds.p95]}", "relative and absolute go with max and of")
	case !precise && (f.Max > f.Min || f.Of != nil):
		at.Fail("", "max and of go with relative or absolute: how precisely the means are to be known")
	case precise && f.Min < 2:
		at.At("min").Fail("", "min is %d, wanted 2 at least: one run says nothing of how far runs differ", f.Min)
	case f.Relative != nil && *f.Relative <= 0 || f.Absolute != nil && *f.Absolute <= 0:
		at.Fail("", "relative and absolute are more than 0")
	}
	if f.Relative != nil {
		r.Relative = *f.Relative
	}
	if f.Absolute != nil {
		r.Absolute = *f.Absolute
	}
	for i, path := range f.Of {
		m := l.measure(path, at.At("of", i))
		if m >= 0 && l.plan.Measures[m].Type != Double {
			at.At("of", i).Fail("", "%s is no number: its mean cannot be known more or less precisely", strict.Quote(path))
		}
		if m >= 0 && !slices.Contains(r.Of, m) {
			r.Of = append(r.Of, m)
		}
	}
}
