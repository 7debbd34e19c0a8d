package catalog

import (
	_ "embed"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// All gives every type, sorted by family and then by size.
func All() []Type {
	return clone(table().types)
}

//go:embed types.csv
var typesCSV string

// parsed is the table with its index by name; read only once made.
type parsed struct {
	types []Type
	index map[string]int
}

// table is what is embedded, and what Add has added.
func table() *parsed {
	if p := withAdded.Load(); p != nil {
		return p
	}
	return embedded()
}

var embedded = sync.OnceValue(parse)

func parse() *parsed {
	p := &parsed{types: make([]Type, 0, strings.Count(typesCSV, "\n"))}
	p.index = make(map[string]int, cap(p.types))
	figures := published()
	for line := range lines(typesCSV) {
		t := parseType(line, figures)
		p.index[t.Name] = len(p.types)
		p.types = append(p.types, t)
	}
	return p
}

// parseType reads the columns in the order of types.csv's first line, which a
// test compares.
func parseType(line string, figures map[string][]Registered) Type {
	r := row{rest: line}
	var t Type
	t.Name = r.text()
	t.VCPU = r.number()
	t.MemoryMiB = r.number()
	t.Architectures = architectures(r.text())
	t.Hypervisor = r.text()
	t.MaxENIs = r.number()
	t.IPv4PerENI = r.number()
	t.NetworkCards = r.number()
	controller := branches{able: r.flag(), count: r.number()}
	listed := r.flag()
	t.TasksDefault = r.number()
	t.TasksTrunking = r.number()
	t.NetworkBandwidth = r.text()
	t.BaselineGbps = r.decimal()
	t.BurstGbps = r.decimal()
	t.USDPerHour = r.decimal()
	t.Offered = r.flag()
	t.CurrentGeneration = r.flag()
	t.Burstable = r.flag() || t.Family() == "t8i" // newer than DescribeDate, and every T family since T2 is burstable
	t.GPUs = r.number()
	t.GPUName = r.text()
	measured := r.number()
	t.Described = r.flag()
	t.Source = sourceWords(r.text())
	r.end()
	t.Trunking = listed && t.TasksTrunking > t.TasksDefault
	t.TrunkingNote = trunkingNote(t, listed, controller)
	countCards(&t)
	setRegistered(&t, measured, figures[t.Name])
	return t
}

// architectures splits a cell. The common cells share one list each: callers
// only ever see copies.
func architectures(cell string) []string {
	switch cell {
	case "x86_64":
		return x8664
	case "arm64":
		return arm64
	}
	return strings.Split(cell, ";")
}

var x8664, arm64 = []string{"x86_64"}, []string{"arm64"}

// clone copies types deeply.
func clone(types []Type) []Type {
	types = slices.Clone(types)
	for i := range types {
		types[i].Architectures = slices.Clone(types[i].Architectures)
	}
	return types
}

// lines yields the rows of an embedded table without its heading.
func lines(csv string) iter.Seq[string] {
	return func(yield func(string) bool) {
		_, csv, _ = strings.Cut(csv, "\n")
		for csv != "" {
			var line string
			line, csv, _ = strings.Cut(csv, "\n")
			if !yield(line) {
				return
			}
		}
	}
}

// row reads the cells of one line from left to right, as parts of the embedded
// text. The tables are ours and quote nothing, so encoding/csv, which copies
// every cell, would only cost time at start-up. A cell of the wrong kind is our
// fault, and panics.
type row struct {
	rest string
	done bool
}

func (r *row) text() string {
	if r.done {
		panic("catalog: row ends too early, want another cell")
	}
	cell, rest, more := strings.Cut(r.rest, ",")
	r.rest, r.done = rest, !more
	return cell
}

func (r *row) number() int {
	cell := r.text()
	if cell == "" {
		return 0
	}
	n, err := strconv.Atoi(cell)
	if err != nil {
		panic(fmt.Sprintf("catalog: cell %q, want a whole number", cell))
	}
	return n
}

func (r *row) decimal() float64 {
	cell := r.text()
	if cell == "" {
		return 0
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		panic(fmt.Sprintf("catalog: cell %q, want a decimal number", cell))
	}
	return f
}

func (r *row) flag() bool {
	switch cell := r.text(); cell {
	case "true":
		return true
	case "false", "":
		return false
	default:
		panic(fmt.Sprintf("catalog: cell %q, want true, false or nothing", cell))
	}
}

func (r *row) end() {
	if !r.done {
		panic(fmt.Sprintf("catalog: row goes on with %q, want its end", r.rest))
	}
}

// The two ends of the words for a describe-instance-types answer.
const described, dump = "describe-instance-types of ", " (getmoto/moto)"

// sourceWords turns a tag of the table's source column into words.
func sourceWords(tag string) string {
	if tag == "describe:"+DescribeDate {
		return described + DescribeDate + dump // nearly every row: no new text for each
	}
	if day, found := strings.CutPrefix(tag, "describe:"); found {
		return described + day + dump
	}
	switch tag {
	case "aws-instance-types-guide":
		return "Amazon EC2 Instance Types guide, undated"
	case "aws-news":
		return "AWS announcement, undated; the weakest source here"
	}
	panic("catalog: source tag " + tag + ", want describe:DATE, aws-instance-types-guide or aws-news")
}
