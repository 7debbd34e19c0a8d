package cluster

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// elsewhere says where the tasks of a service are, and that it is left out for it; "" = here.
func (j *joiner) elsewhere(s *record.Service) string {
	switch {
	case s.Status != "" && s.Status != "ACTIVE":
		return s.Status
	case s.LaunchType != "" && s.LaunchType != "EC2":
		return s.LaunchType
	}
	for _, x := range s.Strategy {
		if strings.HasPrefix(x.Provider.Or(""), "FARGATE") {
			return "FARGATE"
		}
	}
	if d := j.recordOf(s.Definition.Or("")); d != nil && strings.HasPrefix(strings.ToUpper(osFamily(d)), "WINDOWS") {
		return "Windows"
	}
	return ""
}

// serviceList takes the services that run on EC2.
func (j *joiner) serviceList() {
	for _, r := range j.Set.Services {
		if why := j.elsewhere(r); why != "" {
			j.Notes.Leave(why+" services", r.Name)
			j.gone[r.Name] = true
			continue
		}
		path := "services." + r.Name + "."
		j.strategy(path+"capacityProviderStrategy.", r.Strategy)
		s := &Service{Service: r, Desired: r.Desired, Strategy: j.shares(r.Strategy)}
		def := r.Definition
		j.text(path+"taskDefinition", &def)
		if r.InFlight != "" {
			j.deployment(s, &def)
		}
		if def.Known() {
			s.Definition = j.definition(def.V)
		}
		if !s.Desired.Known() && !r.Daemon {
			s.Desired = record.Default(1, r.Source, cmp.Or(r.Desired.Why, "left out"))
			if r.Desired.State == record.Unknown {
				s.Desired = r.Desired
			}
		}
		if !r.Daemon {
			j.number(path+"desiredCount", &s.Desired)
		}
		j.rest(r, path)
		j.c.Services = append(j.c.Services, s)
		j.services[r.Name] = s
	}
}

// rest resolves what a service has beside its definition and its number of tasks.
func (j *joiner) rest(r *record.Service, path string) {
	j.texts(path+"subnets", &r.Subnets)
	for i := range r.Balancers {
		at := fmt.Sprintf("%sloadBalancers.%d.", path, i)
		j.text(at+"targetGroup", &r.Balancers[i].TargetGroup)
		j.number(at+"containerPort", &r.Balancers[i].Port)
	}
	if len(r.Marks) > 0 && r.Rest == nil {
		r.Rest = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	}
	j.marks(r.Rest, r.Marks, r.Source, path)
}

// deployment tells of one that is under way. The scenario begins when it is over, or with the
// definition before it and the event that deploys.
func (j *joiner) deployment(s *Service, def *record.Value[string]) {
	begins := "here it is over; --in-flight brings it in as an event"
	if j.InFlight && def.Known() {
		begins = "here an event brings it in"
		j.c.Updates = append(j.c.Updates, Update{s.Name, j.definition(def.V)})
		*def = record.Give(s.InFlight, s.Source)
	}
	j.Notes.Tell(s.Source, fmt.Sprintf("service %s has a deployment in flight, from %s to %s: %s", s.Name, s.InFlight, s.Service.Definition.V, begins))
}

// strategy resolves the providers of a capacity provider strategy.
func (j *joiner) strategy(path string, all []record.Share) {
	for i := range all {
		j.text(fmt.Sprintf("%s%d.capacityProvider", path, i), &all[i].Provider)
	}
}

// share is an item of a strategy.
func share(s record.Share) Share {
	out := Share{Provider: s.Provider.V, Weight: s.Weight, Base: s.Base}
	if s.Provider.State == record.Unknown {
		out.Unknown = s.Provider.Why
	}
	return out
}

