package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/cmd/ecssim/page/telling"
	"ecssim/scenarios"
	"ecssim/sim/experiment"
)

// Question is what the page asks, as JSON.
type Question struct {
	Do string `json:"do"` // run, draw, remedies, check, source or given
	Source
	Lang  string              `json:"lang"`            // en or ko
	Marks []lessons.Condition `json:"marks,omitempty"` // run: the first stop of each is wanted
	Stop  int                 `json:"stop,omitempty"`  // draw: index into the stops; -1 = the last
	See   []string            `json:"see,omitempty"`   // draw: which pictures; run: compare alone has its numbers
	Reach []lessons.Reach     `json:"reach,omitempty"` // of the picture reach
}

// Answer is what the page gets, as JSON. Where Error is set the rest is empty.
type Answer struct {
	Error   string  `json:"error,omitempty"` // faults, tooLong or other
	Message string  `json:"message,omitempty"`
	Faults  []Fault `json:"faults,omitempty"` // of the scenario file

	Title    string    `json:"title,omitempty"`
	Stops    int       `json:"stops,omitempty"`
	Marks    []int     `json:"marks,omitempty"` // index into the stops; -1 = there is none
	Facts    []Fact    `json:"facts,omitempty"`
	Findings []Finding `json:"findings,omitempty"`
	Expected []string  `json:"expected,omitempty"` // what the file expects and does not hold
	Cut      bool      `json:"cut,omitempty"`      // the film has not all of the run

	Stop     int    `json:"stop,omitempty"` // draw: as asked, or the last
	Time     string `json:"time,omitempty"`
	Kind     string `json:"kind,omitempty"`     // of the event
	Sentence string `json:"sentence,omitempty"` // what has happened
	HTML     string `json:"html,omitempty"`     // of the pictures

	Text string `json:"text,omitempty"` // source: the scenario file
}

// Fault is one thing wrong with a scenario file.
type Fault struct {
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Excerpt string `json:"excerpt,omitempty"`
}

// Finding is what a reader has to be told of a run. Its texts are English.
type Finding struct {
	Code     string   `json:"code"`
	Severity string   `json:"severity"`
	Text     string   `json:"text"`
	Remedies []string `json:"remedies,omitempty"`
}

const mostFaults = 20

// Answer answers a question, JSON in and JSON out, in the time that Limit gives.
func (s *Session) Answer(ctx context.Context, question []byte) []byte {
	if s.Limit > 0 {
		limited, cancel := within(ctx, s.Limit)
		defer cancel()
		ctx = limited
	}
	a := s.answered(ctx, question)
	out, err := json.Marshal(&a)
	if err != nil {
		panic(fmt.Sprintf("session: %v, invariant: an answer is JSON", err))
	}
	return out
}

// answered is the answer to a question. That we are wrong is an answer, too: the page goes on.
func (s *Session) answered(ctx context.Context, question []byte) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			a = Answer{Error: "other", Message: fmt.Sprint("internal error, a fault in ecssim: ", p)}
		}
	}()
	var q Question
	if err := json.Unmarshal(question, &q); err != nil {
		return fault(fmt.Errorf("the question is not as wanted: %w", err))
	}
	if err := s.answer(ctx, &q, &a); err != nil {
		return fault(err)
	}
	return a
}

// fault is the answer to what cannot be done.
func fault(err error) Answer {
	var file *scenarios.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Answer{Error: "tooLong"}
	case errors.As(err, &file):
		a := Answer{Error: "faults"}
		for _, f := range file.Faults[:min(len(file.Faults), mostFaults)] {
			a.Faults = append(a.Faults, Fault{Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Hint, Excerpt: f.Excerpt})
		}
		return a
	}
	return Answer{Error: "other", Message: err.Error()}
}

func (s *Session) answer(ctx context.Context, q *Question, a *Answer) error {
	switch q.Do {
	case "source":
		_, text, err := s.text(q.Source)
		a.Text = string(text)
		return err
	case "given":
		a.Text = s.Given
		return nil
	case "check":
		_, err := s.read(q.Source)
		return err
	}
	r, err := s.Run(ctx, q.Source)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	ko := q.Lang == "ko"
	switch q.Do {
	case "run":
		a.Title, a.Stops, a.Cut = r.Scenario.Title, len(r.stops), r.Film.Cut
		a.Marks = r.marks(q.Marks)
		if a.Facts = facts(r.Report, ko); slices.Equal(q.See, []string{"compare"}) {
			c, err := r.comparison(ctx)
			if err != nil {
				return err
			}
			a.Facts = setups(&c.Comparison, ko)
		}
		a.Findings = findings(r)
		for _, e := range scenarios.Unmet(r.Report.Expectations) {
			a.Expected = append(a.Expected, e.String())
		}
		return nil
	case "draw":
		return r.draw(ctx, q, a)
	case "remedies":
		if !r.searched {
			if err := experiment.Unblock(ctx, r.Scenario.Config, r.Report); err != nil {
				return err
			}
			r.searched = true
		}
		a.Findings = findings(r)
		return nil
	}
	return fmt.Errorf("the page asks for %q, wanted run, draw, remedies, check, source or given", q.Do)
}

func findings(r *Run) (all []Finding) {
	for i := range r.Report.Findings {
		f := &r.Report.Findings[i]
		x := Finding{Code: f.Code, Severity: f.Severity, Text: f.Text}
		for _, m := range f.Remedies {
			x.Remedies = append(x.Remedies, strings.TrimSuffix(m.Change+": "+m.Outcome, ": "))
		}
		all = append(all, x)
	}
	return all
}

// draw draws what there is at a stop, and says what has happened there.
func (r *Run) draw(ctx context.Context, q *Question, a *Answer) error {
	ko := q.Lang == "ko"
	if a.Stop = q.Stop; a.Stop < 0 || a.Stop >= len(r.stops) {
		a.Stop = len(r.stops) - 1
	}
	v := view{run: r, reach: q.Reach, ko: ko}
	if len(r.stops) > 0 {
		step := r.stops[a.Stop]
		e, before := r.Film.At(step), r.Film.Scene(step-1)
		v.scene = before.Copy()
		v.scene.Apply(&e)
		if a.Stop > 0 {
			v.last = r.Film.Scene(r.stops[a.Stop-1])
		}
		told := telling.Step{Event: &e, Before: before, After: v.scene}
		a.Time, a.Kind, a.Sentence = telling.Time(e.At, ko), e.Kind.String(), told.Sentence(ko)
	}
	html, err := v.html(ctx, q.See)
	a.HTML = html
	return err
}

// marks are the stops at or after the first event of each condition.
func (r *Run) marks(wanted []lessons.Condition) []int {
	marks, left := make([]int, len(wanted)), len(wanted)
	seen := make([]int, len(wanted))
	for i := range marks {
		marks[i] = -1
	}
	scene := r.Film.Scene(-1)
	for step, e := range r.Film.All() {
		if left == 0 {
			break
		}
		if scene.Apply(e); step < firstOf(r.stops) {
			continue
		}
		for i := range wanted {
			if marks[i] >= 0 || !meets(&wanted[i], scene, e) {
				continue
			}
			if seen[i]++; seen[i] >= wanted[i].Nth {
				marks[i] = stopAt(r.stops, step)
				left--
			}
		}
	}
	return marks
}
