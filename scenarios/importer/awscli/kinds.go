// Package awscli reads what the AWS CLI prints as JSON: answers of describe-container-instances,
// describe-services, describe-tasks, describe-task-definition, describe-clusters,
// describe-capacity-providers, list-account-settings (ECS), describe-auto-scaling-groups,
// describe-launch-configurations (Auto Scaling), describe-launch-template-versions,
// describe-launch-templates, describe-subnets, describe-instances, describe-instance-types (EC2)
// and describe-target-groups (Elastic Load Balancing). Keys that no field of the structs here has
// are never looked at, so what is secret is never read.
package awscli

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/record"
	"ecssim/scenarios/internal/strict"
)

// kind is one sort of things that an answer lists.
type kind struct {
	key     string // top key, with a list
	one     string // top key of an answer with one of them; "" = there is no such call
	command string // of the AWS CLI, for hints
	// marks are keys of an item that no other kind has together: a bare item shows by them what it is.
	marks []string
	read  func(*reader, *yaml.Node)
}

// kinds is the one table of what is read.
var kinds = []kind{
	{key: "containerInstances", one: "containerInstance", command: "ecs describe-container-instances", marks: []string{"containerInstanceArn", "registeredResources"}, read: (*reader).host},
	{key: "services", one: "service", command: "ecs describe-services", marks: []string{"serviceName", "taskDefinition"}, read: (*reader).service},
	{key: "tasks", one: "task", command: "ecs describe-tasks", marks: []string{"taskArn", "taskDefinitionArn"}, read: (*reader).task},
	{key: "taskDefinitions", one: "taskDefinition", command: "ecs describe-task-definition", marks: []string{"family", "containerDefinitions"}, read: (*reader).definition},
	{key: "clusters", one: "cluster", command: "ecs describe-clusters", marks: []string{"clusterArn", "registeredContainerInstancesCount"}, read: (*reader).cluster},
	{key: "capacityProviders", one: "capacityProvider", command: "ecs describe-capacity-providers", marks: []string{"capacityProviderArn"}, read: (*reader).provider},
	{key: "settings", one: "setting", command: "ecs list-account-settings", marks: []string{"name", "value", "principalArn"}, read: (*reader).setting},
	{key: "AutoScalingGroups", command: "autoscaling describe-auto-scaling-groups", marks: []string{"AutoScalingGroupName", "MinSize"}, read: (*reader).group},
	{key: "LaunchConfigurations", command: "autoscaling describe-launch-configurations", marks: []string{"LaunchConfigurationName", "ImageId"}, read: (*reader).configuration},
	{key: "LaunchTemplateVersions", one: "LaunchTemplateVersion", command: "ec2 describe-launch-template-versions", marks: []string{"LaunchTemplateId", "LaunchTemplateData"}, read: (*reader).templateVersion},
	{key: "LaunchTemplates", one: "LaunchTemplate", command: "ec2 describe-launch-templates", marks: []string{"LaunchTemplateId", "LatestVersionNumber"}, read: (*reader).template},
	{key: "Subnets", one: "Subnet", command: "ec2 describe-subnets", marks: []string{"SubnetId", "AvailabilityZone", "CidrBlock"}, read: (*reader).subnet},
	{key: "Reservations", command: "ec2 describe-instances", marks: []string{"ReservationId", "Instances"}, read: (*reader).reservation},
	{key: "Instances", command: "ec2 describe-instances", marks: []string{"InstanceId", "InstanceType", "Placement"}, read: (*reader).machine},
	{key: "InstanceTypes", command: "ec2 describe-instance-types", marks: []string{"InstanceType", "NetworkInfo"}, read: (*reader).instanceType},
	{key: "TargetGroups", command: "elbv2 describe-target-groups", marks: []string{"TargetGroupArn", "TargetGroupName"}, read: (*reader).targetGroup},
}

// besides are top keys of answers that hold nothing for a scenario.
var besides = []string{"taskArns", "serviceArns", "containerInstanceArns", "taskDefinitionArns", "clusterArns", "familyNames", "Attributes"}

