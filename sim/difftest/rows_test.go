package difftest

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

const sec = time.Second

// plain is an essential container that takes no time and runs until it is stopped.
func plain(name string, change ...func(*Container)) Container {
	c := Container{Name: name, Essential: true, Run: never, StopTimeout: 30 * sec}
	for _, f := range change {
		f(&c)
	}
	return c
}

func slow(pull, start time.Duration) func(*Container) {
	return func(c *Container) { c.Pull, c.Start = pull, start }
}
func on(name, condition string) func(*Container) {
	return func(c *Container) { c.DependsOn = append(c.DependsOn, Edge{name, condition}) }
}
func runs(d time.Duration, code int) func(*Container) {
	return func(c *Container) { c.Run, c.ExitCode = d, code }
}
func halts(halt, timeout time.Duration) func(*Container) {
	return func(c *Container) { c.Halt, c.StopTimeout = halt, timeout }
}
func checked(d time.Duration) func(*Container) {
	return func(c *Container) { c.Checked, c.Healthy = true, d }
}
func links(l ...string) func(*Container) { return func(c *Container) { c.Links = l } }
func restarts(p time.Duration) func(*Container) {
	return func(c *Container) { c.Restart = &Restart{Period: p} }
}
func sidecar(c *Container)     { c.Essential = false }
func cannotStart(c *Container) { c.CannotStart = true }

func one(cs ...Container) []Task { return []Task{{Containers: cs}} }

var at0 = []Op{{}}

func stopAt(d time.Duration) []Op { return []Op{{}, {At: d, Stop: true}} }

// row is a case whose outcome is known.
type row struct {
	name  string
	host  Host
	tasks []Task
	ops   []Op
	want  []string // such as "0 running 22s" and "0/b started 22s", by task
}