// shares is a strategy, with the providers that stand in for a part of another's hosts.
func (j *joiner) shares(all []record.Share) (out []Share) {
	for _, s := range all {
		out = append(out, share(s))
	}
	for _, s := range all {
		for _, spare := range j.spare[s.Provider.V] {
			out = append(out, Share{Provider: spare})
		}
	}
	return out
}

// recordOf finds a definition by family or family:revision: the revision, else the one of the
// family that has none; of a family alone the latest. nil = it is in no file.
func (j *joiner) recordOf(name string) *record.Definition {
	family, revision, pinned := strings.Cut(name, ":")
	n, _ := strconv.Atoi(revision)
	var found *record.Definition
	for _, d := range j.families[family] {
		switch {
		case pinned && d.Revision.Or(0) == n && n > 0:
			return d
		case pinned && d.Revision.State == record.Absent:
			found = d
		case !pinned && (found == nil || d.Revision.Or(0) >= found.Revision.Or(0)):
			found = d
		}
	}
	return found
}

// definition is a task definition of the scenario, by family or family:revision.
func (j *joiner) definition(name string) *Definition {
	r := j.recordOf(name)
	family, revision, _ := strings.Cut(name, ":")
	number, _ := strconv.Atoi(revision)
	d := &Definition{Family: family, Revision: number}
	if r != nil && !(r.Revision.State == record.Absent && number > 0) {
		d.Revision = r.Revision.Or(0)
	}
	if known := j.defs[d.Label()]; known != nil {
		return known
	}
	j.defs[d.Label()] = d
	j.c.Definitions = append(j.c.Definitions, d)
	if r == nil {
		d.Missing = "task definition " + name + " is in no file"
		j.list.Items = append(j.list.Items, Item{State: record.Unknown, Path: "taskDefinitions." + family, Why: d.Missing,
			Ask: "add describe-task-definition --task-definition " + name, Whole: true})
		return d
	}
	if r.Revision.State == record.Absent && number > 0 {
		j.list.Items = append(j.list.Items, Item{State: record.Defaulted, Path: "taskDefinitions." + family, Value: family + " without a revision",
			Why: "revision " + revision + " is in no file", Source: r.Source})
	}
	j.marked(r, "taskDefinitions."+family)
	d.Marks, d.Node = r.Marks, j.trees[r]
	if t, ok := j.read(r); ok {
		d.Task = *t
	}
	return d
}

// read has package scenarios read a definition, once; false where it has gaps or is refused.
func (j *joiner) read(r *record.Definition) (*model.TaskDefinition, bool) {
	if t, known := j.models[r]; known {
		return t, t != nil
	}
	j.models[r] = nil
	data := r.JSON
	if n := j.trees[r]; n != nil && len(r.Marks) > 0 {
		if hasGap(n) {
			return nil, false
		}
		data = record.DefinitionJSON(n)
	}
	t, _, err := scenarios.TaskDefinitionJSON(r.Source.File, data)
	var file *scenarios.Error
	if errors.As(err, &file) {
		for i := range file.Faults {
			f := &file.Faults[i]
			if f.Excerpt = ""; !r.InFile { // its lines may hold secrets
				f.File, f.Line, f.Column = r.Source.String(), 0, 0
			}
		}
		file.Notes = nil
	}
	if err != nil {
		j.faults = append(j.faults, err)
		return nil, false
	}
	j.models[r] = &t
	return &t, true
}

// hasGap reports whether something in a tree is unknown.
func hasGap(n *yaml.Node) bool {
	return n.Tag == strict.Unknown || slices.ContainsFunc(n.Content, hasGap)
}

// marked makes a definition's tree, with what the user has set.
func (j *joiner) marked(r *record.Definition, path string) {
	if j.trees[r] != nil {
		return
	}
	n, err := strict.ParseJSON(r.JSON)
	if err != nil {
		return // told when it is read
	}
	n = enveloped(n)
	j.trees[r] = n
	j.marks(n, r.Marks, r.Source, path+".")
}

