package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// instanceStory is an observer that lists what becomes of instances in the run: "1m0s terminated p-1".
type instanceStory []string

func (s *instanceStory) observer() engine.Observer {
	return hear(func(v *engine.View, e *event.Event) {
		_, what, _ := strings.Cut(e.Kind.String(), ".")
		*s = append(*s, fmt.Sprintf("%v %s %s", time.Duration(e.At), what, v.InstanceName(e.Instance)))
	}, event.InstanceLaunched, event.InstanceRegistered, event.InstanceDraining, event.InstanceTerminated)
}

// setGroup plans a size of the first group; config.None leaves a number as it is.
func setGroup(c *config.Config, at time.Duration, least, most, desired int) {
	soon(c, at, config.SetGroup, func(e *config.Event) { e.Group, e.Min, e.Max, e.Desired = 0, least, most, desired })
}

// What UpdateAutoScalingGroup does to a group of two instances, each with a task that fills it
// (EC2 Auto Scaling API, UpdateAutoScalingGroup: without a DesiredCapacity a MinSize above the
// size raises it, a MaxSize below it lowers it; ec2-auto-scaling-instance-protection: what is
// protected goes when it is so no more).
func TestSizeOfAGroupIsSet(t *testing.T) {
	const none = config.None
	for _, row := range []struct {
		name                 string
		least, most, desired int
		change               func(c *config.Config)
		story                string
		size, running        int
	}{
		{"a higher desired capacity", none, none, 4, nil, "1m0s launched p-3, 1m0s launched p-4, 1m30s registered p-3, 1m30s registered p-4", 4, 2},
		{"a minimum above the size", 3, none, none, nil, "1m0s launched p-3, 1m30s registered p-3", 3, 2},
		{"a maximum below the size, tasks are drained", none, 1, none,
			func(c *config.Config) { c.Providers[0].Protect = false }, "1m0s draining p-1", 1, 2},
		{"a maximum below the size, no draining", none, 1, none,
			func(c *config.Config) { c.Providers[0].Protect, c.Providers[0].Drain = false, false }, "1m0s terminated p-1", 1, 1},
		{"a lower desired capacity, all are protected", none, none, 0, nil, "", 2, 2},
		{"protected until the tasks have left", none, none, 1, func(c *config.Config) {
			planUpdate(c, 90*time.Second).Desired = 1
		}, "2m0s terminated p-1", 1, 1},
		{"the zone with the most gives", none, none, 3, func(c *config.Config) {
			c.Providers[0].Protect, c.Groups[0].Count, c.Groups[0].Zones = false, 4, []string{"a", "a", "b"}
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
			c.Services[0].Desired = 0
		}, "1m0s terminated p-1", 3, 0},
		{"one that boots goes too", none, none, 2, func(c *config.Config) {
			setGroup(c, 50*time.Second, none, none, 3)
			slices.Reverse(c.Events)
		}, "50s launched p-3, 1m0s terminated p-3", 2, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(2, 2, def("web", model.Bridge, 2048, 64))
			c.Services[0].StartedBefore, c.Duration = true, des.Time(150*time.Second)
			setGroup(c, time.Minute, row.least, row.most, row.desired)
			if row.change != nil {
				row.change(c)
			}
			var story instanceStory
			v, r := end(t, c, story.observer(), engine.Recount(t))
			if got := strings.Join(story, ", "); got != row.story {
				t.Errorf("%s\nwant %s", got, row.story)
			}
			if size := v.ProviderSize(0); size != row.size || r.Services[0].Running != row.running {
				t.Errorf("the group counts %d instances, %d tasks run; want %d and %d", size, r.Services[0].Running, row.size, row.running)
			}
		})
	}
}

// An instance group that is no capacity provider's is given instances, or gives them up: drained,
// unless its tasks are to end with it.
func TestSizeOfAPlainGroupIsSet(t *testing.T) {
	for _, row := range []struct {
		desired  int
		draining config.TerminationDraining
		story    string
	}{
		{4, config.DrainByDefault, "1m0s launched host-3, 1m0s launched host-4, 1m0s registered host-3, 1m0s registered host-4"},
		{1, config.DrainByDefault, "1m0s draining host-1, 1m0s terminated host-1"},
		{1, config.DrainNever, "1m0s terminated host-1"},
		{2, config.DrainByDefault, ""},
		{0, config.DrainNever, "1m0s terminated host-1, 1m0s terminated host-2"},
	} {
		c := world(2)
		c.Groups[0].Draining = row.draining
		addService(c, "web", 2, def("web", model.Bridge, 128, 64)).StartedBefore = true
		setGroup(c, time.Minute, config.None, config.None, row.desired)
		var story instanceStory
		end(t, c, story.observer(), engine.Recount(t))
		if got := strings.Join(story, ", "); got != row.story {
			t.Errorf("%d, %v: %s\nwant %s", row.desired, row.draining, got, row.story)
		}
	}
}

// A deployment that waits for instances beyond maxSize is STUCK, and goes on when that is raised;
// a minimum that is raised is kept by managed scaling, which needs less.
func TestSizesThatManagedScalingMeets(t *testing.T) {
	c := managed(1, 2, def("web", model.Bridge, 2048, 64))
	c.Providers[0].Max = 1
	setGroup(c, 10*time.Minute, config.None, 2, config.None)
	var verdicts []string
	r := play(t, c, hear(func(_ *engine.View, e *event.Event) {
		verdicts = append(verdicts, fmt.Sprint(e.Kind, " ", time.Duration(e.At)))
	}, event.DeploymentStuck, event.DeploymentResumed))
	want := []string{"deployment.stuck 5s", "deployment.resumed 10m0s"}
	if d := r.Services[0].Deployments[0]; d.Verdict != report.Completed || !slices.Equal(verdicts, want) {
		t.Errorf("%v, and %+v; want %v, and COMPLETED when the group may have two", verdicts, d, want)
	}

	c = managed(1, 1, def("web", model.Bridge, 2048, 64))
	setGroup(c, time.Minute, 3, config.None, config.None)
	setGroup(c, 30*time.Minute, 1, config.None, config.None)
	var story instanceStory
	end(t, c, story.observer(), engine.Recount(t))
	const kept = "1m0s launched p-2, 1m0s launched p-3, 1m30s registered p-2, 1m30s registered p-3, 44m0s terminated p-2, 45m0s terminated p-3"
	if got := strings.Join(story, ", "); got != kept {
		t.Errorf("%s\nwant %s", got, kept)
	}
}

// Row capacity/11: a group that is set to twice its size before a deployment takes the new tasks
// at once; one that is not waits for the metric and the boot.
func TestAGroupScaledBeforeADeployment(t *testing.T) {
	for _, row := range []struct {
		before  bool
		seconds float64
	}{{true, 0}, {false, 60}} {
		c := managed(4, 4, def("web", model.Bridge, 1536, 2048))
		c.Providers[0].Min, c.Providers[0].Max, c.Services[0].StartedBefore = 4, 16, true
		if row.before {
			setGroup(c, 5*time.Minute, config.None, config.None, 8)
		}
		planUpdate(c, 10*time.Minute).Force = true
		r := play(t, c)
		d := r.Services[0].Deployments[0]
		if d.Seconds == nil || *d.Seconds < row.seconds || row.before && *d.Seconds > 30 {
			t.Errorf("before: %v: %+v", row.before, d)
		}
		if p := r.CapacityProviders[0]; p.Instances != 4 || p.Launched != 4 {
			t.Errorf("before: %v: %+v, want four instances in the end, and four that were launched", row.before, p)
		}
	}
}
