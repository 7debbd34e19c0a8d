package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"ecssim/sim/des"
)

// Where stderr is no terminal, a line comes every 30 s with what the work has told, and none after it.
func TestProgressLines(t *testing.T) {
	hour := des.Time(time.Hour)
	for name, row := range map[string]struct {
		what string
		tell func(p *progress)
		want string
	}{
		"nothing told": {"explaining", func(p *progress) {}, "ecssim: explaining for 30s\necssim: explaining for 1m0s\n"},
		"runs":         {"runs", func(p *progress) { p.count(7, 1000) }, "ecssim: runs for 30s, 7 of 1000, about 1h10m56s to go\necssim: runs for 1m0s, 7 of 1000, about 2h21m51s to go\n"},
		"time":         {"simulating", func(p *progress) { p.time(hour, 2*hour, 0) }, "ecssim: simulating for 30s, at 1h0m0s of 2h0m0s\necssim: simulating for 1m0s, at 1h0m0s of 2h0m0s\n"},
		"no end":       {"simulating", func(p *progress) { p.time(hour, 0, 0) }, "ecssim: simulating for 30s, at 1h0m0s\necssim: simulating for 1m0s, at 1h0m0s\n"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var b bytes.Buffer
			p := (&app{stderr: &b}).newProgress(row.what)
			row.tell(p)
			time.Sleep(29 * time.Second)
			if b.Len() > 0 {
				t.Errorf("%s: %q before half a minute", name, &b)
			}
			time.Sleep(32 * time.Second)
			p.done()
			time.Sleep(time.Hour)
			if b.String() != row.want {
				t.Errorf("%s: %q, want %q", name, &b, row.want)
			}
			p.done() // as Ctrl-C does
		})
	}
}