func rows() []row {
	ps := slow(10*sec, 1*sec)
	big := Host{CPU: 2048, Memory: 7600, Until: time.Hour}
	upfront := big
	upfront.Upfront = true
	chain := func(timeouts ...time.Duration) []Task {
		cs := []Container{plain("c0", halts(never, timeouts[0]))}
		for i, d := range timeouts[1:] {
			cs = append(cs, plain(fmt.Sprint("c", i+1), halts(never, d), on(fmt.Sprint("c", i), "START")))
		}
		return one(cs...)
	}
	half := func(cpu int, ports ...string) Task {
		return Task{CPU: cpu, Ports: ports, Containers: []Container{plain("app", halts(never, 30*sec))}}
	}
	small := Host{CPU: 1024, Memory: 1024}
	sc := func(mode Mode, pull time.Duration) []Task {
		proxy := plain("proxy", checked(0), slow(0, 1*sec), halts(0, 30*sec))
		return []Task{{Mode: mode, Pause: 1 * sec, Proxy: &proxy, Containers: []Container{plain("app", slow(pull, 1*sec), halts(20*sec, 30*sec))}}}
	}
	d6 := func(host Host, name, wantB string, a, b Container) row {
		return row{name, host, one(a, b), at0, []string{"0/b started " + wantB, "0 running " + wantB}}
	}
	dep := func(change ...func(*Container)) Container {
		return plain("a", append([]func(*Container){ps, sidecar}, change...)...)
	}
	return []row{
		{"D2", big, one(plain("db", ps, halts(60*sec, 30*sec)), plain("app", ps, halts(60*sec, 30*sec), on("db", "START"))), stopAt(60 * sec),
			[]string{"0/app stopped 1m30s", "0/db stopped 2m0s", "0 stopped 2m0s"}},
		{"D3, G09: the others first", big, []Task{
			{Mode: HostMode, Ports: []string{"80/tcp"}, Containers: []Container{plain("app", runs(60*sec, 1)), plain("side", sidecar, halts(60*sec, 30*sec))}},
			{Mode: HostMode, Ports: []string{"80/tcp"}, Containers: []Container{plain("app")}},
		}, []Op{{}, {At: 60 * sec, Task: 1}}, []string{"0/app stopped 1m0s", "0 stopped 1m30s", "1 running 1m30s"}},
		{"D5, F04", big, []Task{
			{CPU: 1024, Containers: []Container{plain("app", halts(never, 120*sec))}}, {CPU: 256, Containers: []Container{plain("app", halts(never, 30*sec))}},
			half(1024), half(512),
		}, []Op{{}, {Task: 1}, {At: 10 * sec, Stop: true}, {At: 20 * sec, Task: 2}, {At: 25 * sec, Task: 3}, {At: 30 * sec, Task: 2, Stop: true}},
			[]string{"0 stopped 2m10s", "2 stopped 30s", "3 running 30s"}},
		d6(big, "D6 START, H02", "22s", dep(), plain("b", ps, on("a", "START"))),
		d6(big, "D6 link, H04", "22s", dep(), plain("b", ps, links("a:alias"))),
		d6(big, "D6 HEALTHY, H05", "37s", dep(checked(15*sec)), plain("b", ps, on("a", "HEALTHY"))),
		d6(big, "D6 SUCCESS, H06", "42s", dep(runs(20*sec, 0)), plain("b", ps, on("a", "SUCCESS"))),
		d6(big, "COMPLETE, of one that fails", "42s", dep(runs(20*sec, 3)), plain("b", ps, on("a", "COMPLETE"))),
		d6(upfront, "D6 upfront START, H03", "12s", dep(), plain("b", ps, on("a", "START"))),
		d6(upfront, "D6 upfront HEALTHY", "27s", dep(checked(15*sec)), plain("b", ps, on("a", "HEALTHY"))),
		d6(upfront, "D6 upfront SUCCESS", "32s", dep(runs(20*sec, 0)), plain("b", ps, on("a", "SUCCESS"))),
		d6(upfront, "H07 COMPLETE", "32s", dep(runs(20*sec, 0)), plain("b", ps, on("a", "COMPLETE"))),
		d6(big, "volumesFrom waits for CREATED only", "21s", dep(), plain("b", ps, func(c *Container) { c.VolumesFrom = []string{"a"} })),
		d6(big, "FireLens", "22s", dep(func(c *Container) { c.FireLens = true }), plain("b", ps, func(c *Container) { c.LogsFireLens = true })),
		d6(big, "H01", "11s", dep(), plain("b", ps)),
		{"D7, K02", big, one(plain("app", ps), plain("side", ps, sidecar, cannotStart)), at0, []string{"0 running 11s", "0/side stopped 11s", "0 stopped -"}},
		{"K01", big, one(plain("app", ps, cannotStart), plain("side", sidecar, halts(never, 7*sec))), at0, []string{"0 running -", "0 stopped 18s"}},
		{"one that cannot start takes its dependents along", big, one(plain("a", sidecar, cannotStart, slow(0, 5*sec)), plain("b", sidecar, on("a", "COMPLETE")), plain("c")),
			at0, []string{"0/a stopped 5s", "0/b stopped 5s", "0 running 5s"}},
		{"D8: a second each for pause and proxy", big, sc(Bridge, 10*sec), at0, []string{"0/pause-app started 1s", "0/proxy started 2s", "0/app pulling 2s", "0 running 13s"}},
		{"H13 in awsvpc", big, sc(Awsvpc, 10*sec), at0, []string{"0/pause started 1s", "0/proxy started 2s", "0 running 13s"}},
		{"proxy after the others, pauses last", big, sc(Bridge, 0), stopAt(60 * sec), []string{"0/app stopped 1m20s", "0/proxy stopped 1m20s", "0 stopped 1m20s"}},
		{"StopTask while the proxy runs and the application is pulled", big, sc(Bridge, 50*sec), stopAt(20 * sec), []string{"0/app stopped 20s", "0 stopped 20s"}},
		{"StopTask while the pause starts", big, sc(Awsvpc, 50*sec), stopAt(sec / 2), []string{"0/app stopped 1s", "0 stopped 1s", "0 running -"}},
		{"StopTask while a container starts", big, one(plain("app", slow(0, 10*sec), halts(never, 30*sec))), stopAt(4 * sec), []string{"0/app started 10s", "0 stopped 40s"}},
		{"D10 startTimeout", big, one(dep(runs(120*sec, 0), func(c *Container) { c.StartTimeout, c.Pull, c.Start = 30*sec, 0, 0 }), plain("b", on("a", "SUCCESS"))), at0,
			[]string{"0/b stopped 30s", "0 stopped 30s", "0 running -"}},
		{"startTimeout, and a dependency that does not heed SIGTERM", big,
			one(dep(runs(120*sec, 0), halts(never, 9*sec), func(c *Container) { c.StartTimeout, c.Pull, c.Start = 30*sec, 0, 0 }), plain("b", on("a", "COMPLETE"))), at0,
			[]string{"0/b stopped 30s", "0 stopped 39s"}},
		{"SUCCESS of one that fails", big, one(dep(runs(20*sec, 1)), plain("b", ps, on("a", "SUCCESS"))), at0, []string{"0 stopped 31s", "0 running -"}},
		{"D10 restartPolicy", Host{CPU: 1, Memory: 1, Until: 20 * time.Minute}, one(plain("app", runs(90*sec, 1), restarts(60*sec))), at0, []string{"0 running 0s", "0 stopped -"}},
		{"restartPolicy, exits too soon", big, one(plain("app", runs(50*sec, 1), restarts(60*sec))), at0, []string{"0 stopped 50s"}},
		{"G01", big, one(plain("app", halts(never, 30*sec))), stopAt(60 * sec), []string{"0 stopped 1m30s"}},
		{"G02", big, one(plain("app", halts(never, 120*sec))), stopAt(60 * sec), []string{"0 stopped 3m0s"}},
		{"G03", big, one(plain("app", halts(4*sec, 30*sec))), stopAt(60 * sec), []string{"0 stopped 1m4s"}},
		{"G04", big, one(plain("a", halts(never, 30*sec)), plain("b", halts(never, 20*sec))), stopAt(60 * sec), []string{"0/b stopped 1m20s", "0 stopped 1m30s"}},
		{"G05", big, chain(30*sec, 30*sec), stopAt(60 * sec), []string{"0/c1 stopped 1m30s", "0 stopped 2m0s"}},
		{"G06", big, chain(10*sec, 20*sec, 30*sec), stopAt(60 * sec), []string{"0/c2 stopped 1m30s", "0/c1 stopped 1m50s", "0 stopped 2m0s"}},
		{"G07", big, one(plain("parent", runs(60*sec, 0), on("x", "START"), on("y", "START")), plain("x", halts(never, 5*sec)), plain("y", halts(never, 50*sec))), at0,
			[]string{"0/x stopped 1m5s", "0/y stopped 1m50s", "0 stopped 1m50s"}},
		{"G08", big, one(plain("db", halts(never, 30*sec)), plain("app", halts(never, 30*sec), links("db"))), stopAt(60 * sec), []string{"0/app stopped 1m30s", "0 stopped 2m0s"}},
		{"F01, F02", small, []Task{half(512), half(512), half(512)}, []Op{{}, {Task: 1}, {Task: 2}, {At: 60 * sec, Stop: true}}, []string{"1 running 0s", "2 pending 1m30s"}},
		{"F03", small, []Task{half(800), half(800), half(100)}, []Op{{}, {Task: 1}, {Task: 2}, {At: 60 * sec, Stop: true}}, []string{"1 pending 1m30s", "2 pending 1m30s"}},
		{"F05", small, []Task{half(800), half(800)}, []Op{{}, {Task: 1}, {At: 5 * sec, Task: 1, Stop: true}}, []string{"1 pending -", "1 stopped 5s"}},
		{"F06", small, []Task{half(10, "80/tcp"), half(10, "80/tcp")}, []Op{{}, {At: 10 * sec, Stop: true}, {At: 11 * sec, Task: 1}}, []string{"1 pending 40s"}},
		{"a reserved port is never given", Host{CPU: 1024, Memory: 1, Reserved: []string{"22/tcp"}}, []Task{half(10, "22/tcp")}, at0, []string{"0 pending -"}},
	}
}