// Kinds are the top keys of what is read, for --as awscli:KEY.
func Kinds() []string {
	var all []string
	for i := range kinds {
		all = append(all, kinds[i].key)
	}
	return all
}

// Is recognises an answer of the AWS CLI by its top keys, and something that --query took out of
// one by its keys. A list without a top key cannot be told apart for certain: Guess says what it
// may be.
func Is(d *document.Document) bool {
	if !d.JSON {
		return false
	}
	keys := d.Keys()
	for _, key := range keys {
		if slices.Contains(besides, key) {
			return true
		}
		key = camel(key)
		for i := range kinds {
			switch {
			case camel(kinds[i].key) == key && d.List(spelt(keys, key)):
				return true
			case kinds[i].one != "" && camel(kinds[i].one) == key && kinds[i].hasMark(d.KeysOf(spelt(keys, key))):
				return true
			}
		}
	}
	return bare(keys) != nil
}

// spelt is how a document writes a key.
func spelt(keys []string, wanted string) string {
	for _, k := range keys {
		if camel(k) == wanted {
			return k
		}
	}
	return wanted
}

// camel is a key with a small first letter: the .NET SDK writes those of ECS with large ones.
func camel(key string) string {
	r, n := utf8.DecodeRuneInString(key)
	return string(unicode.ToLower(r)) + key[n:]
}

// hasMark reports whether one of the marks of a kind is among keys.
func (k *kind) hasMark(keys []string) bool {
	return slices.ContainsFunc(k.marks, func(m string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return camel(key) == camel(m) })
	})
}

// bare is the kind of an item without an envelope; nil where its keys do not show it.
func bare(keys []string) *kind {
	for i := range kinds {
		has := func(mark string) bool {
			return slices.ContainsFunc(keys, func(k string) bool { return camel(k) == camel(mark) })
		}
		if k := &kinds[i]; !slices.ContainsFunc(k.marks, func(m string) bool { return !has(m) }) {
			return k
		}
	}
	return nil
}

// Guess is what --as would say of a list without a top key: the kind of its first item; "" where
// that shows none.
func Guess(d *document.Document) string {
	if !d.JSON || !d.List("") {
		return ""
	}
	for n, err := range d.Items("") {
		for err == nil && n.Kind == yaml.SequenceNode && len(n.Content) > 0 {
			n = n.Content[0]
		}
		if err != nil || n.Kind != yaml.MappingNode {
			return ""
		}
		if k := bare(keysOf(n)); k != nil {
			return k.key
		}
		return ""
	}
	return ""
}

func keysOf(n *yaml.Node) (keys []string) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys = append(keys, n.Content[i].Value)
	}
	return keys
}

// reader reads documents into a set.
type reader struct {
	set    *record.Set
	doc    *document.Document
	faults *strict.Faults
	d      *strict.Decoder
	err    error           // of the document whose items are read
	known  map[string]bool // things that were read already, by kind and name
	pages  map[string]bool // by top key, whether all answers so far have a token for a next page
}

// Read reads documents into a set.
func Read(docs []*document.Document, set *record.Set) error {
	r := &reader{set: set, known: map[string]bool{}, pages: map[string]bool{}}
	var errs []error
	for _, d := range docs {
		r.doc, r.faults, r.err = d, d.Faults(), nil
		r.d = &strict.Decoder{Faults: r.faults, Lenient: true}
		r.document()
		r.faults.Notes, r.faults.Noted = nil, nil // of keys that nobody reads
		if err := cmp.Or(r.err, r.faults.Err()); err != nil {
			errs = append(errs, err)
		}
	}
	for _, k := range kinds {
		if r.pages[k.key] {
			set.Notes.Tell(record.Source{}, "the answers with "+k.key+" end with a token for a next page, which is in no file: ask for all pages")
		}
	}
	return errors.Join(errs...)
}

// page notes whether an answer is the last of its pages.
func (r *reader) page(key string) {
	before, there := r.pages[key]
	more := false
	for _, token := range []string{"nextToken", "NextToken"} {
		for n, err := range r.doc.Items(token) {
			more = more || err == nil && n.Kind == yaml.ScalarNode && !strict.IsNull(n) && n.Value != ""
		}
	}
	r.pages[key] = (before || !there) && more
}

