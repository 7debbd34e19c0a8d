package sweep

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios"
	"ecssim/scenarios/internal/stored"
	"ecssim/scenarios/internal/strict"
)

// Options are what is said of a sweep beside its file.
type Options struct {
	Seed         *uint64 // in place of the file's; nil = the file's
	Replications int     // of each point, in place of the file's rule; 0 = the file's
	Unseen       bool    // nobody has written the text as it stands: messages do not show its lines
}

// LoadFile reads a sweep file from disk; the scenario and the list of points that it names are looked
// for beside it. The error of a file that was read is a *scenarios.Error.
func LoadFile(name string, o Options) (*Plan, error) {
	data, err := readBeside("", name)
	if err != nil {
		return nil, err
	}
	return Parse(name, data, filepath.Dir(name), o)
}

// Parse reads a sweep file from its text. name stands in messages; files that it names are looked for
// in a folder.
func Parse(name string, data []byte, folder string, o Options) (*Plan, error) {
	f := &strict.Faults{File: name, Data: data, Foreign: o.Unseen}
	if len(bytes.TrimSpace(data)) == 0 {
		f.Add(0, 0, `wanted at least "sweep:", "scenario:" and "vary:"`, "the file is empty")
		return nil, f.Err()
	}
	root := strict.Nodes(f)
	if root == nil {
		return nil, f.Err()
	}
	l := &loader{faults: f, decoder: &strict.Decoder{Faults: f}, root: strict.Place{Faults: f, Node: root}, folder: folder}
	l.decoder.Value(root, reflect.ValueOf(&l.file).Elem(), &strict.Rule{}, "sweep")
	if err := f.Err(); err != nil {
		return nil, err
	}
	if o.Replications > 0 {
		l.file.Replications.rule = replicationsFile{Min: o.Replications}
	}
	return l.load(o)
}

// loader makes a Plan of a File, and goes on after a fault.
type loader struct {
	faults  *strict.Faults
	decoder *strict.Decoder
	root    strict.Place
	folder  string
	file    File
	plan    *Plan
	factors []factor
	taken   map[string]string // a place of the scenario file, and the address that varies it
	within  map[string]string // likewise of what such places are in
}

// factor is what is varied independently of all else: one address, or several together.
type factor struct {
	columns []int
	size    int    // values of each
	curve   *curve // where there is a value for every point; size is 0 then
}

// at is the place of a node of the file.
func (l *loader) at(n *yaml.Node) strict.Place { return strict.Place{Faults: l.faults, Node: n} }

func (l *loader) load(o Options) (*Plan, error) {
	base, err := l.scenario()
	if err != nil {
		return nil, err
	}
	tree, err := base.Tree()
	if err != nil {
		return nil, err
	}
	l.taken, l.within = map[string]string{}, map[string]string{}
	l.plan = &Plan{Name: l.file.Sweep, Scenario: base, tree: tree, Seed: base.Config.Seed, Common: true}
	if l.file.Seed != nil {
		l.plan.Seed = uint64(*l.file.Seed)
	}
	if o.Seed != nil {
		l.plan.Seed = *o.Seed
	}
	if l.file.CommonRandomNumbers != nil {
		l.plan.Common = *l.file.CommonRandomNumbers
	}
	l.measures()
	l.replications()
	if l.file.Design.kind == listed {
		if err := l.pointList(); err != nil {
			return nil, err
		}
	} else {
		l.varied()
	}
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	for c := range l.plan.Columns {
		l.plan.Columns[c].Type = typeOf(l.plan.values[c])
	}
	l.plan.identify()
	return l.plan, nil
}

// scenario reads the one that is varied: of the library, or beside the sweep file.
func (l *loader) scenario() (*scenarios.Scenario, error) {
	name, at := l.file.Scenario, l.root.At("scenario")
	if slices.Contains(scenarios.Names(), name) {
		return scenarios.Load(name)
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(l.folder, filepath.FromSlash(path))
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		at.Fail(strict.DidYouMean(name, scenarios.Names()), "%s is no scenario of the library, and no file beside this one", strict.Quote(name))
		return nil, l.faults.Err()
	}
	s, err := scenarios.LoadFile(path)
	return s, l.unseen(name, "; ecssim scenario validate says what is wrong", err)
}

// unseen takes the text of a file out of an error where the file lies outside of the sweep file's folder.
func (l *loader) unseen(name, hint string, err error) error {
	var e *strict.Error
	if errors.As(err, &e) && stored.Outside(cmp.Or(l.folder, "."), name) {
		e.Faults, e.Notes = []strict.Fault{{File: name, Message: "the file is not as wanted", Hint: "it lies outside of the sweep file's folder, so nothing of it is shown here" + hint}}, nil
	}
	return err
}

