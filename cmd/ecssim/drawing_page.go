package main

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/sim/config"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// newPage is a page about a scenario, without sections yet.
func newPage(c *config.Config, findings []report.Finding, footer string) *render.Page {
	return &render.Page{
		Name: c.Name, Title: cmp.Or(c.Title, c.Name), Style: template.CSS(picture.Stylesheet()), Textures: template.HTML(picture.Textures), Findings: findings,
		Footer: footer + "ecssim is a model: check a decision that costs money with a trial.",
	}
}

// section is a section of pictures, whose texts they have escaped; nothing of no pictures.
func section(id, title, lead, key string, pictures []*picture.Picture) []render.Section {
	var b strings.Builder
	for _, p := range pictures {
		b.WriteString(p.Figure())
	}
	if len(pictures) == 0 {
		return nil
	}
	return []render.Section{{ID: id, Title: title, Lead: lead, Key: template.HTML(key), Body: template.HTML(b.String())}}
}

// runPage is the page of one run.
func runPage(c *config.Config, r *report.Report, x *recording) *render.Page {
	p := newPage(c, r.Findings, fmt.Sprintf("Run %s. ", r.Fingerprint))
	for _, t := range runTopics(r, x) {
		p.Sections = append(p.Sections, section(t.id, t.title, t.lead, t.key(t.pictures...), t.pictures)...)
	}
	return p
}

// topic is the pictures of a run that answer one question.
type topic struct {
	id, title, lead string
	key             func(drawn ...*picture.Picture) string
	pictures        []*picture.Picture
}

// differencePage is the page of two runs, with the pictures of both beside each other.
func differencePage(configs [2]*config.Config, reports [2]*report.Report, of [2]*recording) *render.Page {
	p := newPage(configs[1], reports[1].Findings, "")
	p.Title = configs[0].Name + " and " + configs[1].Name
	after := runTopics(reports[1], of[1])
	for i, t := range runTopics(reports[0], of[0]) {
		var both []*picture.Picture
		for n, side := range [][]*picture.Picture{t.pictures, after[i].pictures} {
			for _, x := range side {
				when := [...]string{"before", "after"}[n]
				x.ID, x.Title = when+"-"+x.ID, when+": "+x.Title
				both = append(both, x)
			}
		}
		p.Sections = append(p.Sections, section(t.id, t.title, after[i].lead, t.key(both...), both)...)
	}
	return p
}

// runTopics are the pictures of one run, of every topic: there may be none of one.
func runTopics(r *report.Report, x *recording) (all []topic) {
	w := &picture.English
	d := x.drawing()
	m := d.Hosts(0)
	add := func(id, title, lead string, key func(...*picture.Picture) string, pictures []*picture.Picture) {
		all = append(all, topic{id, title, lead, key, pictures})
	}
	lead := fmt.Sprintf("%d of %d tasks are placed at the end.", min(r.Tasks.Placed, r.Tasks.Requested), r.Tasks.Requested)
	if x.film.Cut {
		lead += " The run is longer than what is recorded of it: the pictures show it until " + words.Length(x.film.End().Seconds()) + "."
	}
	if len(d.Instances()) > len(m.Hosts) {
		lead += " Container instances that are alike are drawn once."
	}
	if len(m.Small) > 0 {
		lead += " Beyond twelve they are small, with bars for CPU, memory and ENI slots and the number of their tasks."
	}
	add("hosts", "Container instances", lead, w.HostKey, append(m.Pictures(), drawn(d.Waiting())...))
	add("deployments", "Deployments", "How many tasks there were of which revision, and within which limits ECS may start and stop them.", w.BandKey, deploymentPictures(x, r))
	add("tasks", "Tasks through time", "Tasks that take each other's place on an instance share a lane.", w.LaneKey, taskPictures(x.film))
	network := targetPictures(x)
	for _, p := range []*picture.Picture{picture.Exposure(r, w), d.Subnets(), d.Zones()} {
		network = append(network, drawn(p)...)
	}
	add("network", "Network", "", func(...*picture.Picture) string { return "" }, network)
	return all
}

// comparisonPage is the page of a comparison.
func comparisonPage(c *config.Config, r *report.Comparison) *render.Page {
	w := &picture.English
	p := newPage(c, nil, "")
	p.Sections = section("comparison", "Network setups side by side", "", w.CompareKey(), []*picture.Picture{picture.Comparison(r, w)})
	return p
}

// reachPage is the page of who reaches whom.
func reachPage(c *config.Config, a *report.ReachAnswer) *render.Page {
	p := newPage(c, nil, "")
	p.Sections = section("reach", "The way", "", "", []*picture.Picture{picture.Reach(a, &picture.English)})
	return p
}
