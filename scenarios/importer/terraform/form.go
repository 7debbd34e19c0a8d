// Package terraform reads what Terraform and OpenTofu say of resources: the JSON of a plan or a
// state, as terraform show -json prints it, and state files of version 4. What a plan does not
// know is found by what its configuration refers to, or stays unknown. Formats: Terraform
// documentation, "JSON Output Format" (format_version 1), and the state files that Terraform 0.12
// and later write.
package terraform

import (
	"bytes"
	"regexp"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/internal/strict"
)

// form is what a document of Terraform is.
type form uint8

const (
	noForm    form = iota
	aPlan          // terraform show -json PLAN
	aState         // terraform show -json
	aFile          // a state file of version 4
	anOldFile      // a state file of version 3 or older
	aLog           // terraform plan -json: messages, one a line
	aText          // terraform plan, or terraform show without -json
	aSource        // the configuration itself
)

// formOf tells documents apart by their keys.
func formOf(d *document.Document) form {
	switch {
	case !d.JSON:
		return textForm(d.Data)
	case d.Has("planned_values") && (d.Has("format_version") || d.Has("configuration") || d.Has("resource_changes")):
		return aPlan
	case d.Has("format_version") && (d.Has("values") || d.Has("terraform_version")):
		return aState
	case d.Has("version", "modules"):
		return anOldFile
	case d.Has("version") && (d.Has("terraform_version") || d.Has("lineage")):
		return aFile
	case d.Has("@level", "@message"):
		return aLog
	}
	return noForm
}

// textForm recognises what Terraform prints for people. It may be coloured.
func textForm(data []byte) form {
	for _, words := range []string{
		"Terraform will perform the following actions", "OpenTofu will perform the following actions", "Terraform used the selected providers",
		"OpenTofu used the selected providers", "No changes. Your infrastructure matches the configuration",
	} {
		if bytes.Contains(data, []byte(words)) {
			return aText
		}
	}
	text := bytes.TrimSpace(data)
	if bytes.HasPrefix(text, []byte("# ")) && bytes.Contains(text, []byte("\nresource \"aws_")) {
		return aText
	}
	if source.Match(data) {
		return aSource
	}
	return noForm
}

// source is how a block of a configuration begins.
var source = regexp.MustCompile(`(?m)^(resource|data|provider|module)\s+"[^"\n]+"\s*("[^"\n]+"\s*)?\{`)

// Is recognises what Terraform writes, what this program cannot read of it too, so that it can say
// what to run.
func Is(d *document.Document) bool { return formOf(d) != noForm }

// refuse says which command gives what can be read; nil where it can be.
func refuse(d *document.Document, f form) error {
	faults := &strict.Faults{File: d.File}
	const (
		state = "run terraform show -json > state.json in the folder of the configuration"
		plan  = "run terraform plan -out plan.bin and terraform show -json plan.bin > plan.json"
	)
	switch f {
	case anOldFile:
		faults.Add(0, 0, state+", with Terraform 0.12 or later", "it is a state file of a version that is too old, from before Terraform 0.12")
	case aLog:
		faults.Add(0, 0, plan, "it is the log of terraform plan -json, which has no values")
	case aSource:
		faults.Add(0, 0, plan+", or, where it is applied, "+state, "it is the configuration, whose values Terraform alone works out")
	case aText:
		faults.Add(0, 0, plan+", or for a state "+state, "it is Terraform's text for people, wanted its JSON")
	}
	return faults.Err()
}