// readBeside reads a regular file of a size that a scenario may have too.
func readBeside(folder, name string) ([]byte, error) {
	path := name
	if folder != "" && !filepath.IsAbs(name) {
		path = filepath.Join(folder, filepath.FromSlash(name))
	}
	data, err := stored.Regular(os.Stat, func(name string) (fs.File, error) { return os.Open(name) }, path)
	return data, err
}

// varied reads vary and together, and combines their values.
func (l *loader) varied() {
	for i := range l.file.Vary {
		l.alone(&l.file.Vary[i])
	}
	for i, all := range l.file.Together {
		l.together(all, l.root.At("together", i))
	}
	if len(l.file.Vary)+len(l.file.Together) == 0 {
		l.root.Fail("such as vary: {cluster.instances.hosts.count: [2, 3]}", "sweep varies nothing: it has no vary and no together")
	}
	if len(l.faults.Found) == 0 {
		l.combine()
	}
}

// alone adds the factor of one address.
func (l *loader) alone(w *written) {
	c, ok := l.column(w)
	if !ok {
		return
	}
	v := &w.values
	if v.From.Node != nil && v.Points == 0 && l.file.Design.kind != grid {
		if cv, ok := l.curve(v, w.key.Value); ok {
			l.check(c, w.key.Value, v.From.Node, v.To.Node)
			l.factors = append(l.factors, factor{columns: []int{c}, curve: cv})
		}
		return
	}
	l.factors = append(l.factors, factor{columns: []int{c}, size: l.enumerated(c, w)})
}

// together adds the factor of several addresses whose values are taken in step.
func (l *loader) together(all factors, at strict.Place) {
	f := factor{}
	for i := range all {
		c, ok := l.column(&all[i])
		if !ok {
			continue
		}
		n := l.enumerated(c, &all[i])
		if f.columns = append(f.columns, c); len(f.columns) == 1 {
			f.size = n
		}
		if n != f.size && n > 0 && f.size > 0 {
			l.at(all[i].values.node).Fail("", "%s has %d values, and %s has %d: those that are varied together have as many", all[i].key.Value, n, all[0].key.Value, f.size)
		}
	}
	if len(all) == 0 {
		at.Fail("", "together has no address here, wanted one at least")
	}
	l.factors = append(l.factors, f)
}

// column adds the column of an address.
func (l *loader) column(w *written) (int, bool) {
	address := w.key.Value
	if n := strings.Count(address, ".") + 1; n > 32 || len(address) > 1000 {
		l.at(w.key).Fail("", "the address %s has %d words and %d bytes, wanted at most 32 and 1000", strict.Quote(address), n, len(address))
		return 0, false
	}
	walk := walker{decoder: l.decoder}
	targets, m := walk.find(l.plan.tree.Root(), address)
	if m != nil {
		l.at(w.key).Fail(m.hint, "the address %s %s", strict.Quote(address), m.text)
		return 0, false
	}
	for i := range targets {
		if of := l.takenBy(targets[i].steps); of != "" {
			l.at(w.key).Fail("each place is varied once", "%s leads to what %s varies too", strict.Quote(address), strict.Quote(of))
			return 0, false
		}
	}
	for i := range targets {
		l.take(targets[i].steps, address)
	}
	l.plan.Columns = append(l.plan.Columns, Column{Address: address, targets: targets, Scaled: w.values.scale != nil})
	l.plan.values = append(l.plan.values, nil)
	return len(l.plan.Columns) - 1, true
}

// takenBy is the address that varies a place, something in it, or something that it is in; "" = none does.
func (l *loader) takenBy(steps []step) string {
	for n := range len(steps) + 1 {
		if of := l.taken[pathOf(steps[:n])]; of != "" {
			return of
		}
	}
	return l.within[pathOf(steps)]
}

func (l *loader) take(steps []step, address string) {
	l.taken[pathOf(steps)] = address
	for n := range len(steps) {
		l.within[pathOf(steps[:n])] = address
	}
}

// enumerated reads the values of a column, and returns how many there are; 0 after a fault.
func (l *loader) enumerated(c int, w *written) int {
	v, what := &w.values, w.key.Value
	var all []Value
	switch {
	case v.list != nil:
		for _, n := range v.list {
			all = append(all, valueOf(n))
		}
		l.check(c, what, v.list...)
	case v.scale != nil:
		all = l.scaled(c, v, what)
	case v.Range != nil:
		all = l.ranged(c, v, what)
	case v.Points == 0:
		l.at(v.node).Fail("such as points: 5", "%s has no points, which a grid needs between two ends", what)
	default:
		if cv, ok := l.curve(v, what); ok {
			l.check(c, what, v.From.Node, v.To.Node)
			for i := range v.Points {
				all = append(all, cv.spaced(i, v.Points))
			}
		}
	}
	l.plan.values[c] = all
	return len(all)
}

