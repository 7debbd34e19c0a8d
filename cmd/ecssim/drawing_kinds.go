package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
	"ecssim/sim/report"
)

// mostPictures is how many deployments, or workloads through time, are drawn of a run.
const mostPictures = 6

// plotKind is a kind of picture of a run.
type plotKind struct {
	name string
	none string // why a run may have no such picture
	draw func(x *recording, r *report.Report) []*picture.Picture
}

var plotKinds = []plotKind{
	{"hosts", "there are no container instances at the end", func(x *recording, _ *report.Report) []*picture.Picture {
		d := x.drawing()
		m := d.Hosts(0)
		return append(m.Pictures(), drawn(d.Waiting())...)
	}},
	{"deployments", "no service is deployed anew", deploymentPictures},
	{"tasks", "no workload has had a task", func(x *recording, _ *report.Report) []*picture.Picture { return taskPictures(x.film) }},
	{"subnets", "no subnet has a limit (cidrBlock)", func(x *recording, _ *report.Report) []*picture.Picture {
		return drawn(x.drawing().Subnets())
	}},
	{"zones", "there is one availability zone", func(x *recording, _ *report.Report) []*picture.Picture { return drawn(x.drawing().Zones()) }},
	{"targets", "there are no target groups", func(x *recording, _ *report.Report) []*picture.Picture { return targetPictures(x) }},
	{"ports", "no more than one port of each workload has to be open, and there is no firewall section", func(_ *recording, r *report.Report) []*picture.Picture {
		return drawn(picture.Exposure(r, &picture.English))
	}},
}

func plotKindNames() []string {
	var names []string
	for _, k := range plotKinds {
		names = append(names, k.name)
	}
	return names
}

func kindNamed(name string) *plotKind {
	i := slices.IndexFunc(plotKinds, func(k plotKind) bool { return k.name == name })
	if i < 0 {
		return nil
	}
	return &plotKinds[i]
}

// pictures draws the pictures of --plot.
func (f *drawFlags) pictures(x *recording, r *report.Report) ([]*picture.Picture, error) {
	k := kindNamed(f.kind)
	all := k.draw(x, r)
	if len(all) == 0 {
		return nil, fmt.Errorf("--plot-kind %s: nothing to draw, %s", k.name, k.none)
	}
	return all, nil
}

// targetPictures draws target groups, those first that have targets which are not healthy.
func targetPictures(x *recording) []*picture.Picture {
	all := x.drawing().Targets()
	slices.SortStableFunc(all, func(a, b *picture.Picture) int { return cmp.Compare(b.Mood, a.Mood) })
	return all[:min(len(all), mostPictures)]
}

// drawn is a picture, if there is one.
func drawn(p *picture.Picture) []*picture.Picture {
	if p == nil {
		return nil
	}
	return []*picture.Picture{p}
}

// deploymentPictures draws deployments, and says beneath those that are stuck what would help.
func deploymentPictures(x *recording, r *report.Report) []*picture.Picture {
	ids := picture.Deployments(x.film, mostPictures)
	all := picture.Bands(x.film, ids, &picture.English)
	s := x.film.Scene(x.film.Steps() - 1)
	for i, p := range all {
		d := &s.Deployments[ids[i]]
		if of := reported(r, s.Workloads[d.Workload].Name, d.Started.Seconds()); of != nil {
			p.Why = whyStuck(of)
		}
	}
	return all
}

// reported finds a deployment in a report; nil where it is not there.
func reported(r *report.Report, service string, at float64) *report.Deployment {
	for i := range r.Services {
		if s := &r.Services[i]; s.ServiceName == service {
			for n := range s.Deployments {
				if d := &s.Deployments[n]; d.StartedAt == at {
					return d
				}
			}
		}
	}
	return nil
}

func whyStuck(d *report.Deployment) string {
	var parts []string
	if d.BlockedBy != "" {
		parts = append(parts, "Blocked by "+d.BlockedBy+".")
	}
	var changes []string
	for _, m := range d.Remedies {
		changes = append(changes, m.Text)
	}
	if len(changes) > 0 {
		parts = append(parts, "Any one of these helps: "+strings.Join(changes, "; ")+".")
	}
	return strings.Join(parts, " ")
}

// taskPictures draws tasks through time, of the workloads of which most tasks are stopped or fail.
func taskPictures(f *film.Film) (all []*picture.Picture) {
	ended := make([]int, len(f.Scene(-1).Workloads))
	for _, e := range f.All() {
		if e.Kind == event.TaskStopping || e.Kind == event.TaskFailed || e.Kind == event.TaskStopped {
			ended[e.Workload]++
		}
	}
	order := make([]event.WorkloadID, len(ended))
	for i := range order {
		order[i] = event.WorkloadID(i)
	}
	slices.SortStableFunc(order, func(a, b event.WorkloadID) int { return cmp.Compare(ended[b], ended[a]) })
	most := mostPictures
	if len(ended) == 0 || slices.Max(ended) == 0 {
		most = mostPictures / 2 // they start, and no more
	}
	for _, w := range order {
		if len(all) < most {
			all = append(all, drawn(picture.Lanes(f, w, &picture.English))...)
		}
	}
	return all
}
