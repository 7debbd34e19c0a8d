package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// definition is one revision of a family: its number, its place among the scenario's task
// definitions, and where it is written.
type definition struct{ revision, task, line int }

// maxRevision is the highest revision that there may be (ECS API, TaskDefinition: an integer).
const maxRevision = 1<<31 - 1

// ownRevision is the revision that a file of the AWS CLI carries, as describe-task-definition
// has it: its own key, else the end of its ARN; 0 where it carries none.
func ownRevision(family string, at strict.Place) int {
	if n := strict.Child(at.Node, "revision"); n != nil && !strict.IsNull(n) {
		revision, err := strconv.Atoi(n.Value)
		if err != nil || revision < 1 || revision > maxRevision {
			at.At("revision").Fail("", "revision is %s, wanted a whole number from 1 to %d", strict.Describe(n), maxRevision)
		}
		return revision
	}
	if n := strict.Child(at.Node, "taskDefinitionArn"); n != nil {
		of, revision, _ := strings.Cut(afterSlash(n.Value), ":")
		if n, err := strconv.Atoi(revision); err == nil && of == family && n >= 1 && n <= maxRevision {
			return n
		}
	}
	return 0
}

// afterSlash is what an ARN has behind its last slash; a name that is none, whole.
func afterSlash(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// addRevision enters a task definition and returns its revision: its own, or where that is 0 or
// there already the one after the highest of its family so far, as RegisterTaskDefinition counts.
func (r *resolver) addRevision(family string, own, task int, at strict.Place) int {
	all := r.revisions[family]
	if all == nil {
		r.families = append(r.families, family)
	}
	n, next := own, 1
	if len(all) > 0 {
		next += min(all[len(all)-1].revision, maxRevision-1)
	}
	if own == 0 {
		n = next
	}
	byRevision := func(d definition, n int) int { return d.revision - n }
	i, twice := slices.BinarySearchFunc(all, n, byRevision)
	if twice && n == maxRevision {
		at.Fail("leave the revision out of one of them, or give it another", "task definition %s is here twice, first on line %d",
			strict.Quote(family+":"+strconv.Itoa(n)), all[i].line)
	} else if twice { // an edited copy of what describe-task-definition printed
		at.Note("task definition %s:%d is here twice, first on line %d: this one counts as revision %d", family, n, all[i].line, next)
		n = next
		i = len(all)
	}
	r.revisions[family] = slices.Insert(all, i, definition{n, task, at.Node.Line})
	return n
}

// taskNamed finds a task definition by family, family:revision or ARN; config.None after
// a fault. A family alone is its latest revision, as in the ECS API.
func (r *resolver) taskNamed(name string, at strict.Place) int {
	if strings.HasPrefix(name, "arn:") {
		name = afterSlash(name)
	}
	family, revision, pinned := strings.Cut(name, ":")
	all := r.revisions[family]
	if len(all) == 0 && r.unread {
		return config.None // told where the file is named
	}
	if len(all) == 0 {
		at.Fail(r.root.Reference(family, func() []string { return r.families }), "there is no task definition %s", strict.Quote(family))
		return config.None
	}
	if !pinned {
		return all[len(all)-1].task
	}
	n, err := strconv.Atoi(revision)
	wellFormed := err == nil && n >= 1 && revision[0] != '+'
	for _, d := range all {
		if wellFormed && d.revision == n {
			return d.task
		}
	}
	if wellFormed && n <= len(all) {
		listed := slices.SortedFunc(slices.Values(all), func(a, b definition) int { return a.task - b.task })[n-1]
		at.Note("there is no revision %d of task definition %s: taken for the definition in place %d of its family here, which is revision %d", n, family, n, listed.revision)
		return listed.task
	}
	if !r.unread || !wellFormed {
		at.Fail(r.revisionsOf(family, n, all), "there is no revision %s of task definition %s, which has %d here", strict.Quote(revision), strict.Quote(family), len(all))
	}
	return config.None
}

// revisionsOf says which revisions of a family there are, and where one that is written in the
// scenario itself is not used.
func (r *resolver) revisionsOf(family string, n int, all []definition) string {
	for i := range r.file.TaskDefinitions {
		at := r.root.At("taskDefinitions", i)
		if r.file.TaskDefinitions[i].Family == family && ownRevision(family, strict.Place{Faults: &strict.Faults{}, Node: at.Node}) == n {
			return "here definitions are counted whatever revision they carry: put it into a file of its own, whose revision is kept"
		}
	}
	if all[len(all)-1].revision == len(all) {
		return "revisions count the definitions of a family in this file, from 1"
	}
	var numbers []string
	for _, d := range all {
		numbers = append(numbers, strconv.Itoa(d.revision))
	}
	return "there is " + strict.List(numbers)
}

// before is the revision of a family before one; config.None where that is the first.
func (r *resolver) before(t *model.TaskDefinition) int {
	all := r.revisions[t.Family]
	i := slices.IndexFunc(all, func(d definition) bool { return d.revision == t.Revision })
	if i < 1 {
		return config.None
	}
	return all[i-1].task
}
