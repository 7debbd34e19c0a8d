package model

import (
	"fmt"
	"testing"
	"time"
)

// What containers wait for: dependsOn, links, volumesFrom, the log router and the proxy.
func TestNeeds(t *testing.T) {
	on := func(name, condition string) Container {
		return Container{Name: "app", DependsOn: []Dependency{{name, condition}}}
	}
	log := Container{Name: "log", FireLens: true}
	for _, c := range []struct {
		name string
		all  []Container
		sc   ServiceConnect
		want string
	}{
		{"nothing", []Container{{Name: "a"}, {Name: "b"}}, ServiceConnect{}, "[[] []]"},
		{"dependsOn", []Container{on("db", "HEALTHY"), {Name: "db"}}, ServiceConnect{}, "[[{1 HEALTHY}] []]"},
		{"a link is a START", []Container{{Name: "a", Links: []string{"b:alias"}}, {Name: "b"}}, ServiceConnect{}, "[[{1 START}] []]"},
		{"volumesFrom is a CREATE", []Container{{Name: "a", VolumesFrom: []string{"b"}}, {Name: "b"}}, ServiceConnect{}, "[[{1 CREATE}] []]"},
		{"a log router is a START", []Container{{Name: "a", LogDriver: "awsfirelens"}, {Name: "b", LogDriver: "awslogs"}, log}, ServiceConnect{}, "[[{2 START}] [] []]"},
		{"a router that waits itself", []Container{{Name: "a", LogDriver: "awsfirelens"}, {Name: "log", FireLens: true, Links: []string{"b"}}, {Name: "b"}},
			ServiceConnect{}, "[[] [{2 START}] []]"},
		{"a router that is waited for already", []Container{{Name: "a", LogDriver: "awsfirelens", DependsOn: []Dependency{{"log", "HEALTHY"}}}, log},
			ServiceConnect{}, "[[{1 HEALTHY}] []]"},
		{"a router that logs to itself", []Container{{Name: "log", FireLens: true, LogDriver: "awsfirelens"}}, ServiceConnect{}, "[[]]"},
		{"the proxy is a HEALTHY for all", []Container{on("db", "START"), {Name: "db", LogDriver: "awsfirelens"}, log}, ServiceConnect{Enabled: true},
			"[[{1 START} {-1 HEALTHY}] [{-1 HEALTHY}] [{-1 HEALTHY}]]"},
		{"who is not there is not waited for", []Container{on("x", "START")}, ServiceConnect{}, "[[]]"},
	} {
		d := TaskDefinition{Containers: c.all}
		if got := fmt.Sprint(d.Needs(c.sc)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRestarts(t *testing.T) {
	five := &RestartPolicy{Enabled: true, AttemptPeriod: 300 * time.Second}
	for _, c := range []struct {
		name   string
		policy *RestartPolicy
		code   int
		ran    time.Duration
		want   bool
	}{
		{"no policy", nil, 1, time.Hour, false},
		{"not enabled", &RestartPolicy{AttemptPeriod: time.Minute}, 1, time.Hour, false},
		{"long enough", five, 1, 400 * time.Second, true},
		{"exactly the period", five, 1, 300 * time.Second, true},
		{"too soon", five, 1, 300*time.Second - 1, false},
		{"code 0 counts as well", five, 0, 400 * time.Second, true},
		{"an ignored code", &RestartPolicy{Enabled: true, IgnoredExitCodes: []int{3, 0}, AttemptPeriod: time.Minute}, 0, time.Hour, false},
		{"another code", &RestartPolicy{Enabled: true, IgnoredExitCodes: []int{3, 0}, AttemptPeriod: time.Minute}, 1, time.Hour, true},
	} {
		if got := c.policy.Restarts(c.code, c.ran); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
