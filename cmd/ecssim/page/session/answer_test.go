package session

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ecssim/cmd/ecssim/page/lessons"
)

// asked is the answer to a question.
func asked(t testing.TB, s *Session, q Question) Answer {
	t.Helper()
	question, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var a Answer
	if err := json.Unmarshal(s.Answer(context.Background(), question), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnswers(t *testing.T) {
	s := &Session{Given: "given"}
	wall := Source{Scenario: "two-tasks-and-a-wall"}
	a := asked(t, s, Question{Do: "run", Source: wall, Lang: "en", Marks: []lessons.Condition{
		{Event: "closest.refused", Service: "web"}, {Event: "closest.refused", Nth: 3}, {Event: "task.placed", Task: "web/2"}, {Event: "zone.failed"},
	}})
	if a.Stops < 10 || a.Title != "Two tasks, and no interface for a third" || len(a.Findings) == 0 || a.Facts[0].Value != "2 / 5" || a.Expected != nil {
		t.Errorf("a run: %+v", a)
	}
	if m := a.Marks; len(m) != 4 || m[0] <= m[2] || m[1] <= m[0] || m[3] != -1 {
		t.Errorf("marks %v", m)
	}
	first, refused, last := a.Marks[2], a.Marks[0], a.Stops-1
	for stop, want := range map[int]string{0: "All that the scenario begins with", first: "places web/2", refused: "No instance takes another task of web: no ENI slot is free (RESOURCE:ENI)", last: "The run is over"} {
		if d := asked(t, s, Question{Do: "draw", Source: wall, Lang: "en", Stop: stop, See: []string{"hosts"}}); !strings.Contains(d.Sentence, want) || !strings.Contains(d.HTML, "<svg") || d.Stop != stop {
			t.Errorf("stop %d: %q, want %q", stop, d.Sentence, want)
		}
	}
	if r := asked(t, s, Question{Do: "remedies", Source: wall}); len(r.Findings) == 0 || len(r.Findings[0].Remedies) == 0 {
		t.Errorf("remedies: %+v", r.Findings)
	}
	if x := asked(t, s, Question{Do: "source", Source: Source{Scenario: "port-80-twice"}}); !strings.Contains(x.Text, "family: web-port-80") || strings.Contains(x.Text, "file:") {
		t.Errorf("the source names a file:\n%s", x.Text)
	}
	if x := asked(t, s, Question{Do: "given"}); x.Text != "given" {
		t.Errorf("given: %+v", x)
	}
	if x := asked(t, s, Question{Do: "check", Source: Source{Text: "name: x\nservices: 3\n"}}); x.Error != "faults" || x.Faults[0].Line == 0 {
		t.Errorf("a scenario with faults: %+v", x)
	}
	expecting := Source{Text: strings.Replace(asked(t, s, Question{Do: "source", Source: wall}).Text, "running: 2", "running: 4", 1)}
	if x := asked(t, s, Question{Do: "run", Source: expecting}); len(x.Expected) != 1 || !strings.Contains(x.Expected[0], "services.web.running is 2, want 4") {
		t.Errorf("an expectation that does not hold: %q", x.Expected)
	}
}

// Only so many runs are kept, and one that is asked for again is not made again.
func TestRunsAreKept(t *testing.T) {
	s := &Session{}
	source := func(seed int) Source {
		var src Source
		if err := json.Unmarshal([]byte(`{"scenario":"port-80-twice","changes":[{"path":"seed","value":`+string(rune('0'+seed%10))+`}]}`), &src); err != nil {
			t.Fatal(err)
		}
		return src
	}
	first, err := s.Run(context.Background(), source(1))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := s.Run(context.Background(), source(1)); again != first {
		t.Error("the same run is made twice")
	}
	for seed := range 10 {
		if _, err := s.Run(context.Background(), source(seed)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) != mostFilms {
		t.Errorf("%d runs are kept, want %d", len(s.runs), mostFilms)
	}
	if again, _ := s.Run(context.Background(), source(1)); again == first {
		t.Error("a run is kept that was used before eight others")
	}
}

// FuzzAnswer: whatever is asked, there is an answer, and in time.
func FuzzAnswer(f *testing.F) {
	for _, q := range []string{
		`{"do":"run","scenario":"two-tasks-and-a-wall","lang":"ko"}`,
		`{"do":"draw","scenario":"port-80-twice","see":["hosts","tasks","targets","exposure","deployment","subnets"],"stop":3}`,
		`{"do":"draw","scenario":"who-talks-to-whom","see":["reach"],"reach":[{"from":"web","to":"api"}]}`,
		`{"do":"run","scenario":"two-tasks-and-a-wall","changes":[{"path":"services.*.desiredCount","value":null}],"marks":[{"event":"x","nth":-1}]}`,
		`{"do":"check","text":"name: x"}`, `{"do":"source"}`, `[]`,
	} {
		f.Add([]byte(q))
	}
	s := &Session{Limit: 2 * time.Second}
	f.Fuzz(func(t *testing.T, question []byte) {
		var a Answer
		if err := json.Unmarshal(s.Answer(context.Background(), question), &a); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(a.Message, "internal error") {
			t.Errorf("%s: %s", question, a.Message)
		}
	})
}
