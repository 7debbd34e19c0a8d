package lessons_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/scenarios"
)

// statements is how many rows the table of docs/teaching.md has.
const statements = 16

func TestLessons(t *testing.T) {
	all := lessons.All()
	if len(all) != 12 {
		t.Errorf("there are %d lessons, want 12", len(all))
	}
	shown := map[int]bool{}
	for i, l := range all {
		t.Run(fmt.Sprintf("%d-%s", l.Number, l.ID), func(t *testing.T) {
			if l.Number != i+1 {
				t.Errorf("lesson %d has number %d", i+1, l.Number)
			}
			if !slices.Contains(scenarios.Names(), l.Scenario) {
				t.Errorf("the library has no scenario %q", l.Scenario)
			}
			if len(l.Changes) == 0 || len(l.Links) == 0 || len(l.See) == 0 || len(l.Statements) == 0 {
				t.Errorf("%d changes, %d links, %d pictures, %d statements, want some of each", len(l.Changes), len(l.Links), len(l.See), len(l.Statements))
			}
			for _, s := range l.Statements {
				if shown[s] = true; s < 1 || s > statements {
					t.Errorf("statement %d, want 1 to %d", s, statements)
				}
			}
			prediction(t, &l.Prediction)
			for i := range l.Changes {
				if len(l.Changes[i].Set) == 0 {
					t.Errorf("change %d changes nothing", i+1)
				}
				prediction(t, &l.Changes[i].Prediction)
			}
			texts(t, reflect.ValueOf(l), "")
			for _, x := range l.Links {
				link(t, x.Page)
			}
		})
	}
	for s := 1; s <= statements; s++ {
		if !shown[s] {
			t.Errorf("no lesson shows statement %d", s)
		}
	}
}

// prediction holds a question to one right option and to a reason for each that is wrong.
func prediction(t *testing.T, p *lessons.Prediction) {
	t.Helper()
	right := 0
	for _, o := range p.Options {
		if o.Right {
			right++
		}
		if o.Right == (o.Why.En != "") {
			t.Errorf("option %q: right is %v, and why it is wrong is %q", o.Text.En, o.Right, o.Why.En)
		}
	}
	if right != 1 || len(p.Options) < 2 {
		t.Errorf("%q has %d options, of which %d are right, want one of two and more", p.Ask.En, len(p.Options), right)
	}
}

var (
	number  = regexp.MustCompile(`[0-9][0-9.,]*[0-9]|[0-9]`)
	code    = regexp.MustCompile("`[^`]*`")
	hangul  = regexp.MustCompile(`[\x{AC00}-\x{D7A3}]`)
	noWords = regexp.MustCompile(`^[0-9 .,:]+$`)
)

// texts holds every text to being there in both languages, and to the same numbers and code in both.
func texts(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch x := v.Interface().(type) {
	case lessons.Option:
		texts(t, reflect.ValueOf(x.Text), path+".Text")
		if !x.Right {
			texts(t, reflect.ValueOf(x.Why), path+".Why")
		}
		return
	case lessons.Text:
		if x.En == "" || x.Ko == "" {
			t.Errorf("%s is missing in a language: %+v", path, x)
			return
		}
		if hangul.MatchString(x.En) || !hangul.MatchString(x.Ko) && !strings.HasSuffix(path, ".Text") && !noWords.MatchString(x.Ko) {
			t.Errorf("%s is not in its language: %+v", path, x)
		}
		for _, p := range []*regexp.Regexp{number, code} {
			en, ko := p.FindAllString(x.En, -1), p.FindAllString(x.Ko, -1)
			slices.Sort(en)
			slices.Sort(ko)
			if en, ko = slices.Compact(en), slices.Compact(ko); !slices.Equal(en, ko) {
				t.Errorf("%s: English has %q, Korean %q", path, en, ko)
			}
		}
		if strings.Count(x.En, "`")%2 != 0 || strings.Count(x.Ko, "`")%2 != 0 {
			t.Errorf("%s: a backquote is not closed: %+v", path, x)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			texts(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(t, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	}
}

// link holds a link to a page of the documentation, and to a heading on it.
func link(t *testing.T, page string) {
	t.Helper()
	file, anchor, _ := strings.Cut(page, "#")
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "..", filepath.FromSlash(file)))
	if err != nil {
		t.Error(err)
		return
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") && heading(line) == anchor {
			return
		}
	}
	t.Errorf("%s has no heading %q", file, anchor)
}

var noHeading = regexp.MustCompile(`[^\w\- ]`)

// heading is the anchor of a heading, as GitHub makes it.
func heading(line string) string {
	line = strings.ToLower(strings.TrimSpace(strings.TrimLeft(line, "#")))
	return strings.ReplaceAll(noHeading.ReplaceAllString(line, ""), " ", "-")
}
