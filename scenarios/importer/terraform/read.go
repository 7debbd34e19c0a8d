package terraform

import (
	"strconv"
	"strings"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/infra"
	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// kinds are the types of resources that are read; values of others, and outputs, are not looked at.
var kinds = map[string]infra.Kind{
	"aws_ecs_cluster":                    infra.Cluster,
	"aws_ecs_cluster_capacity_providers": infra.ClusterProviders,
	"aws_ecs_capacity_provider":          infra.Provider,
	"aws_ecs_task_definition":            infra.TaskDefinition,
	"aws_ecs_service":                    infra.Service,
	"aws_ecs_account_setting_default":    infra.Setting,
	"aws_autoscaling_group":              infra.Group,
	"aws_launch_template":                infra.LaunchTemplate,
	"aws_launch_configuration":           infra.LaunchConfiguration,
	"aws_subnet":                         infra.Subnet,
	"aws_lb_target_group":                infra.TargetGroup,
	"aws_alb_target_group":               infra.TargetGroup,
	"aws_appautoscaling_target":          infra.ScalableTarget,
}

// Read reads plans and states into records, all of them together. Of parameters "cluster" chooses
// one of several clusters.
func Read(docs []*document.Document, parameters map[string]string, set *record.Set) error {
	o := infra.Options{
		Cluster:      parameters["cluster"],
		DesiredCount: "left out, where Terraform asks for 0: service auto scaling or somebody else sets it",
	}
	var all []*infra.Resource
	for _, d := range docs {
		r := &reader{doc: d, several: len(docs) > 1, options: &o, set: set}
		if err := r.read(); err != nil {
			return err
		}
		all = append(all, r.all...)
	}
	return infra.Fill(set, all, o)
}

// reader reads one document.
type reader struct {
	doc     *document.Document
	several bool // there are others
	options *infra.Options
	set     *record.Set
	all     []*infra.Resource

	unknown map[string]*tree.Value // what a plan does not know, by address
	trace   *tracer
}

func (r *reader) read() error {
	var list []resource
	switch f := formOf(r.doc); f {
	case aPlan, aState:
		var s shown
		if err := decode(r.doc, &s); err != nil {
			return err
		}
		if f == aPlan {
			list = flatten(&s.Planned.Root, 0)
			r.tell("it is a plan: the scenario is what is there once it is applied")
			if err := r.changes(s.Changes); err != nil {
				return err
			}
		} else if s.Values != nil {
			list = flatten(&s.Values.Root, 0)
			r.tell(staleState)
		}
		r.trace = newTracer(&s.Configuration.Root, addresses(list))
		r.region(s.Configuration.Providers)
	case aFile:
		var s stateFile
		if err := decode(r.doc, &s); err != nil {
			return err
		}
		if s.Version < 4 {
			return refuse(r.doc, anOldFile)
		}
		list = s.resources()
		r.tell(staleState)
		r.trace = newTracer(&configModule{}, nil)
	default:
		return refuse(r.doc, f)
	}
	for i := range list {
		if err := r.resource(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

const staleState = "the state has desired counts and revisions as Terraform last saw them: what was deployed since by other means is not in it"

func (r *reader) tell(text string) { r.set.Notes.Tell(record.Source{File: r.doc.File}, text) }

func addresses(list []resource) []string {
	all := make([]string, len(list))
	for i := range list {
		all[i] = list[i].Address
	}
	return all
}

// changes keeps what a plan does not know of the resources that are read.
func (r *reader) changes(all []change) error {
	r.unknown = map[string]*tree.Value{}
	for _, c := range all {
		if kinds[c.Type] == 0 || c.Deposed != "" {
			continue
		}
		v, err := parse(c.Change.Unknown)
		if err != nil {
			return r.fault(c.Address, "%v", err)
		}
		r.unknown[c.Address] = v
	}
	return nil
}

// region is the Region that the configuration of the provider says, where it is no variable.
func (r *reader) region(providers map[string]configProvider) {
	p, ok := providers["aws"]
	if region := p.Expressions["region"].constant(); ok && region != "" {
		r.options.Region = record.Better(r.options.Region, record.Give(region, record.Source{File: r.doc.File, Address: "provider aws"}))
	}
}

// resource takes over one instance of a resource whose type is read. Of data sources only subnets
// say something that nobody else does: where those are that others made.
func (r *reader) resource(one *resource) error {
	kind := kinds[one.Type]
	if kind == 0 || one.Deposed != "" || one.Mode == "data" && kind != infra.Subnet {
		return nil
	}
	props, err := parse(one.Values)
	if err != nil {
		return r.fault(one.Address, "%v", err)
	}
	at, ok := parseAddress(one.Address)
	if !ok {
		return r.fault(one.Address, "its address is none of Terraform's")
	}
	if u := r.unknown[one.Address]; u != nil {
		props = withUnknown(props, u, func(path []string) *tree.Value { return r.hole(&at, path) }, nil)
	}
	address := one.Address
	if r.several {
		address = r.doc.File + ": " + address
	}
	i := &infra.Resource{
		Kind: kind, Address: address, Label: at.name.name, Key: strings.Trim(at.name.key, `"`), Path: at.path(), Props: props,
		Source: record.Source{File: r.doc.File, Address: one.Address},
	}
	for _, key := range []string{"arn", "id", "name", "family", "cluster_name"} {
		if text, ok := props.Get(key).String(); ok {
			i.Names = append(i.Names, text)
		}
	}
	r.regionOf(i)
	if err := r.normalise(i); err != nil {
		return err
	}
	r.all = append(r.all, i)
	return nil
}

// regionOf takes the Region out of a resource's ARN.
func (r *reader) regionOf(i *infra.Resource) {
	arn, _ := i.Props.Get("arn").String()
	if parts := strings.Split(arn, ":"); len(parts) > 5 && parts[0] == "arn" && parts[3] != "" {
		r.options.Region = record.Better(r.options.Region, record.Derive(parts[3], i.Source, "the Region of its ARN"))
	}
}

// hole is a value that is known after apply, with the resources that its expression refers to.
func (r *reader) hole(at *address, path []string) *tree.Value {
	v := tree.Not(infra.AfterApply, "")
	e := r.trace.expressionOf(at, path[0])
	for rest := path[1:]; len(rest) >= 2; rest = rest[2:] {
		i, _ := strconv.Atoi(rest[0])
		next := e.below(i, rest[1])
		if next.raw == nil {
			break
		}
		e = next
	}
	for _, to := range r.trace.targets(e, at) {
		if r.several {
			to = r.doc.File + ": " + to
		}
		v.Hole.Names = append(v.Hole.Names, tree.Name{Resource: to})
	}
	return v
}
