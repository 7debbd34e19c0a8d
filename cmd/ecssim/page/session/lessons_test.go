package session

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/scenarios"
	"ecssim/scenarios/edit"
	"ecssim/sim/report"
)

// Every lesson is run, as it stands and with each of its changes: what its answers say holds.
func TestAnswersOfLessons(t *testing.T) {
	for _, l := range lessons.All() {
		t.Run(fmt.Sprintf("%d-%s", l.Number, l.ID), func(t *testing.T) {
			hold(t, Source{Scenario: l.Scenario}, &l.Answer)
			for i := range l.Changes {
				t.Run(fmt.Sprint("change ", i+1), func(t *testing.T) {
					hold(t, Source{Scenario: l.Scenario, Changes: l.Changes[i].Set}, &l.Changes[i].Answer)
				})
			}
		})
	}
}

// A wrong key is noticed: as many answers fail as are turned into others.
func TestWrongAnswersFail(t *testing.T) {
	wrong := lessons.Answer{Expect: []map[string]any{{"service": "web", "running": 3}}}
	if all := unmet(t, Source{Scenario: "two-tasks-and-a-wall"}, &wrong); len(all) != 1 {
		t.Errorf("of a wrong answer %q do not hold, want one", all)
	}
	wrong = lessons.Answer{Compare: []lessons.Setup{{Setup: "awsvpc", Hosts: 71}, {Setup: "fargate", USDPerHour: 1}, {Setup: "host", USDPerHour: 13.82}}}
	if all := unmet(t, Source{Scenario: "microservices"}, &wrong); len(all) != 2 {
		t.Errorf("of wrong answers %q do not hold, want two", all)
	}
	wrong = lessons.Answer{Refused: "Fargate"}
	if all := unmet(t, Source{Scenario: "microservices"}, &wrong); len(all) != 1 {
		t.Errorf("of a wrong answer %q do not hold, want one", all)
	}
}

func hold(t *testing.T, src Source, a *lessons.Answer) {
	t.Helper()
	if len(a.Expect) == 0 && len(a.Compare) == 0 && a.Refused == "" {
		t.Error("the answer has nothing that a run is held to")
	}
	for _, x := range unmet(t, src, a) {
		t.Error(x)
	}
}

// unmet is what an answer says that is not so.
func unmet(t *testing.T, src Source, a *lessons.Answer) (all []string) {
	t.Helper()
	ctx := context.Background()
	var s Session
	if a.Expect != nil {
		src.Changes = append(slices.Clone(src.Changes), edit.Change{Path: "expect", Value: a.Expect})
	}
	r, err := s.Run(ctx, src)
	if a.Refused != "" {
		if err == nil || !strings.Contains(err.Error(), a.Refused) {
			all = append(all, fmt.Sprintf("it is refused with %v, want %s", err, a.Refused))
		}
		return all
	}
	if err != nil {
		t.Fatal(err)
	}
	if a.Expect != nil {
		for _, e := range scenarios.Unmet(r.Report.Expectations) {
			all = append(all, e.String())
		}
	}
	for _, want := range a.Compare {
		if have := row(t, r, want.Setup); want.Hosts != 0 && have.Hosts != want.Hosts || want.USDPerHour != 0 && have.USDPerHour != want.USDPerHour {
			all = append(all, fmt.Sprintf("%+v, want %+v", have, want))
		}
	}
	return all
}

// row is what a comparison says of a setup, its price rounded to the cent.
func row(t *testing.T, r *Run, setup string) lessons.Setup {
	t.Helper()
	c, err := r.comparison(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	x := lessons.Setup{Setup: setup}
	toCents := func(usd *float64) {
		if usd != nil {
			x.USDPerHour = math.Round(*usd*100) / 100
		}
	}
	if setup == "fargate" {
		toCents(c.Fargate.USDPerHour)
		return x
	}
	i := slices.IndexFunc(c.Setups, func(s report.SetupResult) bool { return s.Setup == setup })
	if i < 0 {
		t.Fatalf("no setup %q", setup)
	}
	if n := c.Setups[i].HostsNeeded; n != nil {
		x.Hosts = *n
	}
	toCents(c.Setups[i].USDPerHour)
	return x
}

// The captions of a lesson come at steps of its scenario, each after the one before, and its
// pictures can be drawn at any stop.
func TestCaptionsAndPictures(t *testing.T) {
	for _, l := range lessons.All() {
		t.Run(l.ID, func(t *testing.T) {
			var s Session
			r, err := s.Run(context.Background(), Source{Scenario: l.Scenario})
			if err != nil {
				t.Fatal(err)
			}
			var wanted []lessons.Condition
			for _, c := range l.Captions {
				wanted = append(wanted, c.First)
			}
			marks := r.marks(wanted)
			if len(l.Captions) == 0 && !slices.Contains(l.See, "compare") {
				t.Error("no captions")
			}
			for i, m := range marks {
				if m < 0 || i > 0 && m <= marks[i-1] {
					t.Errorf("caption %d (%+v) is at stop %d of %v", i+1, wanted[i], m, marks)
				}
			}
			for _, lang := range []string{"en", "ko"} {
				for _, stop := range []int{0, len(r.stops) / 2, -1} {
					q := Question{Do: "draw", Source: Source{Scenario: l.Scenario}, Lang: lang, Stop: stop, See: l.See, Reach: l.Reach}
					var a Answer
					if err := s.answer(context.Background(), &q, &a); err != nil || a.HTML == "" || a.Sentence == "" {
						t.Errorf("stop %d in %s: %v, %d bytes, %q", stop, lang, err, len(a.HTML), a.Sentence)
					}
				}
			}
		})
	}
}
