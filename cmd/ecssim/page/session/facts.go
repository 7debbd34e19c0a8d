package session

import (
	"strconv"
	"time"

	"ecssim/cmd/ecssim/page/telling"
	"ecssim/sim/report"
)

// Fact is a number of a run that can be set beside that of another one. Equal keys are of the same.
type Fact struct {
	Key   string `json:"key"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// facts are the numbers of a run that a reader compares first.
func facts(r *report.Report, ko bool) []Fact {
	f := factList{ko: ko}
	f.count("running", "tasks RUNNING, of those wanted", "RUNNING 태스크 / 원하는 태스크", of(r.Tasks.Running, r.Tasks.Requested))
	f.some("waiting", "tasks waiting", "기다리는 태스크", r.Tasks.Waiting)
	f.some("failed", "tasks failed", "실패한 태스크", r.Tasks.Failed+r.Tasks.Refused)
	f.some("unreachable", "RUNNING and not to be reached", "RUNNING이지만 접속할 수 없는 태스크", r.Tasks.Unreachable)
	var eni, total, pauses, dynamic int
	for i := range r.Instances {
		x := &r.Instances[i]
		eni, total = eni+x.Resources["ENI"].Used, total+x.Resources["ENI"].Total
		pauses, dynamic = pauses+x.PauseContainers, dynamic+x.DynamicPorts
	}
	f.count("instances", "container instances", "컨테이너 인스턴스", strconv.Itoa(len(r.Instances)))
	f.count("eni", "ENI slots taken, of all", "사용 중인 ENI 슬롯 / 전체", of(eni, total))
	f.some("pauses", "pause containers", "pause 컨테이너", pauses)
	f.some("dynamic", "dynamic host ports in use", "사용 중인 동적 호스트 포트", dynamic)
	if r.TimeToRunning.Count > 0 {
		f.count("slowest", "the slowest task runs after", "가장 느린 태스크가 실행되기까지", telling.Length(seconds(r.TimeToRunning.Max), ko))
	}
	for i := range r.Services {
		f.deployment(&r.Services[i])
	}
	if r.Density.USDPerHour != nil {
		f.count("price", "USD an hour, on demand", "시간당 USD(온디맨드)", strconv.FormatFloat(*r.Density.USDPerHour, 'f', 3, 64))
	}
	return f.all
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func of(n, total int) string { return strconv.Itoa(n) + " / " + strconv.Itoa(total) }

type factList struct {
	ko  bool
	all []Fact
}

func (f *factList) count(key, en, ko, value string) {
	f.all = append(f.all, Fact{key, telling.Text{En: en, Ko: ko}.In(f.ko), value})
}

// some is count where there are some.
func (f *factList) some(key, en, ko string, n int) {
	if n > 0 {
		f.count(key, en, ko, strconv.Itoa(n))
	}
}

// deployment tells of the last deployment of a service that is not the one that created it.
func (f *factList) deployment(s *report.ServiceReport) {
	if len(s.Deployments) == 0 || s.Deployments[len(s.Deployments)-1].Creation {
		return
	}
	d := &s.Deployments[len(s.Deployments)-1]
	took := d.Verdict
	if d.Seconds != nil {
		took += ", " + telling.Length(seconds(*d.Seconds), f.ko)
	}
	f.count("deployment "+s.ServiceName, "deployment of "+s.ServiceName, s.ServiceName+" 배포", took)
	f.count("lowest "+s.ServiceName, "fewest tasks RUNNING meanwhile", "배포 중 가장 적은 RUNNING 태스크", strconv.Itoa(d.LowestRunning))
	f.count("peak "+s.ServiceName, "most tasks meanwhile", "배포 중 가장 많은 태스크", strconv.Itoa(d.PeakTasks))
}

// setups are the hosts that each network setup needs, and their price.
func setups(c *report.Comparison, ko bool) []Fact {
	f := factList{ko: ko}
	for i := range c.Setups {
		s := &c.Setups[i]
		if s.HostsNeeded == nil {
			continue
		}
		value := strconv.Itoa(*s.HostsNeeded)
		if s.USDPerHour != nil {
			value += " (" + cents(*s.USDPerHour) + " USD)"
		}
		f.count(s.Setup, s.Setup+": instances needed (USD an hour)", s.Setup+": 필요한 인스턴스(시간당 USD)", value)
	}
	if c.Fargate != nil && c.Fargate.USDPerHour != nil {
		f.count("fargate", "Fargate (USD an hour)", "Fargate(시간당 USD)", cents(*c.Fargate.USDPerHour)+" USD")
	}
	return f.all
}

func cents(usd float64) string { return strconv.FormatFloat(usd, 'f', 2, 64) }
