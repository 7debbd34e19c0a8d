package infra

import (
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// definitionShape is what is read of a task definition (ECS API, TaskDefinition): what a task
// takes of an instance, its ports and the order in which its containers start. Environment,
// secrets, commands, labels and images are not among it.
var definitionShape = object("",
	text("family"), text("networkMode"), text("cpu"), text("memory"), list("requiresCompatibilities"), text("pidMode"), text("ipcMode"),
	list("placementConstraints", text("type"), text("expression")),
	object("runtimePlatform", text("cpuArchitecture"), text("operatingSystemFamily")),
	list("containerDefinitions",
		text("name"), truth("essential"), number("cpu"), number("memory"), number("memoryReservation"),
		list("portMappings", number("containerPort"), number("hostPort"), text("protocol"), text("name"), text("containerPortRange")),
		list("links"),
		list("dependsOn", text("containerName"), text("condition")),
		object("healthCheck", number("interval"), number("timeout"), number("retries"), number("startPeriod")),
		number("startTimeout"), number("stopTimeout"),
		object("restartPolicy", truth("enabled"), list("ignoredExitCodes"), number("restartAttemptPeriod")),
		list("resourceRequirements", text("type"), text("value")),
		list("volumesFrom", text("sourceContainer")),
		object("logConfiguration", text("logDriver")).optional(),
		object("firelensConfiguration", text("type")),
	),
)

// definition makes a record of a task definition.
func (f *filler) definition(r *Resource) {
	k := &taken{wrong: func(path, found, wanted string) { f.fail(r, "", "%s is %s, wanted %s", path, found, wanted) }}
	n := k.node(r.Props, &definitionShape, "")
	if n == nil {
		n = record.Map("family", r.name)
	}
	d := &record.Definition{Family: r.name, Source: r.Source, Marks: k.marks}
	if own := known(r.Props.Get("family")); own != r.name {
		setKey(n, "family", record.Text(r.name))
		d.Marks = mark(d.Marks, record.Mark{Path: "family", State: record.Derived, Why: "named after " + r.Address})
	}
	if revision, ok := r.Props.Get("revision").Int(); ok {
		d.Revision = record.Give(revision, r.Source)
	}
	f.networkMode(r, n, d)
	if !has(n, "containerDefinitions") && !marked(d.Marks, "containerDefinitions") {
		d.Marks = append(d.Marks, record.Mark{Path: "containerDefinitions", State: record.Unknown, Why: "it has no containers in the file", Whole: true})
	}
	d.JSON = record.DefinitionJSON(n)
	f.set.Definitions = append(f.set.Definitions, d)
}

// networkMode takes bridge where a definition says nothing, as ECS does on Linux (ECS API,
// RegisterTaskDefinition); a plan of Terraform then has it as known after apply.
func (f *filler) networkMode(r *Resource, n *yaml.Node, d *record.Definition) {
	if has(n, "networkMode") {
		return
	}
	v := r.Props.Get("networkMode")
	reason := "left out"
	switch {
	case v.Is(tree.Unknown) && v.Why() == AfterApply:
		reason = "left out, known after apply"
	case v.Is(tree.Unknown):
		return // its mark says what is missing
	}
	setKey(n, "networkMode", record.Text("bridge"))
	d.Marks = mark(d.Marks, record.Mark{Path: "networkMode", State: record.Defaulted, Why: reason})
}
