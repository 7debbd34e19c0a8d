package experiment

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// withRoom is the headroom of the first service, with the changes that make room.
func withRoom(t *testing.T, c *config.Config) (*report.Headroom, *report.Report) {
	t.Helper()
	c.Timings.SchedulerTick, c.Timings.PlacementRetry = 5*time.Second, []time.Duration{10 * time.Second}
	r, err := Headroom(context.Background(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Services[0].Headroom, r
}

// Two m5.large take two tasks each in awsvpc mode. By the figures of the types: one more takes two; with
// trunks each takes ten; m5.xlarge takes three; and in bridge mode 2,048 units of CPU take sixteen of 128.
func TestHeadroomRemedies(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(2)}, definition("web", 128, 128))
	serve(c, "web", 0, 4, func(s *config.Service) { s.StartedBefore = true })
	h, r := withRoom(t, c)
	want := []report.FindingRemedy{
		{Outcome: "28 more fit in place of 0", Edit: report.Edit{Kind: report.EditNetworkMode}},
		{Outcome: "16 more fit in place of 0", Edit: report.Edit{Kind: report.EditTrunking}},
		{Outcome: "2 more fit in place of 0", Edit: report.Edit{Kind: report.EditHosts}},
		{Outcome: "2 more fit in place of 0", Edit: report.Edit{Kind: report.EditInstanceType}},
	}
	if !slices.EqualFunc(h.Remedies, want, func(x, y report.FindingRemedy) bool { return x.Edit.Kind == y.Edit.Kind && x.Outcome == y.Outcome }) {
		t.Errorf("what makes room: %+v, wanted %+v", h.Remedies, want)
	}
	if got, want := *r.RemediesSearched, (report.RemedySearch{Changes: 4, Complete: true}); got != want {
		t.Errorf("searched %+v, wanted %+v", got, want)
	}
}

// Tasks that wait for port 80 take the room of a change before more tasks do.
func TestHeadroomRemediesOfWaiting(t *testing.T) {
	web := definition("web", 128, 128, 80)
	web.NetworkMode = model.Bridge
	c := fixture([]config.InstanceGroup{m5large(1)}, web)
	serve(c, "web", 0, 3)
	h, _ := withRoom(t, c)
	got := map[string]string{}
	for _, m := range h.Remedies {
		got[m.Edit.Kind] = m.Outcome
	}
	want := map[string]string{
		report.EditNetworkMode: "all its 2 tasks that wait are placed, and 13 more fit",
		report.EditHosts:       "1 of its 2 tasks that wait are placed",
	}
	if !maps.Equal(got, want) {
		t.Errorf("what makes room: %v, wanted %v", got, want)
	}
}
