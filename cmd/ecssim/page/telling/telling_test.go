package telling

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// Every kind of event has a sentence in both languages, or is named as one at which nobody stops.
func TestEveryKindHasASentence(t *testing.T) {
	for kind := range event.NumKinds {
		x := sentences[kind]
		if said := x.En != ""; said == slices.Contains(quiet, kind) {
			t.Errorf("%v: a sentence: %v, quiet: %v", kind, said, !said)
		}
		for _, text := range []Text{x.Text, x.off} {
			if (text.En == "") != (text.Ko == "") {
				t.Errorf("%v has a sentence in one language only: %+v", kind, text)
			}
			if a, b := wordsOf(text.En), wordsOf(text.Ko); !slices.Equal(a, b) {
				t.Errorf("%v: the words are %v in English and %v in Korean", kind, a, b)
			}
		}
		if x.off.En != "" && kind.Fields()&event.HasOn == 0 {
			t.Errorf("%v has a sentence for On = false, and carries no On", kind)
		}
	}
}

var braces = regexp.MustCompile(`\{(\w+)\}`)

func wordsOf(template string) (all []string) {
	for _, m := range braces.FindAllStringSubmatch(template, -1) {
		all = append(all, m[1])
	}
	slices.Sort(all)
	return all
}

// fieldsOf are the fields of an event that a word needs.
var fieldsOf = map[string]event.Fields{
	"task": event.HasTask, "service": event.HasWorkload, "instance": event.HasInstance, "subnet": event.HasSubnet, "zone": event.HasZone,
	"provider": event.HasProvider, "group": event.HasGroup, "targetGroup": event.HasTargetGroup, "container": event.HasTask | event.HasContainer,
	"port": event.HasPort, "reason": event.HasReason, "cause": event.HasCause, "stopped": event.HasStopped, "length": event.HasLength,
	"have": event.HasHave, "need": event.HasNeed, "count": event.HasCount, "from": event.HasFrom, "to": event.HasTo,
}

// A sentence has words only of what the events of its kind carry.
func TestWordsAreCarried(t *testing.T) {
	for kind := range event.NumKinds {
		x := sentences[kind]
		for _, word := range wordsOf(x.En + x.off.En) {
			if need := fieldsOf[word]; need == 0 || kind.Fields()&need != need {
				t.Errorf("%v carries no {%s}", kind, word)
			}
		}
	}
}

func TestEveryReasonAndCause(t *testing.T) {
	for r := model.Fits + 1; r < model.NumReasons; r++ {
		if x := reasons[r]; x.En == "" || x.Ko == "" {
			t.Errorf("no words for %v", r)
		}
	}
	for c := range event.NumCauses {
		if x := causes[c]; (x.En == "") != (x.Ko == "") || (x.En == "") != slices.Contains(untold, c) {
			t.Errorf("cause %d: %+v, named as one that is not told: %v", c, x, slices.Contains(untold, c))
		}
	}
}

// The sentences of whole runs, in both languages, have no braces left and name what there is.
func TestSentencesOfTheLibrary(t *testing.T) {
	names := scenarios.Names()
	if testing.Short() {
		names = names[:20]
	}
	for _, name := range names {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		f := film.New(s.Config)
		if _, err := engine.Run(context.Background(), s.Config, 0, nil, f); err != nil {
			t.Fatal(err)
		}
		before, after := film.NewScene(s.Config), film.NewScene(s.Config)
		stops := Stops(f)
		for step, e := range f.All() {
			after.Apply(e)
			if slices.Contains(stops[:min(len(stops), 300)], step) {
				x := Step{e, before, after}
				for _, text := range []string{x.Sentence(false), x.Sentence(true)} {
					if text == "" || strings.ContainsAny(text, "{}[]") {
						t.Errorf("%s, step %d, %v: %q", name, step, e.Kind, text)
					}
				}
			}
			before.Apply(e)
		}
	}
}

func TestLength(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                       {"0 s", "0초"},
		8203 * time.Millisecond: {"8.2 s", "8.2초"},
		60 * time.Second:        {"1 min", "1분"},
		768 * time.Second:       {"12 min 48 s", "12분 48초"},
		3*time.Hour + 5*time.Second + 40*time.Millisecond: {"3 h 5 s", "3시간 5초"},
	} {
		if have := [2]string{Length(d, false), Length(d, true)}; have != want {
			t.Errorf("%v is %q, want %q", d, have, want)
		}
	}
}
