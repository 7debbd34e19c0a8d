package sweep

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/internal/paths"
	"ecssim/sim/report"
)

// MostPoints bounds the points of a sweep.
const MostPoints = 1_000_000

// Plan is a sweep file, read and checked: its points, and how each is run.
type Plan struct {
	Name     string // of the sweep
	Scenario *scenarios.Scenario
	Seed     uint64
	// Common says that replication r has the same seed at every point (common random numbers), so that
	// two points differ by what is varied alone.
	Common   bool
	Design   string   // such as grid, or halton: 200
	Columns  []Column // one for each address, in the order of the file
	Measures []Measure
	Rule     Rule
	// Notes are what is to be said of the file though it is taken, such as points that are the same.
	Notes []string

	tree   *scenarios.Tree
	values [][]Value // of each column
	index  [][]int32 // of each point and column: which of its values
	ids    []uint64
}

// Column is an address that is varied.
type Column struct {
	Address string
	Type    Type
	Scaled  bool // its values multiply what stands in the scenario file

	targets []target
}

// Measure is a path into the report of a run, and what is there: Double, Bool or String.
type Measure struct {
	Path string
	Type Type
}

// Rule says how often a point is run: Min times, and on until each of the measures Of is known well
// enough or there have been Max.
type Rule struct {
	Min        int
	Max        int
	Relative   float64 // half-width of the interval as a share of the mean; 0 = Absolute holds
	Absolute   float64 // half-width of the interval
	Of         []int   // into Plan.Measures; empty = Min runs, and Max is Min
	Confidence float64 // of all intervals together
}

// Points is how many there are.
func (p *Plan) Points() int { return len(p.index) }

// ID names a point by its values: 16 hexadecimal digits.
func (p *Plan) ID(point int) string { return fmt.Sprintf("%016x", p.ids[point]) }

// Values are what the columns are set to in a point.
func (p *Plan) Values(point int) []Value {
	all := make([]Value, len(p.Columns))
	for c, i := range p.index[point] {
		if i < 0 {
			all[c] = stays
			continue
		}
		all[c] = p.values[c][i]
	}
	return all
}

// Label says what a point is: "a = 1, b = 2", without what it leaves alone.
func (p *Plan) Label(point int) string {
	var all []string
	for c, v := range p.Values(point) {
		switch {
		case v.node == nil && v.scale == nil:
		case v.json == "null":
			all = append(all, p.Columns[c].Address+" left out")
		case p.Columns[c].Scaled:
			all = append(all, p.Columns[c].Address+" × "+v.Text())
		default:
			all = append(all, p.Columns[c].Address+" = "+v.Text())
		}
	}
	if len(all) == 0 {
		return "as written"
	}
	return strings.Join(all, ", ")
}

// Load makes the scenario of a point. It may be called by several goroutines at a time. The error is a
// *scenarios.Error: what is wrong with the scenario file when the point's values stand in it.
func (p *Plan) Load(point int) (*scenarios.Scenario, error) {
	values := p.Values(point)
	return p.tree.With(func(root *yaml.Node) {
		for c, v := range values {
			for i := range p.Columns[c].targets {
				t := &p.Columns[c].targets[i]
				switch {
				case v.scale != nil:
					scaleAt(root, t, v.scale)
				case v.node != nil:
					put(root, t.steps, v.node)
				}
			}
		}
	})
}

// scaleAt multiplies the number at a place; where there is none, nothing happens.
func scaleAt(root *yaml.Node, t *target, by *big.Rat) {
	if t.node == nil {
		return
	}
	if x, ok := parseNumber(t.node.Value); ok {
		put(root, t.steps, scalar(x.scaled(by).text(mostPlaces), t.node).node)
	}
}

// SeedOf is the seed of a replication of a point. A run of the point's scenario with this seed is that
// replication.
func (p *Plan) SeedOf(point, replication int) uint64 {
	var b [24]byte
	binary.LittleEndian.PutUint64(b[:], p.Seed)
	binary.LittleEndian.PutUint64(b[8:], uint64(replication))
	if !p.Common {
		binary.LittleEndian.PutUint64(b[16:], p.ids[point])
	}
	sum := sha256.Sum256(b[:])
	// A seed of a scenario file is below 2^31 and one of the command line below 2^64; below 2^53 it is
	// a number in every reader of the results.
	return binary.LittleEndian.Uint64(sum[:]) >> 11
}

// Measured are the values of the measures in a report: nil, float64, bool or string.
func (p *Plan) Measured(r *report.Report) []any {
	all := make([]any, len(p.Measures))
	v := report.ValueOf(r)
	for i, m := range p.Measures {
		x, ok := paths.LookUp(v, m.Path)
		switch x.(type) {
		case float64, bool, string:
			if ok {
				all[i] = x
			}
		}
	}
	return all
}

// Texts are those of the scenario file and of the files that it names.
func (p *Plan) Texts() [][]byte { return p.tree.Texts() }

// Fingerprint names the results of the sweep: those of equal fingerprints are the same. version is that
// of the program which makes them.
func (p *Plan) Fingerprint(version string) string {
	h := sha256.New()
	write := func(parts ...any) {
		for _, x := range parts {
			text, err := json.Marshal(x)
			if err != nil {
				panic("scenarios/sweep: " + err.Error() + ", invariant: texts and numbers")
			}
			h.Write(text)
			h.Write([]byte{0})
		}
	}
	write("ecssim sweep 1", version, p.Scenario.Config.DataDate, p.tree.Texts(), p.Measures, p.Rule, p.Seed, p.Common)
	for _, c := range p.Columns {
		write(c.Address, c.Type, c.Scaled)
	}
	for point := range p.index {
		for _, v := range p.Values(point) {
			write(v.json)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// identify gives every point its name, and leaves out those that are there already.
func (p *Plan) identify() {
	order := make([]int, len(p.Columns))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(p.Columns[a].Address, p.Columns[b].Address) })
	seen := make(map[uint64]bool, len(p.index))
	kept := p.index[:0]
	for point := range p.index {
		h := sha256.New()
		values := p.Values(point)
		for _, c := range order {
			fmt.Fprintf(h, "%s\x00%s\x00", p.Columns[c].Address, values[c].json)
		}
		id := binary.BigEndian.Uint64(h.Sum(nil))
		if !seen[id] {
			seen[id] = true
			kept = append(kept, p.index[point])
			p.ids = append(p.ids, id)
		}
	}
	if same := len(p.index) - len(kept); same > 0 {
		p.Notes = append(p.Notes, fmt.Sprintf("%d of %d points have the values of another, and are left out", same, len(p.index)))
	}
	p.index = kept
}
