package session

import (
	"context"
	"fmt"
	"strings"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/cmd/ecssim/page/telling"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/film"
	"ecssim/sim/reach"
)

// view is what is drawn of a run.
type view struct {
	run   *Run
	scene *film.Scene // at the stop
	last  *film.Scene // at the stop before; nil = at the first one
	reach []lessons.Reach
	ko    bool
}

// views are the pictures by name. Those of hosts and targets are of the stop, the others of the run.
var views = map[string]func(v *view, ctx context.Context) (key string, all []*picture.Picture, err error){
	"hosts": (*view).hosts, "tasks": (*view).tasks, "deployment": (*view).deployments, "targets": (*view).targets,
	"exposure": (*view).exposure, "reach": (*view).reaches, "compare": (*view).compare, "subnets": (*view).subnets,
}

// html draws the pictures of these names, one after the other. What their parts mean comes last.
func (v *view) html(ctx context.Context, names []string) (string, error) {
	var b, keys strings.Builder
	for _, name := range names {
		draw := views[name]
		if draw == nil {
			return "", fmt.Errorf("there is no picture %q", name)
		}
		key, all, err := draw(v, ctx)
		if err != nil {
			return "", err
		}
		if len(all) == 0 {
			continue
		}
		b.WriteString(`<div class="view grid">`)
		for _, p := range all {
			b.WriteString(p.Figure())
		}
		b.WriteString("</div>\n")
		keys.WriteString(key)
	}
	if b.Len() == 0 {
		return "<p>" + telling.Text{En: "There is nothing to draw.", Ko: "그릴 것이 없습니다."}.In(v.ko) + "</p>", nil
	}
	return b.String() + keys.String(), nil
}

func (v *view) words() *picture.Words {
	if v.ko {
		return &picture.Korean
	}
	return &picture.English
}

// The most of a kind that is drawn.
const (
	mostHosts       = 6
	mostDeployments = 4
	mostLanes       = 6 // workloads
)

func (v *view) drawing() *picture.Drawing {
	return picture.Draw(v.scene, picture.Look{Words: v.words(), Before: v.last})
}

func (v *view) hosts(context.Context) (string, []*picture.Picture, error) {
	m := v.drawing().Hosts(mostHosts)
	return v.words().HostKey(), m.Pictures(), nil
}

func (v *view) tasks(context.Context) (string, []*picture.Picture, error) {
	var all []*picture.Picture
	for w := range v.scene.Workloads {
		if p := picture.Lanes(v.run.Film, event.WorkloadID(w), v.words()); p != nil && len(all) < mostLanes {
			all = append(all, p)
		}
	}
	return v.words().LaneKey(), all, nil
}

func (v *view) deployments(context.Context) (string, []*picture.Picture, error) {
	ids := picture.Deployments(v.run.Film, mostDeployments)
	return v.words().BandKey(), picture.Bands(v.run.Film, ids, v.words()), nil
}

func (v *view) targets(context.Context) (string, []*picture.Picture, error) {
	return "", v.drawing().Targets(), nil
}

func (v *view) subnets(context.Context) (string, []*picture.Picture, error) {
	return "", there(v.drawing().Subnets()), nil
}

// there is the picture, if there is one.
func there(p *picture.Picture) []*picture.Picture {
	if p == nil {
		return nil
	}
	return []*picture.Picture{p}
}

func (v *view) exposure(context.Context) (string, []*picture.Picture, error) {
	return "", there(picture.Exposure(v.run.Report, v.words())), nil
}

// reaches asks who reaches whom at the end of the run.
func (v *view) reaches(ctx context.Context) (string, []*picture.Picture, error) {
	var all []*picture.Picture
	for _, q := range v.reach {
		answer, err := experiment.Reach(ctx, v.run.Scenario.Config, reach.Query{From: q.From, To: q.To})
		if err != nil {
			return "", nil, err
		}
		all = append(all, picture.Reach(answer, v.words()))
	}
	return "", all, nil
}

func (v *view) compare(ctx context.Context) (string, []*picture.Picture, error) {
	c, err := v.run.comparison(ctx)
	if err != nil {
		return "", nil, err
	}
	return v.words().CompareKey(), there(picture.Comparison(&c.Comparison, v.words())), nil
}

// comparison is the scenario under every network setup.
func (r *Run) comparison(ctx context.Context) (*experiment.ComparisonResult, error) {
	if r.compared == nil {
		c, err := experiment.Compare(ctx, r.Scenario.Config, experiment.CompareOptions{})
		if err != nil {
			return nil, err
		}
		r.compared = c
	}
	return r.compared, nil
}
