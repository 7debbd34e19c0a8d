package importer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/awscli"
	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
)

// recognise deals documents to readers, by the reader's index. Files of a folder that hold
// nothing to import are left out; a file that the user names is wrong then.
func recognise(docs []*document.Document, as []string, set *record.Set) (of map[int][]*document.Document, err error) {
	of = map[int][]*document.Document{}
	said, err := parseAs(as, docs)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, d := range docs {
		i, ok := said[d]
		if !ok {
			i = slices.IndexFunc(readers, func(r Reader) bool { return r.Is(d) })
		}
		switch {
		case i >= 0:
			of[i] = append(of[i], d)
		case awscli.Guess(d) != "":
			of[0] = append(of[0], d) // which says how to tell it what it is
		case !d.Named && !broken(d):
			set.Notes.Leave("files that hold nothing to import", d.File)
		default:
			errs = append(errs, refused(d))
		}
	}
	if len(of) == 0 && len(errs) == 0 {
		return nil, fmt.Errorf("there is nothing to import here, wanted %s", wanted())
	}
	return of, errors.Join(errs...)
}

// Recognise says what a file is that can be imported, in words; "" of one that cannot be read a second
// time, as a pipe, or is something else.
func Recognise(name string) string {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	docs, err := document.Read([]string{name}, nil)
	if err != nil || len(docs) == 0 {
		return ""
	}
	for _, r := range readers {
		if r.Is(docs[0]) {
			return r.What
		}
	}
	return ""
}

// wanted are all kinds of documents.
func wanted() string {
	var all []string
	for _, r := range readers {
		all = append(all, r.What)
	}
	return strict.Or(all)
}

// broken reports whether a file in a folder was meant to be JSON, a template or a Compose file, and
// is not.
func broken(d *document.Document) bool {
	if isYAML(d) { // others' templates are often none, such as Helm's
		_, err := d.Tree()
		return err != nil && (bytes.Contains(d.Data, []byte("AWS::")) || bytes.Contains(d.Data, []byte("services:")))
	}
	return !d.JSON && len(bytes.TrimSpace(d.Data)) > 0 && strings.EqualFold(filepath.Ext(d.File), ".json")
}

// refused says what a document probably is.
func refused(d *document.Document) error {
	f := &strict.Faults{File: d.File, Data: d.Data, Foreign: true}
	if isYAML(d) {
		if _, err := d.Tree(); err != nil {
			return err
		}
		f.Add(d.Line, d.Column, "", "nothing to import in here: found the keys %s, wanted %s, or --as with what it is", strict.List(d.Keys()), wanted())
		return f.Err()
	}
	root, err := strict.ParseJSON(d.Data)
	if root == nil {
		root = &yaml.Node{}
	}
	purpose := likely.Purpose{
		Thing: "an answer of the AWS CLI", Command: "describe-container-instances", Readers: "ecssim import takes " + wanted(),
		Holds: func(*yaml.Node) bool { return false }, Lacks: wanted() + `, or --as with what it is`,
	}
	likely.Refused(strict.Place{Faults: f, Node: root}, purpose, err)
	return f.Err()
}

// isYAML reports whether a document is YAML by its file's name.
func isYAML(d *document.Document) bool {
	return !d.JSON && slices.Contains([]string{".yaml", ".yml", ".template"}, strings.ToLower(filepath.Ext(d.File)))
}

// parseAs reads --as: what the user says that documents are.
func parseAs(as []string, docs []*document.Document) (map[*document.Document]int, error) {
	said := map[*document.Document]int{}
	for _, a := range as {
		file, what, one := strings.Cut(a, "=")
		if !one {
			what = a
		}
		name, detail, _ := strings.Cut(what, ":")
		i := slices.IndexFunc(readers, func(r Reader) bool { return r.Name == name })
		if i < 0 && slices.Contains(awscli.Kinds(), what) {
			i, detail = 0, what
		}
		switch {
		case i < 0:
			var names []string
			for _, r := range readers {
				names = append(names, r.Name)
			}
			return nil, fmt.Errorf("--as %s: wanted %s, or with a colon behind awscli the key that --query cut off, such as awscli:services", a, strict.Or(names))
		case i == 0 && detail != "" && !slices.Contains(awscli.Kinds(), detail):
			return nil, fmt.Errorf("--as %s: there is no such key, wanted one of %s", a, strings.Join(awscli.Kinds(), ", "))
		}
		found := false
		for _, d := range docs {
			if !one || filepath.Clean(d.File) == filepath.Clean(file) || filepath.Base(d.File) == file {
				said[d], d.As, found = i, cmp.Or(detail, d.As), true
			}
		}
		if !found {
			return nil, fmt.Errorf("--as %s: there is no file %s among those given", a, file)
		}
	}
	return said, nil
}

// account is where a text names an account: in an ARN, or in an image of Amazon ECR.
var account = regexp.MustCompile(`(?:arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:|["/])([0-9]{12})(?::|\.dkr[.-]ecr)`)

// accounts are the account numbers in documents, in the order in which they come.
func accounts(docs []*document.Document) (all []string) {
	for _, d := range docs {
		for _, m := range account.FindAllSubmatch(d.Data, -1) {
			if a := string(m[1]); !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}
