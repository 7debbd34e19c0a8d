package render

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// interruptions says of services whose tasks were interrupted how few of them were left; nothing of
// those of which no fewer were healthy than are desired at the end.
func interruptions(r *report.Report) string {
	var parts []string
	n := 0
	for i := range r.Services {
		s := &r.Services[i]
		if s.Interrupted == 0 || s.LowestHealthy == nil || *s.LowestHealthy >= s.Desired {
			continue
		}
		if n++; n > maxWorkloads {
			continue
		}
		text := fmt.Sprintf("%s: lowest healthy %d of %d, %s interrupted", s.ServiceName, *s.LowestHealthy, s.Desired, model.Counted(s.Interrupted, "task"))
		if s.BelowDesired > 0 {
			text += ", fewer than desired RUNNING for " + words.Length(s.BelowDesired)
		}
		parts = append(parts, text+".")
	}
	if n > maxWorkloads {
		parts = append(parts, fmt.Sprintf("... and so of %s more.", model.Counted(n-maxWorkloads, "service")))
	}
	return strings.Join(parts, "\n")
}
