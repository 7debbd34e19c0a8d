package picture

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/observe/film"
)

// TestHosts draws the hosts of scenarios that show every part of a house.
func TestHosts(t *testing.T) {
	for _, name := range []string{
		"three-modes-one-port", "trunking-moves-the-wall", "two-tasks-and-a-wall", "dynamic-ports-unlock-density",
		"service-connect-tax-pause-containers", "port-80-twice", "rolling-deploy-deadlock",
	} {
		t.Run(name, func(t *testing.T) {
			r := record(t, name)
			m := Draw(r.last(), Look{Addresses: r.book}).Hosts(0)
			var b strings.Builder
			for _, p := range m.Pictures() {
				checkPicture(t, p)
				b.WriteString(p.Figure())
			}
			golden(t, name+".html", []byte(b.String()))
		})
	}
}

// Every host of every scenario of the library can be drawn, in both languages, wherever the run is
// stopped.
func TestEveryHost(t *testing.T) {
	for _, name := range scenarios.Names() {
		r := record(t, name)
		for i, step := range []int{-1, r.Steps() / 3, 2 * r.Steps() / 3, r.Steps() - 1} {
			var before *film.Scene
			if step > 0 {
				before = r.Scene(step - 1)
			}
			w := []*Words{&English, &Korean}[i%2]
			d := Draw(r.Scene(step), Look{Words: w, Before: before})
			m := d.Hosts(0)
			drawn := 0
			for _, p := range m.Pictures() {
				if checkPicture(t, p); t.Failed() {
					t.Fatalf("%s, step %d", name, step)
				}
			}
			for _, p := range m.Hosts {
				drawn += 1 + alikeIn(p.Title)
			}
			for _, p := range m.Small {
				n, _ := strconv.Atoi(number.FindString(p.Title))
				drawn += n
			}
			if all := len(d.Instances()); drawn != all {
				t.Errorf("%s, step %d: %d of %d instances are drawn", name, step, drawn, all)
			}
		}
	}
}

// What waits is drawn, where no instance is there too.
func TestWaiting(t *testing.T) {
	var all []*Picture
	for _, name := range []string{"three-modes-one-port", "smallest-instance-veto", "hundred-port-ceiling", "quota-stops-the-launches"} {
		p := Draw(record(t, name).last(), Look{}).Waiting()
		if p == nil {
			t.Errorf("%s: nothing waits", name)
			continue
		}
		p.Aside = name
		all = append(all, p)
	}
	figures(t, "waiting", all...)
	if p := Draw(record(t, "dynamic-ports-unlock-density").last(), Look{}).Waiting(); p != nil {
		t.Errorf("something waits: %s", p.Says)
	}
}

// As many tasks wait in a picture as in the report, in every scenario whose services are as they were
// at the start.
func TestWaitingIsWhatTheReportCounts(t *testing.T) {
	for _, name := range scenarios.Names() {
		report := runOf(t, name)
		drawn := 0
		for _, w := range Draw(record(t, name).last(), Look{}).waiting {
			drawn += w.tasks
		}
		want, replaced := report.Tasks.Waiting+report.Tasks.Refused, false
		for i := range report.Services {
			for _, d := range report.Services[i].Deployments {
				replaced = replaced || d.Verdict == "STUCK" && !d.Creation
			}
		}
		if drawn != want && !replaced {
			t.Errorf("%s: %d tasks wait in the picture, %d in the report", name, drawn, want)
		}
	}
}

// Names that are markup stay names.
func TestNamesAreHarmless(t *testing.T) {
	const name = `<script>alert("1")</script><img src=x onerror='f()'>&amp;` + "\x1b\u202e"
	s, err := scenarios.Load("three-modes-one-port")
	if err != nil {
		t.Fatal(err)
	}
	c := s.Config
	for i := range c.Services {
		c.Services[i].Name = name + strconv.Itoa(i)
	}
	for i := range c.Tasks {
		c.Tasks[i].Containers[0].Name = name
	}
	c.Groups[0].Name, c.Groups[0].InstanceType, c.Groups[0].Zones[0], c.Subnets[0].Zone = name, name, name, name
	r := recordScenario(t, s)
	m := Draw(r.last(), Look{}).Hosts(0)
	for _, p := range m.Pictures() {
		checkXML(t, "file", []byte(p.Standalone()))
		page := p.Figure()
		for _, bad := range []string{"<script", "<img", "\x1b", "\u202e", `alert("`} {
			if strings.Contains(page, bad) {
				t.Errorf("%q is in the page:\n%s", bad, page)
			}
		}
		if !strings.Contains(page, "&lt;script&gt;") || !regexp.MustCompile(`^[-A-Za-z0-9_]+$`).MatchString(p.ID) {
			t.Errorf("the name is not in the page, or ID %q is none:\n%s", p.ID, page)
		}
	}
}

// alikeIn is how many instances beside the first a title stands for.
func alikeIn(title string) int {
	for _, mark := range []string{" and ", " 외 "} {
		if _, rest, ok := strings.Cut(title, mark); ok {
			n, _ := strconv.Atoi(number.FindString(rest))
			return n
		}
	}
	return 0
}
