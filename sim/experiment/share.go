package experiment

import (
	"encoding/json"

	"ecssim/sim/report"
)

// FindingShare is in how many of several runs there is a finding of a code.
type FindingShare struct {
	Code     string  `json:"code"`
	Severity string  `json:"severity"`
	Runs     int     `json:"runs"`
	Share    float64 `json:"share"` // of all runs
	Run      int     `json:"run"`   // the first that has one
	Text     string  `json:"text"`  // of that one's first
}

// takeFindings counts the findings of the next run by code; all of a code count once.
func (r *Replicated) takeFindings(run int, all []report.Finding) {
	if r.shares == nil {
		r.shares = map[string]*FindingShare{}
	}
	for i := range all {
		f := &all[i]
		x := r.shares[f.Code]
		if x == nil {
			x = &FindingShare{Code: f.Code, Severity: f.Severity, Run: run, Text: f.Text}
			r.shares[f.Code] = x
		} else if i > 0 && all[i-1].Code == f.Code {
			continue // they are sorted by code
		}
		x.Runs++
	}
}

// Shares is in how many runs there is a finding of each code, the most important first; nil where
// findings were not asked for.
func (r *Replicated) Shares() []FindingShare {
	if r.shares == nil {
		return nil
	}
	list := []FindingShare{}
	for _, c := range report.Codes() {
		if x := r.shares[c.Code]; x != nil {
			y := *x
			y.Share = float64(y.Runs) / float64(r.Replications)
			list = append(list, y)
		}
	}
	return list
}

// appendShares adds the shares to the JSON of the runs, under the key of a run's findings.
func (r *Replicated) appendShares(text []byte) ([]byte, error) {
	shares, err := json.Marshal(r.Shares())
	if err != nil {
		return nil, err
	}
	text = append(text[:len(text)-1], `,"findings":`...)
	return append(append(text, shares...), '}'), nil
}
