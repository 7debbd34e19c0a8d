package plan

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/sim/config"
)

// Filter says which instance types of a pattern are candidates. The zero Filter keeps x86_64 types of the current
// generation that are not burstable, have no GPU and are no bare metal. Types that are named in full, or
// whose family is, are kept whatever they are, but bare metal of a family.
type Filter struct {
	Architecture string // x86_64 or arm64; "" = x86_64; "all" = both
	Burstable    bool   // keep those that live on CPU credits, whose baseline is not modelled
	Previous     bool   // keep earlier generations, and types of which that is not known
	GPU          bool   // keep those with GPUs
	Metal        bool   // keep bare machines
}

// Architectures are those that a Filter knows.
func Architectures() []string { return []string{"x86_64", "arm64", "all"} }

// Candidates are the instance types of which a fleet may be, with their prices.
type Candidates struct {
	Types   []catalog.Type
	LeftOut map[string]int // types that were left out, by why
	Prices  *Prices

	dropped map[string]string // type -> why it was left out
}

// rule is a reason for which types are left out.
type rule struct {
	name  string // of the flag that keeps them
	drops func(t *catalog.Type) bool
}

// rules are those of a filter, in the order in which they are asked.
func (f Filter) rules(p *Prices) []rule {
	arch := f.Architecture
	if arch == "" {
		arch = "x86_64"
	}
	return []rule{
		{"architecture", func(t *catalog.Type) bool { return arch != "all" && t.Arch() != arch }},
		{"previousGeneration", func(t *catalog.Type) bool { return !f.Previous && !t.CurrentGeneration }},
		{"burstable", func(t *catalog.Type) bool { return !f.Burstable && t.Burstable }},
		{"gpu", func(t *catalog.Type) bool { return !f.GPU && t.GPUs > 0 }},
		{"metal", func(t *catalog.Type) bool { return !f.Metal && t.Hypervisor == "metal" }},
		{"noPrice", func(t *catalog.Type) bool { return p.unknown(t.Name) }},
	}
}

// Choose returns the candidates that patterns name, as catalog.Match reads them, and a filter keeps. The error is
// Match's, or a *NoCandidateError.
func Choose(patterns []string, f Filter, p *Prices) (*Candidates, error) {
	all, err := catalog.Match(patterns...)
	if err != nil {
		return nil, err
	}
	c := &Candidates{LeftOut: map[string]int{}, Prices: p, dropped: map[string]string{}}
	rules := f.rules(p)
	for i := range all {
		t := &all[i]
		dropped := slices.IndexFunc(rules, func(r rule) bool { return r.drops(t) && !named(patterns, t, r.name, p) })
		if dropped >= 0 {
			c.LeftOut[rules[dropped].name]++
			c.dropped[t.Name] = rules[dropped].name
			continue
		}
		c.Types = append(c.Types, *t)
	}
	if len(c.Types) == 0 {
		return nil, &NoCandidateError{Patterns: patterns, Named: len(all), LeftOut: c.LeftOut, Region: p.Region}
	}
	return c, nil
}

// named reports whether patterns name a type, or its family, in full, or a price file has the type, so that a rule does not
// hold for it: a price there has to be, and bare metal is one size of many families.
func named(patterns []string, t *catalog.Type, rule string, p *Prices) bool {
	switch {
	case rule == "noPrice":
		return false
	case slices.Contains(patterns, t.Name), rule != "architecture" && len(p.own[t.Name]) > 0:
		return true
	}
	return rule != "metal" && slices.ContainsFunc(patterns, func(p string) bool { return strings.HasPrefix(p, t.Family()+".") })
}

// Needed is the filter that keeps the types on which a scenario's tasks can run as far as their architecture and GPUs go.
func Needed(c *config.Config) Filter {
	var f Filter
	archs := map[string]bool{}
	use := func(u *config.Use) {
		t := &c.Tasks[u.Task]
		if t.Architecture != "" {
			archs[strings.ToLower(t.Architecture)] = true
		}
		for i := range t.Containers {
			f.GPU = f.GPU || t.Containers[i].GPUs > 0
		}
	}
	for i := range c.Services {
		use(&c.Services[i].Use)
	}
	for i := range c.RunTasks {
		use(&c.RunTasks[i].Use)
	}
	switch {
	case len(archs) > 1:
		f.Architecture = "all"
	case archs["arm64"]:
		f.Architecture = "arm64"
	}
	return f
}

// NoCandidateError says that no type is left that patterns name, and which rule of the filter left out how many.
type NoCandidateError struct {
	Patterns []string
	Named    int
	LeftOut  map[string]int
	Region   string
}

// leftOutWords say why types are left out, and what keeps them.
var leftOutWords = []struct{ name, words, kept string }{
	{"architecture", "of another architecture", "--arch"},
	{"previousGeneration", "of a previous generation", "--previous-generation"},
	{"burstable", "burstable", "--burstable"},
	{"gpu", "with GPUs", "--gpu"},
	{"metal", "bare metal", "--metal"},
	{"noPrice", "without a price", "--prices"},
}

// LeftOutWords lists how many types were left out and why: "52 burstable (--burstable)"; "" = none were.
func LeftOutWords(leftOut map[string]int) string {
	var parts []string
	for _, w := range leftOutWords {
		if n := leftOut[w.name]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s (%s)", n, w.words, w.kept))
		}
	}
	return strings.Join(parts, ", ")
}

// LeftOutWord says why one type is left out: "burstable (--burstable)".
func LeftOutWord(name string) string {
	for _, w := range leftOutWords {
		if w.name == name {
			return fmt.Sprintf("%s (%s)", w.words, w.kept)
		}
	}
	return name
}

// Error says which flag would keep how many.
func (e *NoCandidateError) Error() string {
	return fmt.Sprintf("--instance-type %s: none of %d types is left in %s: %s",
		strings.Join(e.Patterns, ","), e.Named, e.Region, LeftOutWords(e.LeftOut))
}
