package picture

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Both languages have all texts, with the same verbs, columns and numbers.
func TestWordsAreComplete(t *testing.T) {
	en, ko := reflect.ValueOf(English), reflect.ValueOf(Korean)
	same := 0
	check := func(name, a, b string) {
		for _, x := range []struct {
			what    string
			pattern string
		}{{"verbs", `%[a-z]`}, {"columns", `\|`}, {"numbers", `[0-9]+`}} {
			in := func(s string) []string {
				all := regexp.MustCompile(x.pattern).FindAllString(s, -1)
				slices.Sort(all)
				return all
			}
			if !slices.Equal(in(a), in(b)) {
				t.Errorf("%s: other %s:\n%s\n%s", name, x.what, a, b)
			}
		}
		verbs := regexp.MustCompile(`%[a-z]`)
		if got, want := verbs.FindAllString(b, -1), verbs.FindAllString(a, -1); !slices.Equal(got, want) {
			t.Errorf("%s: %v in another order than %v", name, got, want)
		}
		if strings.TrimSpace(a) == "" || strings.TrimSpace(b) == "" {
			t.Errorf("%s: %q, %q", name, a, b)
		}
		if a == b {
			same++
		}
	}
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if en.Field(i).Kind() == reflect.Array {
			for n := range en.Field(i).Len() {
				check(name, en.Field(i).Index(n).String(), ko.Field(i).Index(n).String())
			}
			continue
		}
		check(name, en.Field(i).String(), ko.Field(i).String())
	}
	if same > 2 { // names, such as the pause container's
		t.Errorf("%d texts are the same in both languages", same)
	}
}

// No text is left out for want of a format's argument, nor shows one too many.
func TestFormats(t *testing.T) {
	for _, name := range []string{"three-modes-one-port", "survive-a-zone-deploy", "who-talks-to-whom", "daemons-and-sidecars"} {
		r := record(t, name)
		for _, w := range []*Words{&English, &Korean} {
			d := Draw(r.last(), Look{Words: w, Addresses: r.book})
			m := d.Hosts(3)
			all := append(m.Pictures(), Bands(r.Film, Deployments(r.Film, 3), w)...)
			all = append(append(all, d.Targets()...), Lanes(r.Film, 0, w))
			for _, p := range all {
				if s := p.Figure(); strings.Contains(s, "%!") || strings.Contains(s, "%d") || strings.Contains(s, "%s") {
					t.Errorf("%s: %s", name, s)
				}
			}
		}
	}
}
