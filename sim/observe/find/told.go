package find

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Of is what a report alone says that a reader has to be told, most important first: what a Finder
// has seen of the course of the run is not among it.
func Of(r *report.Report) []report.Finding { return new(Finder).findings(r) }

// found collects findings about a report.
type found struct {
	r       *report.Report
	all     []report.Finding
	endedBy map[event.WorkloadID]event.Cause // what has ended the last deployment of a service that failed
	details map[event.WorkloadID]string      // what the stopped reason of a service's tasks leaves out
}

// add adds a finding of a code with its text, for the caller to fill in.
func (f *found) add(code, format string, args ...any) *report.Finding {
	x := report.NewFinding(code)
	x.Text = fmt.Sprintf(format, args...)
	f.all = append(f.all, x)
	return &f.all[len(f.all)-1]
}

// told reports whether some finding says a text already.
func (f *found) told(text string) bool {
	return slices.ContainsFunc(f.all, func(x report.Finding) bool { return strings.Contains(x.Text, text) })
}

// about reports whether there is a finding of one of some codes about a service.
func (f *found) about(service string, codes ...string) bool {
	return slices.ContainsFunc(f.all, func(x report.Finding) bool { return x.Service == service && slices.Contains(codes, x.Code) })
}

// deployments says how the last deployment of each service came out that did not come out well.
// One that only creates its service is told by the tasks that wait, but where its tasks fail one
// after the other, or it is STUCK for what is no refusal.
func (f *found) deployments() {
	for i := range f.r.Services {
		s := &f.r.Services[i]
		if len(s.Deployments) == 0 {
			continue
		}
		f.earlier(s)
		d := &deployment{&s.Deployments[len(s.Deployments)-1], s, f.r}
		code, text := "", ""
		switch {
		case d.Verdict == report.Completed && s.Desired > 0 && s.Running == 0:
			code, text = report.DeploymentHollow, fmt.Sprintf("although the deployment of %s completed in %s", Deployed(s.ServiceName, d.Deployment), words.Length(*d.Seconds))
		case d.Verdict == report.Stuck && (!d.Creation || !f.refused(d.BlockedBy)):
			code, text = report.DeploymentStuck, fmt.Sprintf("is STUCK since %s: %s", words.Length(*d.StuckAt), d.blockage())
		case d.Verdict == report.Failed:
			code, text = report.DeploymentFailed, "FAILED: "+d.ended(f.endedBy[event.WorkloadID(i)])
		case d.Verdict == report.RolledBack:
			code, text = report.DeploymentRolledBack, fmt.Sprintf("was ROLLED_BACK to %s: %s", d.RolledBackTo, d.ended(f.endedBy[event.WorkloadID(i)]))
		case d.Verdict == report.InProgress && d.BlockedBy != "":
			code, text = report.DeploymentFailing, fmt.Sprintf("is still IN_PROGRESS %s after its start: its tasks fail one after the other (%s)",
				words.Length(f.r.SimulatedSeconds-d.StartedAt), strings.TrimSuffix(d.BlockedBy, ".")+f.details[event.WorkloadID(i)])
		case d.Verdict == report.Completed && d.FailedTasks >= fewFailed:
			code, text = report.DeploymentSlow, fmt.Sprintf("completed in %s, after %s", words.Length(*d.Seconds), model.Counted(d.FailedTasks, "failed task"))
		case d.Verdict == report.InProgress && !d.Creation:
			code, text = report.DeploymentSlow, fmt.Sprintf("is still IN_PROGRESS %s after its start", words.Length(f.r.SimulatedSeconds-d.StartedAt))
		default:
			continue
		}
		if code != report.DeploymentHollow {
			text = "deployment of " + Deployed(s.ServiceName, d.Deployment) + " " + text
		}
		switch {
		case code == report.DeploymentHollow:
			text = fmt.Sprintf("0 of %d run in service %s, %s", s.Desired, s.ServiceName, text)
		case s.Running == 0 && s.Desired > 0:
			text = fmt.Sprintf("0 of %d run: %s", s.Desired, text)
		case s.Waiting > 0 && s.Waiting < f.r.Tasks.Waiting:
			text += "; " + wait(s.Waiting, s.Desired, "")
		}
		x := f.add(code, "%s", words.UpperFirst(text))
		x.Service, x.From = s.ServiceName, d.StartedAt
		if d.StuckAt != nil {
			x.From = *d.StuckAt
		}
	}
}

// fewFailed is from how many failed tasks on a deployment that completed is told.
const fewFailed = 3

