package infra

import (
	"strings"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// group makes a record of an Auto Scaling group, unless it is known to be none of the cluster's.
func (f *filler) group(r *Resource) {
	p := r.Props
	template := f.templateOf(r)
	if reason := f.foreign(r, template); reason != "" {
		f.set.Notes.Leave(reason, r.name)
		return
	}
	g := &record.Group{
		Name: r.name, Source: r.Source,
		Min: f.whole(p.Get("minSize"), r, "minSize"), Max: f.whole(p.Get("maxSize"), r, "maxSize"),
		Desired: f.whole(p.Get("desiredCapacity"), r, "desiredCapacity"),
		Zones:   f.list(p.Get("availabilityZones"), r),
		Subnets: f.listOfNames(splitCommas(p.Get("vpcZoneIdentifier")), r, Subnet),
		Types:   f.overrides(r, p),
	}
	if g.Desired.State == record.Absent && g.Min.Known() {
		g.Desired = record.Default(g.Min.V, r.Source, "left out, so it begins with minSize")
	}
	for _, zone := range g.Zones.V {
		if !zoneForm.MatchString(zone) {
			f.fail(r, "", "availabilityZones has %s, wanted a zone such as us-east-1a", strict.Quote(zone))
		}
	}
	g.Template = f.templateRef(p, template)
	if g.Template == nil && g.Types.State == record.Absent {
		g.Types = record.Ask[[]string](r.Source, "its launch template is not in the file", "")
	}
	f.set.Groups = append(f.set.Groups, g)
}

// templateValue is what a group says of its launch template, or its launch configuration.
func templateValue(p *tree.Value) (v, version *tree.Value, configuration bool) {
	if c := p.Any("launchConfigurationName", "launchConfiguration"); !c.Absent() && known(c) != "" || c.Is(tree.Unknown) {
		return c, nil, true
	}
	spec := p.Get("launchTemplate").Block()
	if spec.Absent() {
		spec = p.Path("mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification").Block()
	}
	v = spec.Any("launchTemplateId", "id")
	if v.Absent() || v.Is(tree.Text) && v.Text == "" {
		v = spec.Any("launchTemplateName", "name")
	}
	return v, spec.Get("version"), false
}

// templateOf is the launch template or configuration of a group among the resources; nil where it
// is none of these. Where nothing tells which it is, it is the only one of the same module or stack.
func (f *filler) templateOf(r *Resource) *Resource {
	v, _, configuration := templateValue(r.Props)
	kind := LaunchTemplate
	if configuration {
		kind = LaunchConfiguration
	}
	if to := f.one(v, kind); to != nil || known(v) != "" || len(v.Names()) > 0 {
		return to
	}
	var beside, alike []*Resource
	for _, t := range f.all {
		if t.Kind == kind && t.Path == r.Path {
			beside = append(beside, t)
			if t.Key == r.Key {
				alike = append(alike, t)
			}
		}
	}
	if len(alike) == 1 {
		beside = alike
	}
	if len(beside) != 1 {
		return nil
	}
	f.tell(r, "nothing says which launch template %s has: %s, the only one beside it, is taken", r.name, beside[0].Address)
	return beside[0]
}

// templateRef names the launch template of a group. Files of infrastructure as code have one
// version of a template, which is meant whatever number it has.
func (f *filler) templateRef(p *tree.Value, to *Resource) *record.TemplateRef {
	v, version, configuration := templateValue(p)
	if to != nil {
		return &record.TemplateRef{Name: to.name, Configuration: configuration}
	}
	text, ok := v.String()
	if !ok || text == "" {
		return nil
	}
	ref := &record.TemplateRef{Name: record.Tail(text), Version: known(version), Configuration: configuration}
	if strings.HasPrefix(text, "lt-") {
		ref.ID, ref.Name = text, ""
	}
	return ref
}

// overrides is the instance types of a mixed instances policy, in their order.
func (f *filler) overrides(r *Resource, p *tree.Value) record.Value[[]string] {
	if t := known(p.Get("instanceType")); t != "" {
		return record.Give([]string{t}, r.Source)
	}
	var all []*tree.Value
	for _, o := range p.Path("mixedInstancesPolicy", "launchTemplate").Any("overrides", "override").Items() {
		if t := o.Get("instanceType"); !t.Absent() {
			all = append(all, t)
		}
	}
	return f.list(tree.ListOf(all...), r)
}

// foreign says what a group is that is certainly none of the cluster's: its hosts' user data is
// known and does not mention ECS, and no capacity provider has it, or it joins another cluster. ""
// = it may be the cluster's.
func (f *filler) foreign(r *Resource, template *Resource) string {
	for _, p := range f.all {
		if p.Kind == Provider && f.one(p.Props.Path("autoScalingGroupProvider", "autoScalingGroupArn"), Group) == r {
			return ""
		}
	}
	data := userData(r.Props)
	if template != nil {
		data = userData(template.Props)
	}
	rough, ok := data.Rough()
	if !ok || rough == "" || hashed(rough) {
		return ""
	}
	if !mentionsECS(rough) {
		return "Auto Scaling groups whose user data does not mention ECS"
	}
	if to := record.ClusterOf(rough); to != "" && f.cluster != nil && f.otherCluster(to) {
		return "Auto Scaling groups of other clusters"
	}
	return ""
}

// mentionsECS reports whether user data configures an ECS agent.
func mentionsECS(data string) bool {
	data = strings.ToLower(record.PlainUserData(data))
	return strings.Contains(data, "ecs_") || strings.Contains(data, "/etc/ecs") || strings.Contains(data, "settings.ecs") ||
		strings.Contains(data, "ecsagent") || strings.Contains(data, tree.Gap)
}

// userData is the user data of a launch template or configuration.
func userData(p *tree.Value) *tree.Value {
	for _, v := range []*tree.Value{p.Path("launchTemplateData", "userData"), p.Get("userData"), p.Get("userDataBase64")} {
		if !v.Absent() && (!v.Is(tree.Text) || v.Text != "") {
			return v
		}
	}
	return nil
}

// template makes a record of a launch template or configuration.
func (f *filler) template(r *Resource) {
	p := r.Props
	data := p.Get("launchTemplateData").Block()
	if data.Absent() {
		data = p
	}
	t := &record.Template{
		TemplateRef: record.TemplateRef{Name: r.name, Configuration: r.Kind == LaunchConfiguration},
		Default:     true, Latest: true, Source: r.Source,
		Types: f.list(data.Get("instanceType"), r),
	}
	if t.Types.State == record.Absent && !data.Get("instanceRequirements").Block().Absent() {
		t.Types = record.Ask[[]string](r.Source, "it has requirements in place of an instance type", "")
	}
	f.agent(r, t)
	f.set.Templates = append(f.set.Templates, t)
}

// agent reads the agent's settings out of a template's user data.
func (f *filler) agent(r *Resource, t *record.Template) {
	data := userData(r.Props)
	if data.Absent() {
		return
	}
	rough, ok := data.Rough()
	if !ok || hashed(rough) {
		reason := "it is kept as a hash"
		if !ok {
			reason = why(data)
		}
		f.tell(r, "the user data of %s is not known, so what it sets of the agent is not either: %s", r.name, reason)
		return
	}
	t.Agent = record.AgentSettings(rough)
	for _, name := range t.Agent.Unclear {
		f.tell(r, "%s in the user data of %s is not known, the agent's default is taken", name, r.name)
	}
}

// hashed reports whether user data is a SHA-1 hash, which is what states keep of it for launch
// configurations (Terraform AWS provider, aws_launch_configuration).
func hashed(text string) bool {
	if len(text) != 40 {
		return false
	}
	return strings.Trim(text, "0123456789abcdef") == ""
}

// splitCommas makes a list of a text with commas, as the API has VPCZoneIdentifier.
func splitCommas(v *tree.Value) *tree.Value {
	text, ok := v.String()
	if !ok || !strings.Contains(text, ",") {
		return v
	}
	l := &tree.Value{Kind: tree.List}
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			l.List = append(l.List, tree.Of(part))
		}
	}
	return l
}
