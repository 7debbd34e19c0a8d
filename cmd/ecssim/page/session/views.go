package session

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/cmd/ecssim/page/telling"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/film"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// view is what is drawn of a run.
type view struct {
	run   *Run
	scene *film.Scene // at the stop
	last  *film.Scene // at the stop before; nil = at the first one
	reach []lessons.Reach
	ko    bool
}

// views are the pictures by name.
var views = map[string]func(v *view, ctx context.Context) (string, error){
	"hosts": (*view).hosts, "tasks": (*view).tasks, "deployment": (*view).deployment, "targets": (*view).targets,
	"exposure": (*view).exposure, "reach": (*view).reaches, "compare": (*view).compare,
}

// KnownView reports whether there is a picture of a name.
func KnownView(name string) bool { return views[name] != nil }

// html draws the pictures of these names, one after the other.
func (v *view) html(ctx context.Context, names []string) (string, error) {
	var b strings.Builder
	for _, name := range names {
		draw := views[name]
		if draw == nil {
			return "", fmt.Errorf("there is no picture %q", name)
		}
		html, err := draw(v, ctx)
		if err != nil {
			return "", err
		}
		if html != "" {
			b.WriteString(`<div class="view" data-view="` + name + `">` + html + "</div>\n")
		}
	}
	return b.String(), nil
}

func (v *view) words() *picture.Words {
	if v.ko {
		return &picture.Korean
	}
	return &picture.English
}

func (v *view) say(en, ko string) string { return telling.Text{En: en, Ko: ko}.In(v.ko) }

const mostHosts = 12

func (v *view) hosts(context.Context) (string, error) {
	m := picture.Draw(v.scene, picture.Look{Words: v.words(), Before: v.last}).Hosts(mostHosts)
	var b strings.Builder
	b.WriteString(`<div class="grid">`)
	for _, p := range m.Pictures() {
		b.WriteString(p.Figure())
	}
	b.WriteString("</div>\n")
	return b.String(), nil
}

