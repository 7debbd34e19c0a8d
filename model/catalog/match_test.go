package catalog

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func names(types []Type) []string {
	var n []string
	for _, t := range types {
		n = append(n, t.Name)
	}
	return n
}

func TestMatch(t *testing.T) {
	m5 := []string{"m5.large", "m5.xlarge", "m5.2xlarge", "m5.4xlarge", "m5.8xlarge", "m5.12xlarge", "m5.16xlarge", "m5.24xlarge", "m5.metal"}
	cases := []struct {
		patterns []string
		want     []string
	}{
		{[]string{"m5.large"}, []string{"m5.large"}},
		{[]string{"m5.large", "c5.large"}, []string{"m5.large", "c5.large"}},
		{[]string{"m5.*"}, m5},
		{[]string{"m5.large", "m5.*", "m5.large"}, m5},
		{[]string{"m5.xlarge", "m5.*"}, slices.Concat([]string{"m5.xlarge", "m5.large"}, m5[2:])},
		{[]string{"[cm]5.large"}, []string{"c5.large", "m5.large"}},
		{[]string{"m5.?xlarge"}, []string{"m5.2xlarge", "m5.4xlarge", "m5.8xlarge"}},
		{[]string{`m5\.large`}, []string{"m5.large"}},
	}
	for _, c := range cases {
		got, err := Match(c.patterns...)
		if err != nil || !slices.Equal(names(got), c.want) {
			t.Errorf("%v: %v, %v, want %v", c.patterns, names(got), err, c.want)
		}
	}
	if got, err := Match("all"); err != nil || !slices.Equal(names(got), names(All())) {
		t.Errorf("all: %d types, %v", len(got), err)
	}
}

func TestMatchNothing(t *testing.T) {
	cases := []struct {
		patterns []string
		want     string
	}{
		{nil, "no instance type given"},
		{[]string{"m5.large", "m55.*"}, "did you mean a family such as m5"},
		{[]string{"q*"}, "matches none"},
		{[]string{"m5.["}, "malformed"},
		{[]string{`m5\`}, "malformed"},
		{[]string{"m5.[a-"}, "malformed"},
		{[]string{""}, "unknown instance type"},
		{[]string{"m5.larg"}, "did you mean m5.large"},
		{[]string{"M5.*"}, "matches none"},
		{[]string{strings.Repeat("*a", 50000)}, "has 100000 bytes"},
	}
	for _, c := range cases {
		got, err := Match(c.patterns...)
		if err == nil || got != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %d types, %v, want an error with %q", c.patterns, len(got), err, c.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"all", "m5.*", "[", "[^a]*.metal", `\`, "?5*", "[]a]", "m5.large", "*-*", "[z-a]*"} {
		f.Add(seed)
	}
	known := names(All())
	f.Fuzz(func(t *testing.T, pattern string) {
		got, err := Match(pattern)
		if (err == nil) == (len(got) == 0) {
			t.Fatalf("%d types and error %v", len(got), err)
		}
		for _, name := range names(got) {
			if !slices.Contains(known, name) {
				t.Fatalf("%q is no type", name)
			}
		}
		if err != nil || strings.ContainsAny(pattern, `[\`) || pattern == "all" || len(pattern) > longestPattern {
			return
		}
		slow := regexp.QuoteMeta(pattern)
		slow = strings.ReplaceAll(strings.ReplaceAll(slow, `\*`, ".*"), `\?`, ".")
		rule := regexp.MustCompile(`\A(?:` + slow + `)\z`)
		var want []string
		for _, name := range known {
			if rule.MatchString(name) {
				want = append(want, name)
			}
		}
		if !slices.Equal(names(got), want) {
			t.Fatalf("%q: %v, want %v", pattern, names(got), want)
		}
	})
}

func TestFilter(t *testing.T) {
	yes, no := true, false
	cases := []struct {
		filter  Filter
		in, out string
	}{
		{Filter{Generation: "5"}, "m5.large", "m6i.large"},
		{Filter{Generation: "current"}, "m7i.large", "m5.large"},
		{Filter{Generation: "previous"}, "m5.large", "r9g.large"},
		{Filter{Generation: "8", CurrentOnly: true}, "m8g.large", "t8i.small"},
		{Filter{Architecture: "arm64"}, "m7g.large", "m5.large"},
		{Filter{Architecture: "x86_64"}, "m5.large", "m7g.large"},
		{Filter{Family: "m5"}, "m5.metal", "m5a.large"},
		{Filter{Trunking: &yes}, "m5.large", "t3.large"},
		{Filter{Trunking: &no}, "u-6tb1.56xlarge", "m5.large"},
		{Filter{MinVCPU: 4}, "m5.xlarge", "m5.large"},
		{Filter{MaxVCPU: 4}, "m5.xlarge", "m5.2xlarge"},
		{Filter{MinMemoryMiB: 8192}, "m5.large", "c5.large"},
		{Filter{MaxMemoryMiB: 4096}, "c5.large", "m5.large"},
		{Filter{MinGPUs: 1}, "g5.xlarge", "m5.large"},
		{Filter{OfferedOnly: true}, "m5.large", "g2.2xlarge"},
		{Filter{}, "m5.large", ""},
	}
	for _, c := range cases {
		if err := c.filter.Validate(); err != nil {
			t.Errorf("%+v: %v", c.filter, err)
		}
		kept := names(c.filter.Apply(All()))
		if !slices.Contains(kept, c.in) || slices.Contains(kept, c.out) {
			t.Errorf("%+v: %d types, want %s in and %s out", c.filter, len(kept), c.in, c.out)
		}
	}
}

func TestFilterValidate(t *testing.T) {
	for want, filter := range map[string]Filter{
		"generation \"new\"":       {Generation: "new"},
		"generation \"-5\"":        {Generation: "-5"},
		"architecture \"arm\"":     {Architecture: "arm"},
		"at least 8 and at most 4": {MinVCPU: 8, MaxVCPU: 4},
		"bound of -1 MiB":          {MinMemoryMiB: -1},
		"bound of -2 GPUs":         {MinGPUs: -2},
	} {
		if err := filter.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", filter, err, want)
		}
	}
	if got := (Filter{Generation: "new"}).Apply(All()); got != nil {
		t.Errorf("a generation that is no word keeps %d types", len(got))
	}
}