// marks resolves what of a tree is not simply given, and puts what is unknown, or what the user
// has set, into it.
func (j *joiner) marks(n *yaml.Node, marks []record.Mark, from record.Source, path string) {
	for _, m := range marks {
		if m.State != record.Unknown && m.State != record.Defaulted && m.State != record.Derived {
			continue
		}
		at := nodeAt(n, m.Path)
		v := record.Value[string]{State: m.State, Source: from, Why: m.Why, Ask: m.Ask}
		if at != nil {
			v.V = at.Value
		}
		before := v.State
		if m.Whole && m.State == record.Unknown {
			j.list.Items = append(j.list.Items, Item{State: record.Unknown, Path: path + m.Path, Why: m.Why, Ask: m.Ask, Source: from, Whole: true})
		} else {
			j.text(path+m.Path, &v)
		}
		switch {
		case v.State == record.Unknown:
			put(n, m.Path, &yaml.Node{Kind: yaml.ScalarNode, Tag: strict.Unknown, Value: v.Why})
		case v.State == record.Derived && before != record.Derived:
			put(n, m.Path, scalar(v.V))
		}
	}
}

func enveloped(n *yaml.Node) *yaml.Node {
	if inner := strict.Child(n, "taskDefinition"); inner != nil && inner.Kind == yaml.MappingNode {
		return inner
	}
	return n
}