// table is a table that can be scrolled by itself where it is wide.
func (v *view) table(title string, columns []string, rows [][]string) string {
	if len(rows) == 0 {
		return ""
	}
	t := picture.Table{Title: title, Columns: columns, Rows: rows}
	return `<div class="wide" tabindex="0" role="group" aria-label="` + escape(title) + `">` + t.HTML(title) + "</div>\n"
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

func escape(s string) string { return escaper.Replace(s) }

const mostRows = 40

// tasks lists the tasks that there are, each with its state.
func (v *view) tasks(context.Context) (string, error) {
	var rows [][]string
	for i := range v.scene.Tasks {
		t := &v.scene.Tasks[i]
		if !t.Live || len(rows) == mostRows {
			continue
		}
		where := "-"
		if t.Instance >= 0 {
			where = v.scene.Instances[t.Instance].ID
		}
		slot := v.say("no", "없음")
		if t.Slot {
			slot = v.say("yes", "있음")
		}
		rows = append(rows, []string{v.scene.TaskName(event.TaskID(i)), t.State.String(), where, slot, telling.Time(t.Since, v.ko)})
	}
	return v.table(v.say("Tasks", "태스크"), []string{v.say("task", "태스크"), v.say("status", "상태"), v.say("instance", "인스턴스"),
		v.say("ENI slot", "ENI 슬롯"), v.say("since", "시작")}, rows), nil
}

// deployment says how the deployments stand that are not over.
func (v *view) deployment(context.Context) (string, error) {
	var rows [][]string
	for i := range v.scene.Workloads {
		w := &v.scene.Workloads[i]
		if !w.Service {
			continue
		}
		d := &v.scene.Deployments[w.Primary]
		var old, fresh int
		for j := range v.scene.Tasks {
			if t := &v.scene.Tasks[j]; t.Live && t.Workload == event.WorkloadID(i) && !t.DesiredStopped {
				if t.Deployment == w.Primary {
					fresh++
				} else {
					old++
				}
			}
		}
		rows = append(rows, []string{w.Name, d.Status.String(), strconv.Itoa(int(d.Lower)), strconv.Itoa(int(d.Upper)), strconv.Itoa(old), strconv.Itoa(fresh), strconv.Itoa(w.Healthy)})
	}
	return v.table(v.say("Deployments", "배포"), []string{v.say("service", "서비스"), v.say("status", "상태"), v.say("healthy at least", "정상 최소"),
		v.say("tasks at most", "태스크 최대"), v.say("old", "이전"), v.say("new", "새"), v.say("healthy", "정상")}, rows), nil
}

// targets lists what the target groups hold.
func (v *view) targets(context.Context) (string, error) {
	var rows [][]string
	for g := range v.scene.TargetGroups {
		for _, x := range v.scene.Targets(event.TargetGroupID(g)) {
			t := &v.scene.Tasks[x.Task]
			where := v.scene.TaskName(x.Task)
			if t.Subnet < 0 && t.Instance >= 0 {
				where = v.scene.Instances[t.Instance].ID
			}
			rows = append(rows, []string{where + ":" + strconv.Itoa(int(x.Port.Port)), v.scene.TaskName(x.Task), x.State.String(), v.scene.TargetGroups[g].Name})
		}
	}
	if len(rows) == 0 && len(v.scene.TargetGroups) > 0 {
		return "<p>" + v.say("The target group is empty.", "타깃 그룹이 비어 있습니다.") + "</p>", nil
	}
	return v.table(v.say("The list of the load balancer", "로드 밸런서의 타깃 목록"), []string{v.say("target", "타깃"), v.say("task", "태스크"), v.say("status", "상태"),
		v.say("target group", "타깃 그룹")}, rows), nil
}

// exposure says which ports have to be open, and which are.
func (v *view) exposure(context.Context) (string, error) {
	var rows [][]string
	for i := range v.run.Report.Firewall.Exposure {
		x := &v.run.Report.Firewall.Exposure[i]
		rows = append(rows, []string{x.Service + x.RunTask, x.NetworkMode, x.Rule, strconv.Itoa(x.OpenPorts)})
	}
	html := v.table(v.say("What has to be open", "열어야 하는 포트"), []string{v.say("service", "서비스"), v.say("network mode", "네트워크 모드"),
		v.say("rule", "규칙"), v.say("ports", "포트 수")}, rows)
	rows = nil
	for i := range v.run.Report.Firewall.Coverage {
		x := &v.run.Report.Firewall.Coverage[i]
		rows = append(rows, []string{x.By, x.Range, of(x.Covered, x.Total), x.Missing})
	}
	return html + v.table(v.say("What is open", "열려 있는 포트"), []string{v.say("by", "규칙이 있는 곳"), v.say("range", "범위"), v.say("let in", "허용"),
		v.say("missing", "빠진 포트")}, rows), nil
}

// reaches asks who reaches whom at the end of the run.
func (v *view) reaches(ctx context.Context) (string, error) {
	var rows [][]string
	for _, q := range v.reach {
		answer, err := experiment.Reach(ctx, v.run.Scenario.Config, reach.Query{From: q.From, To: q.To})
		if err != nil {
			return "", err
		}
		verdict := v.say("no", "아니요")
		if answer.Reachable {
			verdict = v.say("yes", "예")
		}
		rows = append(rows, []string{q.From, q.To, verdict, namespaces(answer)})
	}
	return v.table(v.say("Who reaches whom", "누가 누구에게 닿는가"), []string{v.say("from", "출발"), v.say("to", "도착"), v.say("reaches it", "닿는가"),
		v.say("network namespaces", "네트워크 네임스페이스")}, rows), nil
}

func namespaces(a *report.ReachAnswer) string {
	if a.To.Namespace == "" || a.To.Namespace == a.From.Namespace {
		return a.From.Namespace
	}
	return a.From.Namespace + " → " + a.To.Namespace
}

// compare sets the network setups side by side.
func (v *view) compare(ctx context.Context) (string, error) {
	c, err := v.run.comparison(ctx)
	if err != nil {
		return "", err
	}
	var rows [][]string
	for i := range c.Setups {
		s := &c.Setups[i]
		row := []string{s.Setup, "-", "-", s.BoundBy}
		if s.HostsNeeded != nil {
			row[1] = strconv.Itoa(*s.HostsNeeded)
		}
		if s.USDPerHour != nil {
			row[2] = cents(*s.USDPerHour)
		}
		rows = append(rows, row)
	}
	if c.Fargate != nil && c.Fargate.USDPerHour != nil {
		rows = append(rows, []string{"Fargate", "-", cents(*c.Fargate.USDPerHour), ""})
	}
	return v.table(v.say("Network setups side by side", "네트워크 설정 비교"), []string{v.say("setup", "설정"), v.say("hosts", "호스트"), v.say("USD an hour", "시간당 USD"),
		v.say("bound by", "먼저 닿는 한도")}, rows), nil
}

func cents(usd float64) string { return strconv.FormatFloat(usd, 'f', 2, 64) }

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
