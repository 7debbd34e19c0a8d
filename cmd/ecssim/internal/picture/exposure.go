package picture

import (
	"cmp"
	"regexp"
	"strconv"

	"ecssim/sim/report"
)

// portRange is a range in the text of a set of ports.
var portRange = regexp.MustCompile(`([0-9]+)(?:-([0-9]+))?/(?:tcp|udp)|([0-9]+)-([0-9]+)|\b([0-9]+)\b`)

const lastPort = 65535

// ranges reads the ranges of ports of a text such as "80/tcp, 32768-60999/tcp".
func ranges(text string) (all [][2]int) {
	for _, m := range portRange.FindAllStringSubmatch(text, -1) {
		first, last := 0, 0
		for i, s := range m[1:] {
			if n, err := strconv.Atoi(s); err == nil && n <= lastPort {
				if first == 0 {
					first = n
				}
				if i >= 0 {
					last = n
				}
			}
		}
		if first > 0 {
			all = append(all, [2]int{first, max(first, last)})
		}
	}
	return all
}

// Exposure draws which ports have to be open for each workload, as ranges between 0 and 65535. It
// is nil where nothing has to be, or one port of each and the scenario has no firewall.
func Exposure(r *report.Report, w *Words) *Picture {
	t := newTable("", w.ExposureColumns)
	var g canvas
	y, rows, several := 4, 0, false
	for _, x := range r.Firewall.Exposure {
		if x.On == "" || x.OpenPorts == 0 {
			continue
		}
		several = several || x.OpenPorts > 1
		name := cmp.Or(x.Service, x.RunTask)
		t.add(name, x.NetworkMode, x.On, strconv.Itoa(x.OpenPorts), x.Rule)
		if rows++; rows > mostBars {
			continue
		}
		amount := w.sprintf(w.PortsOpen, x.OpenPorts)
		g.open(x.NetworkMode)
		g.text("", 2, y+11, clipName(name, Width-wide(amount)-80))
		g.text("quiet", 8+wide(clipName(name, Width-wide(amount)-80)), y+11, x.NetworkMode)
		g.text("amount end", Width-2, y+11, amount)
		g.rect("of", 2, y+17, Width-4, 9, 0)
		for _, p := range ranges(x.ACLIngress) {
			left := 2 + (Width-4)*p[0]/lastPort
			g.rect("bar", left, y+17, max(2, (Width-4)*(p[1]-p[0]+1)/lastPort), 9, 0)
		}
		g.close()
		y += barHeight
	}
	if rows == 0 || !several && !r.Firewall.Described {
		return nil
	}
	if rows > mostBars {
		g.text("quiet", 2, y+8, w.sprintf(w.More, rows-mostBars))
		y += 14
	}
	g.path("axis", "M", 2, y+2, "H", Width-2)
	for _, p := range []int{0, 32768, lastPort} {
		x, class := 2+(Width-4)*p/lastPort, "tick mid"
		switch p {
		case 0:
			class = "tick left"
		case lastPort:
			class = "tick end"
		}
		g.text(class, x, y+17, strconv.Itoa(p))
	}
	p := &Picture{Kind: "exposure", ID: "exposure", Title: w.ExposureTitle, words: w, Height: y + 24, body: g.b, Tables: []Table{t}}
	p.Says = w.ExposureTitle + ". " + t.says(6)
	return p
}