// scalar is a value as a user wrote it: a number or truth value where it looks like one.
func scalar(text string) *yaml.Node {
	tag := "!!str"
	if _, err := strconv.Atoi(text); err == nil {
		tag = "!!int"
	} else if text == "true" || text == "false" {
		tag = "!!bool"
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
}

// nodeAt follows keys and indices with dots between; nil = there is nothing.
func nodeAt(n *yaml.Node, path string) *yaml.Node {
	for step := range strings.SplitSeq(path, ".") {
		if n == nil {
			return nil
		}
		if i, err := strconv.Atoi(step); err == nil && n.Kind == yaml.SequenceNode {
			if i < 0 || i >= len(n.Content) {
				return nil
			}
			n = n.Content[i]
			continue
		}
		n = strict.Child(n, step)
	}
	return n
}

// put sets what stands at a path whose last step is a key of a map that is there, or an index.
func put(n *yaml.Node, path string, value *yaml.Node) {
	parent, key := n, path
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		parent, key = nodeAt(n, path[:dot]), path[dot+1:]
	}
	if at := nodeAt(n, path); at != nil {
		*at = *value
	} else if parent != nil && parent.Kind == yaml.MappingNode {
		parent.Content = append(parent.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	}
}

// osFamily is runtimePlatform.operatingSystemFamily of a definition; "" = none. To parse each is
// dear, and few name one.
func osFamily(d *record.Definition) string {
	if !bytes.Contains(d.JSON, []byte("operatingSystemFamily")) {
		return ""
	}
	n, err := strict.ParseJSON(d.JSON)
	if err != nil {
		return ""
	}
	if at := nodeAt(enveloped(n), "runtimePlatform.operatingSystemFamily"); at != nil {
		return at.Value
	}
	return ""
}

// definitions numbers those that something runs as the scenario counts them; where nothing runs,
// all are written.
func (j *joiner) definitions() {
	if len(j.Set.Services)+len(j.Set.Tasks) == 0 {
		for _, r := range j.Set.Definitions {
			if os := osFamily(r); !strings.HasPrefix(strings.ToUpper(os), "WINDOWS") {
				j.definition(label(r.Family, r.Revision.Or(0)))
			}
		}
	}
	all := j.c.Definitions
	order := map[string]int{}
	for _, d := range all {
		if _, known := order[d.Family]; !known {
			order[d.Family] = len(order)
		}
	}
	slices.SortStableFunc(all, func(a, b *Definition) int {
		return cmp.Or(order[a.Family]-order[b.Family], a.Revision-b.Revision)
	})
	of := map[string]int{}
	for _, d := range all {
		of[d.Family]++
		d.Number = of[d.Family]
	}
	for _, d := range all {
		d.Only = of[d.Family] == 1
	}
}

// tasks says where each task is.
func (j *joiner) tasks() {
	if len(j.Set.Tasks) == 0 {
		return
	}
	all := slices.Clone(j.Set.Tasks)
	slices.SortStableFunc(all, func(a, b *record.Task) int { return cmp.Compare(a.Name, b.Name) })
	older := map[string]int{} // tasks of another definition than their service's
	for _, own := range []bool{true, false} {
		for _, t := range all {
			j.runs(t, own, older)
		}
	}
	for _, s := range j.c.Services {
		if n := older[s.Name]; n > 0 {
			j.Notes.Tell(s.Source, fmt.Sprintf("service %s has %s of another definition than %s, taken for its own where they are", s.Name, model.Counted(n, "task"), s.Definition.Label()))
		}
	}
}

// alive reports whether a task takes room on a host: it is on one, and not told to stop.
func alive(t *record.Task) bool {
	return t.Host != "" && t.Desired != "STOPPED" && t.LastStatus != "STOPPED" && (t.LaunchType == "" || t.LaunchType == "EC2")
}

// runs notes where a task runs: with own those of the definition that their service has, without
// the others.
func (j *joiner) runs(t *record.Task, own bool, older map[string]int) {
	h := j.places[t.Host]
	switch {
	case !alive(t):
		return
	case h == nil && own:
		j.Notes.Leave("tasks on container instances that are not here", t.Name)
		return
	case h == nil:
		return
	}
	name, ofService := strings.CutPrefix(t.Group, "service:")
	s := j.services[name]
	switch {
	case ofService && s != nil && s.Definition != nil:
		same := t.Definition == "" || s.Definition.Revision == 0 || t.Definition == s.Definition.Label()
		if same == own {
			j.ofService(s, t, h)
			if !own {
				older[name]++
			}
		}
	case ofService && (s != nil || j.gone[name]):
		j.Notes.Leave("tasks of services that are left out", t.Name)
	case own:
		if ofService {
			j.Notes.Tell(t.Source, "tasks of service "+strict.Shown(name)+" run, and the service is in no file: they stay where they are, and nothing replaces them; add describe-services")
		}
		j.ofNobody(t, h)
	}
}

func (j *joiner) ofService(s *Service, t *record.Task, h *Host) {
	total := 0
	for _, n := range s.RunningOn {
		total += n
	}
	switch {
	case s.Daemon && s.RunningOn[h.Instance] > 0, !s.Daemon && s.Desired.Known() && total >= s.Desired.V:
		j.Notes.Leave("tasks beyond the desired count of their services", t.Name)
		return
	}
	if s.RunningOn == nil {
		s.RunningOn = map[string]int{}
	}
	s.RunningOn[h.Instance]++
}

// ofNobody notes a task that RunTask started.
func (j *joiner) ofNobody(t *record.Task, h *Host) {
	if t.Definition == "" {
		return
	}
	d := j.definition(t.Definition)
	name := cmp.Or(groupName(t.Group), "family:"+d.Family)
	i := slices.IndexFunc(j.c.RunTasks, func(r *RunTask) bool { return r.Name == name && r.Definition == d })
	if i < 0 {
		i = len(j.c.RunTasks)
		j.c.RunTasks = append(j.c.RunTasks, &RunTask{Name: name, Definition: d, RunningOn: map[string]int{}})
	}
	r := j.c.RunTasks[i]
	r.Count++
	r.RunningOn[h.Instance]++
}

// groupName is a task group as a scenario takes it for a name.
func groupName(group string) string {
	var parts []string
	for part := range strings.SplitSeq(group, ":") {
		parts = append(parts, Word(part))
	}
	return strings.Trim(strings.Join(parts, ":"), ":")
}
