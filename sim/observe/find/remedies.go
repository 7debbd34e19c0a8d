package find

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Remedies writes down with each finding of a report the changes by which the deployment that it is
// about has been found to complete.
func Remedies(r *report.Report) {
	deployed := []string{report.DeploymentStuck, report.DeploymentFailed, report.DeploymentRolledBack, report.DeploymentFailing, report.TasksWait, report.ConstraintsUnmet}
	for i := range r.Findings {
		f := &r.Findings[i]
		n := slices.IndexFunc(r.Services, func(s report.ServiceReport) bool { return s.ServiceName == f.Service })
		if n < 0 || len(r.Services[n].Deployments) == 0 || !slices.Contains(deployed, f.Code) {
			continue
		}
		d := &r.Services[n].Deployments[len(r.Services[n].Deployments)-1]
		for _, m := range d.Remedies {
			f.Remedies = append(f.Remedies, report.FindingRemedy{Change: m.Text,
				Outcome: fmt.Sprintf("the deployment completes in %s, after %s, with %d running at the least",
					words.Length(m.Time), model.Counted(m.Rounds, "round"), m.Lowest)})
		}
		if len(f.Remedies) == 0 {
			f.TriedInVain, f.RemediesBy = d.TriedInVain, d.RemediesBy
		}
	}
}