// earlier says which deployments of a service before its last had failed, or were STUCK when the next
// one followed.
func (f *found) earlier(s *report.ServiceReport) {
	for i := range s.Deployments[:len(s.Deployments)-1] {
		d := &s.Deployments[i]
		text := ""
		switch {
		case d.Verdict == report.Failed:
			text = "FAILED"
		case d.Verdict == report.RolledBack:
			text = "was ROLLED_BACK to " + d.RolledBackTo
		case d.Verdict == report.Stuck:
			text = "was STUCK since " + words.Length(*d.StuckAt)
		default:
			continue
		}
		next := s.Deployments[i+1].StartedAt
		x := f.add(report.DeploymentEarlier, "Deployment of %s %s, and the next one followed at %s", Deployed(s.ServiceName, d), text, words.Length(next))
		x.Service, x.From, x.To = s.ServiceName, d.StartedAt, &next
	}
}

// refused reports whether tasks have been refused for a reason.
func (f *found) refused(reason string) bool {
	return slices.ContainsFunc(f.r.Refusals, func(x report.Refusal) bool { return x.Reason == reason })
}

// deployment is one of a service.
type deployment struct {
	*report.Deployment
	service *report.ServiceReport
	r       *report.Report
}

// Deployed is a deployment's revision, and its service where that has another name.
func Deployed(service string, d *report.Deployment) string {
	if family, _, _ := strings.Cut(d.TaskDefinition, ":"); family == service {
		return d.TaskDefinition
	}
	return d.TaskDefinition + " in service " + service
}

// ended says what ended the deployment.
func (d *deployment) ended(by event.Cause) string {
	switch by {
	case event.AlarmInAlarm:
		return "an alarm of its deploymentConfiguration was in ALARM"
	case event.StopServiceDeploymentCalled:
		return "StopServiceDeployment ended it"
	}
	return "its circuit breaker ended it after " + model.Counted(d.FailedTasks, "failed task")
}

// blockage says in plain words which rule blocks the deployment.
func (d *deployment) blockage() string {
	text := strings.TrimPrefix(d.Message, words.OfService(d.service.ServiceName))
	switch {
	case strings.HasPrefix(text, "waits for "), strings.HasPrefix(text, "has tasks "):
		return "it " + strings.TrimSuffix(text, ".")
	case d.BlockedBy == report.BlockedByConfiguration:
		return fmt.Sprintf("it may neither start nor stop a task: of %d, at least %d have to stay healthy and at most %d may be there", d.Desired, d.Lower, d.Upper)
	case d.BlockedBy == model.EmptyCapacityProvider:
		for i := range d.r.CapacityProviders {
			if p := &d.r.CapacityProviders[i]; p.Excluded > 0 && p.Instances == 0 {
				return fmt.Sprintf("capacity provider %s has no instance and launches none, for its tasks are too large for the group's smallest instance type (%s)", p.Name, d.BlockedBy)
			}
		}
		return "its capacity provider has no instance (" + d.BlockedBy + ")"
	}
	return noHost(d.r, d.BlockedBy)
}

// noHost says that no container instance takes the next task, for a reason.
func noHost(r *report.Report, reason string) string {
	if reason == model.ReasonPorts.String() && len(r.PortConflicts.ByPort) == 1 {
		return fmt.Sprintf("no host takes another task: port %d is taken (static host ports)", r.PortConflicts.ByPort[0].Port)
	}
	return noHostFor(reason)
}

// noHostFor is noHost without a port's number.
func noHostFor(reason string) string {
	switch {
	case reason == words.NoInstances:
		return "the cluster has no instances"
	case strings.HasPrefix(reason, "RESOURCE:"):
		return "no host takes another task, for want of " + words.Limit(reason)
	}
	return "no host takes another task: " + strings.TrimSuffix(words.Limit(reason), ".")
}

// waiting says which services and RunTask requests lack tasks, and why, where nothing about their
// deployments says it.
func (f *found) waiting() {
	for i := range f.r.Services {
		s := &f.r.Services[i]
		if s.Waiting == 0 || f.about(s.ServiceName, report.DeploymentHollow, report.DeploymentStuck, report.DeploymentFailed, report.DeploymentFailing) {
			continue
		}
		why := f.why(s.LastReason)
		if n := len(s.Deployments); why == "" && n > 0 && s.Deployments[n-1].Message != "" {
			d := &deployment{&s.Deployments[n-1], s, f.r}
			why = d.blockage()
		}
		text := wait(s.Waiting, s.Desired, " of service "+s.ServiceName)
		x := f.add(report.TasksWait, "%s", because(text, cmp.Or(why, "the service scheduler has not started them yet")))
		x.Service = s.ServiceName
	}
	for i := range f.r.RunTasks {
		w := &f.r.RunTasks[i]
		if w.Waiting > 0 {
			text := wait(w.Waiting, w.Requested, " of RunTask request "+w.Name)
			x := f.add(report.TasksWait, "%s", because(text, cmp.Or(f.why(w.LastReason), "their capacity provider has no room for them yet")))
			x.RunTask = w.Name
		}
		if w.Refused > 0 {
			x := f.add(report.TasksRefused, "%s", because(fmt.Sprintf("RunTask refused %d of %s of request %s for good",
				w.Refused, model.Counted(w.Requested, "task"), w.Name), f.why(w.LastReason)))
			x.RunTask = w.Name
		}
	}
}

