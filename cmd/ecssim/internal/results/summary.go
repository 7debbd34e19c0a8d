package results

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"path/filepath"
	"strconv"

	"ecssim/cmd/ecssim/internal/whole"
	"ecssim/model/plaintext"
	"ecssim/sim/experiment/points"
)

// Summary is what the points of a sweep come to.
type Summary struct {
	Sweep  *Sweep
	Points []PointSummary
	Rows   int
	Errors int // points with a row that is not ok
	Missed int // points whose means are not known as well as was asked
}

// PointSummary is what the rows of a point come to.
type PointSummary struct {
	Number       int
	ID           string
	Values       []any
	Replications int           // runs with values
	Status       points.Status // that of the last row
	Error        string
	Met          bool       // the means are known as well as was asked
	Measures     []Estimate // of the sweep's measures
	Differences  []Estimate // to the first point, run by run; those of texts are empty
}

// Estimate is a mean over runs with the half-width of its interval, at the confidence of the sweep's
// rule. A truth counts as 1 or 0. A text is what all runs agree on.
type Estimate struct {
	Mean *float64 // nil = a run has none
	Half *float64 // nil = there are fewer than two runs
	Text string
}

// Summarize reads the rows of a Parquet file.
func Summarize(ctx context.Context, name string) (*Summary, error) {
	h, err := readHead(name)
	if err != nil {
		return nil, err
	}
	s := &Summary{Sweep: h.sweep}
	var first []points.Row
	err = ReadPoints(name, func(_ *Sweep, p Point) error {
		if first == nil {
			first = p.Rows
		}
		s.add(&p, first)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// add adds a point.
func (s *Summary) add(p *Point, first []points.Row) {
	last := &p.Rows[len(p.Rows)-1]
	x := PointSummary{Number: p.Number, ID: p.ID, Values: p.Values, Status: last.Status, Error: last.Error}
	var own, differences points.Tally
	for r := range p.Rows {
		row := &p.Rows[r]
		if row.Status != points.OK {
			continue
		}
		own.Add(numeric(row.Values))
		if r < len(first) && first[r].Status == points.OK {
			differences.Add(less(numeric(row.Values), numeric(first[r].Values)))
		}
	}
	x.Replications = own.N
	x.Met = x.Status == points.OK && s.Sweep.Rule.Met(&own)
	for m := range s.Sweep.Measures {
		x.Measures = append(x.Measures, s.estimate(&own, m, p.Rows))
		x.Differences = append(x.Differences, s.estimate(&differences, m, nil))
	}
	s.Rows += len(p.Rows)
	if x.Status != points.OK {
		s.Errors++
	} else if !x.Met {
		s.Missed++
	}
	s.Points = append(s.Points, x)
}

// numeric are values in which a truth is 1 or 0.
func numeric(values []any) []any {
	all := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case float64:
			all[i] = v
		case bool:
			all[i] = 0.0
			if v {
				all[i] = 1.0
			}
		}
	}
	return all
}

// less are the differences of values; nil where one of the two is none.
func less(a, b []any) []any {
	all := make([]any, len(a))
	for i := range a {
		x, ok := a[i].(float64)
		y, there := b[i].(float64)
		if ok && there {
			all[i] = x - y
		}
	}
	return all
}

func (s *Summary) estimate(t *points.Tally, measure int, rows []points.Row) (e Estimate) {
	if s.Sweep.Measures[measure].Kind == String {
		e.Text = agreed(rows, measure)
		return e
	}
	mean, half, ok := t.Interval(measure, s.Sweep.Rule.Confidence)
	if !ok {
		return e
	}
	e.Mean = &mean
	if !math.IsNaN(half) {
		e.Half = &half
	}
	return e
}

// agreed is the text of all rows, "" where they differ.
func agreed(rows []points.Row, measure int) string {
	text := ""
	for i := range rows {
		s, _ := valueAt(&rows[i], measure).(string)
		if i > 0 && s != text {
			return ""
		}
		text = s
	}
	return text
}

// write writes the summary as CSV.
func (s *Summary) write(w io.Writer) error {
	c := csv.NewWriter(w)
	head := []string{"point", "pointId"}
	for _, v := range s.Sweep.Varied {
		head = append(head, v.Name)
	}
	head = append(head, "replications", "precision", "status", "error")
	for _, m := range s.Sweep.Measures {
		if m.Kind == String {
			head = append(head, m.Name)
			continue
		}
		head = append(head, m.Name+".mean", m.Name+".halfWidth", m.Name+".difference", m.Name+".differenceHalfWidth")
	}
	records := [][]string{head}
	for i := range s.Points {
		records = append(records, s.record(&s.Points[i]))
	}
	for _, r := range records {
		for i := range r {
			r[i] = plaintext.CSVCell(r[i])
		}
		if err := c.Write(r); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func (s *Summary) record(p *PointSummary) []string {
	r := []string{strconv.Itoa(p.Number), p.ID}
	for _, v := range p.Values {
		r = append(r, Text(v))
	}
	r = append(r, strconv.Itoa(p.Replications), s.Precision(p), p.Status.String(), p.Error)
	for m := range s.Sweep.Measures {
		if s.Sweep.Measures[m].Kind == String {
			r = append(r, p.Measures[m].Text)
			continue
		}
		for _, e := range []Estimate{p.Measures[m], p.Differences[m]} {
			r = append(r, number(e.Mean), number(e.Half))
		}
	}
	return r
}

// Precision says whether the means are known as well as was asked: met, missed, or "" where nothing
// was asked or there are no means.
func (s *Summary) Precision(p *PointSummary) string {
	switch {
	case len(s.Sweep.Rule.Of) == 0 || p.Status != points.OK:
		return ""
	case p.Met:
		return "met"
	}
	return "missed"
}

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return Text(*x)
}

// Text is a value of a row as CSV has it.
func Text(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	}
	return ""
}

// WriteSummary writes the summary of the merged results of a folder, and with rows these as CSV, and
// returns it.
func WriteSummary(ctx context.Context, folder string, rows bool) (*Summary, error) {
	name := filepath.Join(folder, ResultsName)
	s, err := Summarize(ctx, name)
	if err != nil {
		return nil, err
	}
	if rows {
		if err := whole.Replace(filepath.Join(folder, RowsName), func(w io.Writer) error { return writeRows(ctx, w, name, s.Sweep) }); err != nil {
			return nil, err
		}
	}
	return s, whole.Replace(filepath.Join(folder, SummaryName), s.write)
}

// writeRows writes the rows of a Parquet file as CSV.
func writeRows(ctx context.Context, w io.Writer, name string, s *Sweep) error {
	c, fields := csv.NewWriter(w), s.fields()
	record := make([]string, len(fields))
	for i, f := range fields {
		record[i] = plaintext.CSVCell(f.name)
	}
	if err := c.Write(record); err != nil {
		return err
	}
	err := ReadPoints(name, func(_ *Sweep, p Point) error {
		for r := range p.Rows {
			for i, f := range fields {
				record[i] = plaintext.CSVCell(Text(f.get(&p, &p.Rows[r])))
			}
			if err := c.Write(record); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	c.Flush()
	return errors.Join(err, c.Error())
}
