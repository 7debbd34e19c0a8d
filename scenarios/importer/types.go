package importer

import (
	"fmt"
	"io"

	"ecssim/model/catalog"
	"ecssim/scenarios/importer/awscli"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
)

// InstanceTypes reads the instance types of an answer of describe-instance-types, from a file or,
// for -, from standard input.
func InstanceTypes(name string, stdin io.Reader) ([]catalog.Type, error) {
	docs, err := document.Read([]string{name}, stdin)
	if err != nil {
		return nil, err
	}
	set := &record.Set{}
	for _, d := range docs {
		if !awscli.Is(d) {
			return nil, refused(d)
		}
	}
	if err := awscli.Read(docs, set); err != nil {
		return nil, err
	}
	if len(set.Types) == 0 {
		return nil, fmt.Errorf(`%s: there is no instance type in it, wanted what "aws ec2 describe-instance-types" prints`, name)
	}
	var all []catalog.Type
	for _, t := range set.Types {
		all = append(all, t.Type)
	}
	return all, nil
}