// TestRows holds the transcription to what is known of the agent.
func TestRows(t *testing.T) {
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) { r.hold(t) })
	}
}

// TestPoll holds it to what its look every five seconds changes: only what is
// waited for without any container being on its way is seen late.
func TestPoll(t *testing.T) {
	ps := slow(10*sec, 1*sec)
	a := func(change ...func(*Container)) Container {
		return plain("a", append([]func(*Container){ps, sidecar}, change...)...)
	}
	for _, r := range []row{
		{name: "START is seen at once", tasks: one(a(), plain("b", ps, on("a", "START"))), ops: at0, want: []string{"0 running 22s"}},
		{name: "HEALTHY at 26 s", tasks: one(a(checked(15*sec)), plain("b", ps, on("a", "HEALTHY"))), ops: at0, want: []string{"0/b pulling 26s", "0 running 37s"}},
		{name: "HEALTHY at 27 s", tasks: one(a(checked(16*sec)), plain("b", ps, on("a", "HEALTHY"))), ops: at0, want: []string{"0/b pulling 31s", "0 running 42s"}},
		{name: "COMPLETE at 13 s", tasks: one(a(runs(2*sec, 0)), plain("b", ps, on("a", "COMPLETE"))), ops: at0, want: []string{"0/b pulling 16s", "0 running 27s"}},
		{name: "HEALTHY at 26 s, while another is pulled until 50 s", tasks: one(a(checked(15*sec)), plain("b", ps, on("a", "HEALTHY")), plain("c", slow(50*sec, 0))), ops: at0, want: []string{"0/b pulling 50s", "0 running 1m1s"}},
		{name: "StopTask at 12 s", tasks: one(a(halts(never, 30*sec)), plain("b", ps, on("a", "COMPLETE"))), ops: stopAt(12 * sec), want: []string{"0/b stopped 16s", "0 stopped 46s"}},
	} {
		r.host = Host{CPU: 2048, Memory: 7600, Poll: 5 * sec, Until: time.Hour}
		t.Run(r.name, func(t *testing.T) { r.hold(t) })
	}
}

func (r *row) hold(t *testing.T) {
	got := lines(play(r.host, r.tasks, r.ops))
	for _, want := range r.want {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not in %q", want, got)
		}
	}
}

// lines says of each task and container when it came how far.
func lines(all []Outcome) []string {
	var ls []string
	for i, o := range all {
		say := func(who, what string, at time.Duration) {
			when := at.String()
			if at == notYet {
				when = "-"
			}
			ls = append(ls, fmt.Sprintf("%d%s %s %s", i, who, what, when))
		}
		say("", "pending", o.Pending)
		say("", "running", o.Running)
		say("", "stopped", o.Stopped)
		for name, c := range o.Containers {
			say("/"+name, "pulling", c.Pulling)
			say("/"+name, "created", c.Created)
			say("/"+name, "started", c.Started)
			say("/"+name, "stopped", c.Stopped)
		}
	}
	slices.Sort(ls)
	return ls
}
