package experiment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/report"
)

func runLonger(c *config.Config, e report.Edit) bool {
	c.Duration = c.Duration.Add(time.Duration(e.Value) * time.Minute)
	return true
}

func longerWords(c *config.Config, e report.Edit) string {
	s := time.Duration(c.Duration.Add(time.Duration(e.Value) * time.Minute)).String()
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, none) {
			s = s[:len(s)-2]
		}
	}
	return fmt.Sprintf("a duration of %s (this run ends too early to show it)", s)
}

// later are ends of the run later than that of the scenario, up to more than twice its length; none where
// it sets none.
func (s *search) later() ladder {
	if s.c.Duration == 0 {
		return ladder{}
	}
	const steps = 16
	minutes := int((time.Duration(s.c.Duration) + time.Hour + steps*time.Minute - 1) / (steps * time.Minute))
	return ladder{func(n int) report.Edit { return report.Edit{Kind: report.EditDuration, Value: n * minutes} }, steps}
}

// longer looks for the first later end of the run that helps by itself.
func (s *search) longer(does func(*seen) bool) (report.Edit, bool) {
	ends := s.later()
	if ends.most == 0 || !s.helps(ends.at(ends.most), does) {
		return report.Edit{}, false
	}
	return s.least(ends, always, does)
}

// after looks for the least of each change that has been tried in vain, and the first end of the run, by
// which it helps.
func (s *search) after(vain []ladder, does func(*seen) bool) (found []report.Edit) {
	ends := s.later()
	if ends.most == 0 {
		return nil
	}
	for _, l := range vain {
		most := l.at(l.most)
		if most.And = []report.Edit{ends.at(ends.most)}; !s.helps(most, does) {
			continue
		}
		if e, ok := s.both(l, ends, does); ok {
			found = append(found, e)
		}
	}
	return found
}

func (s *search) helps(e report.Edit, does func(*seen) bool) bool {
	x := s.with(e)
	return x != nil && does(x)
}

// outlasts reports whether a change shows only after the end of the scenario's run.
func outlasts(e report.Edit) bool {
	return e.Kind == report.EditDuration || slices.ContainsFunc(e.And, outlasts)
}