// check decodes values as if they stood in the scenario file.
func (l *loader) check(c int, what string, values ...*yaml.Node) {
	type form struct {
		t    reflect.Type
		rule *strict.Rule
	}
	seen := map[form]bool{}
	for i := range l.plan.Columns[c].targets {
		t := &l.plan.Columns[c].targets[i]
		if seen[form{t.t, t.rule}] || t.t == nil {
			continue
		}
		seen[form{t.t, t.rule}] = true
		for _, n := range values {
			if !strict.IsNull(n) {
				l.decoder.Value(n, reflect.New(t.t).Elem(), t.rule, what)
			}
		}
	}
}

// scaled reads numbers by which what stands there is multiplied.
func (l *loader) scaled(c int, v *values, what string) (all []Value) {
	numbers := 0
	for i := range l.plan.Columns[c].targets {
		n := l.plan.Columns[c].targets[i].node
		if n == nil {
			continue
		}
		if _, ok := parseNumber(n.Value); !ok || n.Kind != yaml.ScalarNode {
			l.at(v.node).Fail("", "%s is %s in the scenario, wanted a number to scale", what, strict.Describe(n))
			return nil
		}
		numbers++
	}
	if numbers == 0 {
		l.at(v.node).Fail("give the values themselves", "%s is not in the scenario, wanted a number to scale", what)
		return nil
	}
	for _, n := range v.scale {
		x, ok := l.number(n, "scale")
		if ok && (x.unit != "" || x.value.Sign() < 0) {
			l.at(n).Fail("", "scale is %s, wanted a number of 0 or more", n.Value)
			ok = false
		}
		if ok {
			all = append(all, scaling(x))
		}
	}
	return all
}

// ranged reads a range with its step.
func (l *loader) ranged(c int, v *values, what string) (all []Value) {
	from, to := v.Range[0].Node, v.Range[1].Node
	if from == nil || to == nil {
		return nil
	}
	nodes, step := []*yaml.Node{from, to}, number{value: big.NewRat(1, 1), whole: true}
	if v.Step.Node != nil {
		nodes = append(nodes, v.Step.Node)
	}
	ends, ok := l.sameUnit(what, nodes...)
	if !ok {
		return nil
	}
	if len(ends) == 3 {
		step = ends[2]
	}
	if ends[1].value.Cmp(ends[0].value) < 0 || step.value.Sign() <= 0 {
		l.at(v.node).Fail("", "%s runs from %s to %s in steps of %s, wanted upwards", what, from.Value, to.Value, step.text(mostPlaces))
		return nil
	}
	count := new(big.Rat).Quo(new(big.Rat).Sub(ends[1].value, ends[0].value), step.value)
	steps := new(big.Int).Quo(count.Num(), count.Denom())
	if !steps.IsInt64() || steps.Int64() >= MostPoints {
		l.at(v.node).Fail("", "%s has more than %d values", what, MostPoints)
		return nil
	}
	x := number{new(big.Rat).Set(ends[0].value), ends[0].unit, ends[0].whole && step.whole}
	for range steps.Int64() + 1 {
		all = append(all, scalar(x.text(mostPlaces), from))
		x.value = new(big.Rat).Add(x.value, step.value)
	}
	l.check(c, what, from, all[len(all)-1].node)
	if !x.whole && len(all) > 1 { // the ends may be whole numbers, and the steps are none
		l.check(c, what, all[1].node)
	}
	return all
}

// curve reads two ends.
func (l *loader) curve(v *values, what string) (*curve, bool) {
	ends, ok := l.sameUnit(what, v.From.Node, v.To.Node)
	if !ok {
		return nil, false
	}
	cv := &curve{ends[0], ends[1], v.Log, v.node}
	whole := ends[0].whole && ends[1].whole
	cv.from.whole, cv.to.whole = whole, whole
	switch {
	case cv.to.value.Cmp(cv.from.value) <= 0:
		l.at(v.node).Fail("", "%s runs from %s to %s, wanted upwards", what, v.From.Value, v.To.Value)
	case v.Log && cv.from.value.Sign() <= 0:
		l.at(v.From.Node).Fail("", "%s runs from %s, wanted more than 0 on a logarithmic scale", what, v.From.Value)
	default:
		return cv, true
	}
	return nil, false
}

// measures checks the paths of what is measured.
func (l *loader) measures() {
	for i, path := range l.file.Measure {
		l.measure(path, l.root.At("measure", i))
	}
	if l.file.Measure == nil {
		for _, path := range defaultMeasures {
			l.measure(path, l.root)
		}
	}
}

// defaultMeasures are taken where the file names none.
var defaultMeasures = []string{"tasks.running", "tasks.waiting", "density.tasksPerInstance.mean", "timeToRunningSeconds.p95", "instanceHours", "usd"}

// String says what kind of design it is.
func (x *design) String() string {
	switch x.kind {
	case latinHypercube:
		return fmt.Sprintf("latinHypercube: %d", x.n)
	case halton:
		return fmt.Sprintf("halton: %d", x.n)
	case listed:
		return "list: " + x.list
	}
	return "grid"
}
