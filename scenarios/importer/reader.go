package importer

import (
	"slices"

	"ecssim/scenarios/importer/awscli"
	"ecssim/scenarios/importer/cloudformation"
	"ecssim/scenarios/importer/compose"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/importer/terraform"
)

// Reader reads one kind of document into records. A new kind is a package of its own below this
// one, with an entry in readers: TestEveryReader names what is missing.
type Reader struct {
	// Name is what --as takes, such as awscli.
	Name string
	// What says what it reads, for the help text and for messages: "answers of the AWS CLI".
	What string
	// Is recognises a document by its content, mostly its top keys, not by its file's name. The
	// first reader that does takes the document.
	Is func(*document.Document) bool
	// Read reads all documents that Is takes, or that --as names it for, in the order given, into
	// the set. It resolves references between its own documents, so that the set names things by
	// their names; what belongs to another reader's records the join brings together. The error
	// is an *scenarios.Error with everything that is wrong; nothing of a set with an error is used.
	Read func(docs []*document.Document, in Input, set *record.Set) error
}

// Input is what a user gives beside the files.
type Input struct {
	// Parameters are those of --parameters, by name; nil = none.
	Parameters map[string]string
}

// Readers are the kinds of documents that can be read.
func Readers() []Reader { return slices.Clone(readers) }

// readers is the one table of what can be read, tried from above.
var readers = []Reader{
	{
		Name: "awscli", What: "answers of the AWS CLI", Is: awscli.Is,
		Read: func(docs []*document.Document, _ Input, set *record.Set) error { return awscli.Read(docs, set) },
	},
	{
		Name: "terraform", What: "plans and states of Terraform", Is: terraform.Is,
		Read: func(docs []*document.Document, in Input, set *record.Set) error {
			return terraform.Read(docs, in.Parameters, set)
		},
	},
	{
		Name: "cloudformation", What: "CloudFormation templates", Is: cloudformation.Is,
		Read: func(docs []*document.Document, in Input, set *record.Set) error {
			return cloudformation.Read(docs, in.Parameters, set)
		},
	},
	{Name: "compose", What: "a Compose file with ecs-params", Is: compose.Is, Read: composeAs(compose.Ask)},
	{Name: "compose-task", What: "a Compose file as one task", Is: byName, Read: composeAs(compose.OneTask)},
	{Name: "compose-services", What: "a Compose file as a service each", Is: byName, Read: composeAs(compose.ServiceEach)},
}

// byName recognises nothing: what is read so a user has to say by --as.
func byName(*document.Document) bool { return false }

func composeAs(reading compose.Reading) func([]*document.Document, Input, *record.Set) error {
	return func(docs []*document.Document, in Input, set *record.Set) error {
		return compose.Read(docs, reading, in.Parameters, set)
	}
}
