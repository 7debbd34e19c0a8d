// Package telling says in English and Korean what happens at each step of a film at which the page
// stops.
package telling

import (
	"strconv"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
)

// Stops are the steps of a film at which a reader sees something new, from the one on that begins the
// course of the run. A run whose film is cut before that has its last step alone.
func Stops(f *film.Film) []int {
	var all []int
	begun := false
	for step, e := range f.All() {
		begun = begun || e.Kind == event.RunStarted
		if begun && sentences[e.Kind].En != "" {
			all = append(all, step)
		}
	}
	if len(all) == 0 && f.Steps() > 0 {
		all = append(all, f.Steps()-1)
	}
	return all
}

// Step is what a sentence is made of: the event, what there is after it, and what there was before.
type Step struct {
	Event         *event.Event
	Before, After *film.Scene
}

// Sentence says what has happened at a step; "" for a kind at which the page does not stop.
func (s *Step) Sentence(ko bool) string {
	x := &sentences[s.Event.Kind]
	text := x.Text
	if x.off.En != "" && !s.Event.On {
		text = x.off
	}
	return fill(text.In(ko), func(word string) string { return s.word(word, ko) })
}

// fill puts words into the braces of a template, and leaves out what stands in brackets where one of
// its words is empty.
func fill(template string, word func(string) string) string {
	var b strings.Builder
	for template != "" {
		open := strings.IndexAny(template, "{[")
		if open < 0 {
			b.WriteString(template)
			break
		}
		b.WriteString(template[:open])
		end := map[byte]string{'{': "}", '[': "]"}[template[open]]
		inside, rest, _ := strings.Cut(template[open+1:], end)
		if template[open] == '{' {
			b.WriteString(word(inside))
		} else if full := true; inside != "" {
			text := fill(inside, func(w string) string {
				v := word(w)
				full = full && v != ""
				return v
			})
			if full {
				b.WriteString(text)
			}
		}
		template = rest
	}
	return b.String()
}

// word is what stands for a word in braces; "" where the event has none.
func (s *Step) word(word string, ko bool) string {
	e := s.Event
	switch word {
	case "task":
		return s.task()
	case "service":
		return s.After.Workloads[e.Workload].Name
	case "instance":
		return s.instance()
	case "subnet":
		return s.After.Config.Subnets[e.Subnet].ID
	case "zone":
		if e.Zone < 0 {
			return ""
		}
		return s.After.Zones[e.Zone].Name
	case "provider":
		return s.After.Config.Providers[e.Provider].Name
	case "group":
		return s.After.Config.Groups[e.Group].Name
	case "targetGroup":
		return s.After.TargetGroups[e.TargetGroup].Name
	case "container":
		return s.container()
	case "port":
		if e.Port.Port == 0 {
			return ""
		}
		return e.Port.String()
	case "reason":
		if e.Reason == model.Fits {
			return ""
		}
		return reasons[e.Reason].In(ko) + " (" + e.Reason.String() + ")"
	case "cause":
		return causes[e.Cause].In(ko)
	case "stopped":
		return e.Stopped.Text(s.containerName)
	case "length":
		if e.Length == 0 {
			return ""
		}
		return Length(e.Length, ko)
	case "have":
		if _, counted := e.Reason.Resource(); e.Kind == event.ClosestRefused && (!counted || e.Need == 0) {
			return ""
		}
		return strconv.Itoa(int(e.Have))
	}
	return s.number(word)
}

func (s *Step) number(word string) string {
	e := s.Event
	switch word {
	case "need":
		if e.Need == 0 {
			return ""
		}
		return strconv.Itoa(int(e.Need))
	case "count":
		return strconv.Itoa(int(e.Count))
	case "from":
		return strconv.Itoa(int(e.From))
	case "to":
		return strconv.Itoa(int(e.To))
	}
	panic("telling: " + word + ", invariant: every word of a sentence is one of these")
}

// task is the name of the event's task, which may be gone by now.
func (s *Step) task() string {
	if int(s.Event.Task) < len(s.After.Tasks) && s.After.Tasks[s.Event.Task].Live {
		return s.After.TaskName(s.Event.Task)
	}
	return s.Before.TaskName(s.Event.Task)
}

func (s *Step) instance() string {
	if s.Event.Instance < 0 {
		return ""
	}
	return s.After.Instances[s.Event.Instance].ID
}

func (s *Step) container() string { return s.containerName(int(s.Event.Container)) }

// containerName is the name of a container of the event's task, or of the proxy of Service Connect.
func (s *Step) containerName(i int) string {
	at := s.After
	if int(s.Event.Task) >= len(at.Tasks) || !at.Tasks[s.Event.Task].Live {
		at = s.Before
	}
	if all := at.Config.Tasks[at.Tasks[s.Event.Task].Definition].Containers; i < len(all) {
		return all[i].Name
	}
	return model.ProxyName
}

// Length is a length of time in words, to a tenth of a second.
func Length(d time.Duration, ko bool) string {
	d = d.Round(100 * time.Millisecond)
	h, m, s := d/time.Hour, d%time.Hour/time.Minute, d%time.Minute
	units := [3]string{" h", " min", " s"}
	if ko {
		units = [3]string{"시간", "분", "초"}
	}
	var parts []string
	if h > 0 {
		parts = append(parts, strconv.Itoa(int(h))+units[0])
	}
	if m > 0 {
		parts = append(parts, strconv.Itoa(int(m))+units[1])
	}
	if s > 0 || len(parts) == 0 {
		tenths := int(s / (100 * time.Millisecond))
		text := strconv.Itoa(tenths / 10)
		if tenths%10 > 0 {
			text += "." + strconv.Itoa(tenths%10)
		}
		parts = append(parts, text+units[2])
	}
	return strings.Join(parts, " ")
}

// Time is an instant of a run, as the time since its beginning.
func Time(t des.Time, ko bool) string { return Length(time.Duration(t), ko) }