// wait says that n tasks wait, of so many of somebody.
func wait(n, all int, whose string) string {
	verb := "wait"
	if n == 1 {
		verb = "waits"
	}
	return fmt.Sprintf("%d of %s%s %s", n, model.Counted(all, "task"), whose, verb)
}

// because joins a text with its reason, where there is one.
func because(text, why string) string {
	if why == "" {
		return text
	}
	return text + ": " + why
}

// why says in words why tasks are on no instance: for a reason of a report.
func (f *found) why(reason string) string {
	if reason == "" {
		return ""
	}
	for i := range f.r.CapacityProviders {
		p := &f.r.CapacityProviders[i]
		if p.BoundBy != nil && *p.BoundBy == reason && p.Waiting > 0 {
			return "they wait for capacity provider " + p.Name + ", which launches no more instances: " + p.Message
		}
	}
	return noHost(f.r, reason)
}

// providers says which capacity providers are kept from launching, or leave tasks out of account.
func (f *found) providers() {
	for i := range f.r.CapacityProviders {
		p := &f.r.CapacityProviders[i]
		if p.BoundBy != nil && !f.told(p.Message) {
			f.add(report.ProviderBlocked, "Capacity provider %s launches no more instances: %s", p.Name, p.Message).CapacityProvider = p.Name
		}
		if p.Needless > 0 {
			z := f.add(report.LaunchedNeedlessly, "Capacity provider %s launched instances that no task needed %s: its group was empty, and its targetCapacity is below 100", p.Name, times(p.Needless))
			z.CapacityProvider = p.Name
			z.Remedies = append(z.Remedies, report.FindingRemedy{Change: "targetCapacity 100 for capacity provider " + p.Name, Edit: report.Edit{Kind: report.EditTargetCapacity, In: []int{i}, Value: 100}},
				report.FindingRemedy{Change: "minSize 1 for its group", Edit: report.Edit{Kind: report.EditMinSize, In: []int{i}, Value: 1}})
		}
		if p.Excluded > 0 {
			f.add(report.ProviderExcludes, "Capacity provider %s does not scale for %s: too large for its smallest instance type",
				p.Name, model.Counted(p.Excluded, "task")).CapacityProvider = p.Name
		}
	}
}

// next says what stops the next task: of the workload that lacks tasks, or else of the one that has
// the least room.
func (f *found) next() {
	if b := f.r.Bound; b != nil && f.r.Tasks.Waiting+f.r.Tasks.Refused > 0 {
		f.addNext(b.Workload, words.Stops(b.BoundBy, b.NextBound, b.Workload))
		return
	}
	type row struct {
		name string
		*report.Headroom
	}
	var rows []row
	add := func(name string, h *report.Headroom) {
		if h != nil && h.BoundBy != nil {
			rows = append(rows, row{name, h})
		}
	}
	for i := range f.r.Services {
		add(f.r.Services[i].ServiceName, f.r.Services[i].Headroom)
	}
	for i := range f.r.RunTasks {
		add(f.r.RunTasks[i].Name, f.r.RunTasks[i].Headroom)
	}
	if len(rows) == 0 {
		if b := f.r.Bound; b != nil {
			f.addNext(b.Workload, words.Stops(b.BoundBy, b.NextBound, b.Workload))
		}
		return
	}
	least := slices.MinFunc(rows, func(a, b row) int { return cmp.Compare(a.Tasks, b.Tasks) })
	of := least.name
	if least.Tasks > 0 {
		of += fmt.Sprintf(" after %d more", least.Tasks)
	}
	next := ""
	if least.NextBound != nil {
		next = *least.NextBound
	}
	text := words.Stops(*least.BoundBy, next, of)
	stopped := map[string]int{}
	for _, x := range rows {
		stopped[*x.BoundBy]++
	}
	if len(stopped) > 1 {
		limits := slices.SortedFunc(maps.Keys(stopped), func(a, b string) int { return cmp.Or(stopped[b]-stopped[a], cmp.Compare(a, b)) })
		for i, code := range limits {
			limits[i] = fmt.Sprintf("%s %d", words.Limit(code), stopped[code])
		}
		text += fmt.Sprintf(" (what stops each of %d workloads: %s)", len(rows), strings.Join(limits, ", "))
	}
	f.addNext(least.name, text)
}

func (f *found) addNext(workload, text string) {
	x := f.add(report.NextTask, "%s", text)
	if slices.ContainsFunc(f.r.Services, func(s report.ServiceReport) bool { return s.ServiceName == workload }) {
		x.Service = workload
	} else {
		x.RunTask = workload
	}
}