// document reads one document.
func (r *reader) document() {
	if r.doc.As != "" || r.doc.List("") {
		k := kindNamed(r.doc.As)
		if k == nil {
			r.faults.Add(r.doc.Line, r.doc.Column, "say what it is: --as awscli:"+cmp.Or(Guess(r.doc), "containerInstances"),
				"a list without a top key, as --query leaves it, wanted to know of what")
			return
		}
		if r.doc.List("") || !slices.ContainsFunc(r.doc.Keys(), func(key string) bool { return key == k.key || key == k.one }) {
			r.items("", k)
			return
		}
	}
	found := false
	for _, key := range r.doc.Keys() {
		for i := range kinds {
			if k := &kinds[i]; camel(key) == camel(k.key) || k.one != "" && camel(key) == camel(k.one) && r.doc.Map(key) {
				r.items(key, k)
				r.page(k.key)
				found = true
				break
			}
		}
		if key == "failures" || key == "Failures" {
			r.failures(key)
		}
	}
	if k := bare(r.doc.Keys()); !found && k != nil {
		r.items("", k)
	}
}

func kindNamed(key string) *kind {
	for i := range kinds {
		if camel(kinds[i].key) == camel(key) {
			return &kinds[i]
		}
	}
	return nil
}

// items reads what a key holds: a list, a list of lists, or one thing. The first error ends it.
func (r *reader) items(key string, k *kind) {
	for n, err := range r.doc.Items(key) {
		if err != nil {
			r.err = err
			return
		}
		r.item(n, k)
		if len(r.faults.Found) >= strict.FaultsKept {
			return
		}
	}
}

func (r *reader) item(n *yaml.Node, k *kind) {
	switch {
	case strict.IsNull(n):
	case n.Kind == yaml.SequenceNode:
		for _, e := range n.Content {
			r.item(e, k)
		}
	case n.Kind != yaml.MappingNode:
		r.faults.Add(n.Line, n.Column, `give what "aws `+k.command+`" prints`, "an entry of %s is %s, wanted a map", k.key, strict.Describe(n))
	default:
		if unicode.IsLower(rune(k.key[0])) {
			small(n)
		}
		k.read(r, n)
	}
}

// small gives all keys of a tree small first letters, where its top keys are written with large ones.
func small(n *yaml.Node) {
	if !slices.ContainsFunc(keysOf(n), func(key string) bool { return camel(key) == key }) {
		lower(n)
	}
}

func lower(n *yaml.Node) {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			c.Value = camel(c.Value)
		}
		lower(c)
	}
}

// decode fills a struct with what it has keys for.
func decode[T any](r *reader, n *yaml.Node, what string) (T, bool) {
	var to T
	before := len(r.faults.Found)
	r.d.Value(n, reflect.ValueOf(&to).Elem(), &strict.Rule{}, what)
	return to, len(r.faults.Found) == before
}

// first reports whether a thing is met for the first time: batches may overlap.
func (r *reader) first(what, name string) bool {
	key := what + "\x00" + name
	if r.known[key] {
		return false
	}
	r.known[key] = true
	return true
}

// at is the place of a node.
func (r *reader) at(n *yaml.Node) record.Source { return r.doc.At(n) }

// failure is what a batch call could not describe.
type failure struct {
	Arn    string `yaml:"arn"`
	Reason string `yaml:"reason"`
}

func (r *reader) failures(key string) {
	for n, err := range r.doc.Items(key) {
		if err != nil {
			r.err = err
			return
		}
		if n.Kind != yaml.MappingNode {
			continue
		}
		small(n)
		if f, ok := decode[failure](r, n, "failure"); ok && f.Arn != "" {
			r.set.Notes.Leave("things that AWS did not find ("+cmp.Or(strict.Shown(f.Reason), "no reason")+")", what(f.Arn)+record.Tail(f.Arn))
		}
	}
}

// what is the sort of thing that an ARN names, with a blank behind it.
func what(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return ""
	}
	sort, _, ok := strings.Cut(parts[5], "/")
	if !ok {
		return ""
	}
	return strings.ReplaceAll(sort, "-", " ") + " "
}
