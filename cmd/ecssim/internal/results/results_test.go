package results_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecssim/cmd/ecssim/internal/results"
	"ecssim/sim/experiment/points"
)

// sweepOf is a sweep with a column of every kind.
func sweepOf(n int) *results.Sweep {
	return &results.Sweep{Name: "s", Fingerprint: "0123456789abcdef", Version: "v", Points: n, Rule: points.Rule{Min: 1, Max: 5, Confidence: 0.95},
		Varied:   []results.Column{{Name: "count", Kind: results.Int}, {Name: "point", Kind: results.Double}, {Name: "on", Kind: results.Bool}, {Name: "type", Kind: results.String}},
		Measures: []results.Column{{Name: "waiting", Kind: results.Double}, {Name: "status", Kind: results.String}, {Name: "seen", Kind: results.Bool}}}
}

// pointOf is a point at random: often something is missing.
func pointOf(number int, r *rand.Rand) *results.Point {
	p := &results.Point{Number: number, ID: strings.Repeat("a", 16), Values: []any{int64(number), r.NormFloat64(), number%2 == 0, "m5"}}
	for i := range p.Values {
		if r.IntN(4) == 0 {
			p.Values[i] = nil
		}
	}
	for i := range 1 + r.IntN(4) {
		row := points.Row{Replication: i, Seed: r.Uint64() >> 11, SimSeconds: r.Float64(), Events: r.IntN(1000), Values: []any{r.Float64(), "ok,\n\"é", r.IntN(2) == 0}}
		for k := range row.Values {
			if r.IntN(4) == 0 {
				row.Values[k] = nil
			}
		}
		p.Rows = append(p.Rows, row)
	}
	if r.IntN(4) == 0 {
		last := &p.Rows[len(p.Rows)-1]
		*last = points.Row{Replication: last.Replication, Seed: last.Seed, Status: points.Invalid, Error: "no such type"}
	}
	return p
}

func open(t *testing.T, dir string, s *results.Sweep, number, of int) *results.Shard {
	t.Helper()
	x, err := results.Open(dir, s, number, of)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	return x
}

// What is put into a shard in any order comes out of its file in the order of the points, value by value.
func TestRowsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s, dir := sweepOf(40), t.TempDir()
	x := open(t, dir, s, 0, 1)
	var want []results.Point
	for i := range 40 {
		want = append(want, *pointOf(i, r))
	}
	for _, i := range r.Perm(40) {
		if err := x.Put(&want[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	var have []results.Point
	if err := results.ReadPoints(x.Path(), func(_ *results.Sweep, p results.Point) error { have = append(have, p); return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("-put +read\n%s", diff)
	}
	n, rows, bad, err := x.Tally()
	wantRows, wantBad := 0, 0
	for _, p := range want {
		wantRows += len(p.Rows)
		if p.Rows[len(p.Rows)-1].Status != points.OK {
			wantBad++
		}
	}
	if err != nil || n != 40 || rows != wantRows || bad != wantBad {
		t.Errorf("%d points, %d rows, %d with errors, %v; want 40, %d, %d", n, rows, bad, err, wantRows, wantBad)
	}
}

// A journal that was cut off anywhere, or whose end was overwritten, has the records that are whole.
func TestJournalCutOff(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	s := sweepOf(10)
	for range 60 {
		dir := t.TempDir()
		x := open(t, dir, s, 0, 1)
		var sizes []int64
		part := only(t, dir, ".shard-0-of-1-*.part")
		for i := range 10 {
			if err := x.Put(pointOf(i, r)); err != nil {
				t.Fatal(err)
			}
			sizes = append(sizes, size(t, part))
		}
		x.Close()
		cut := r.Int64N(sizes[9] + 1)
		if err := os.Truncate(part, cut); err != nil {
			t.Fatal(err)
		}
		if r.IntN(2) == 0 { // and something else is behind it, as after a crash of the machine
			garbage := make([]byte, r.IntN(200))
			for i := range garbage {
				garbage[i] = byte(r.IntN(256))
			}
			f, err := os.OpenFile(part, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write(garbage); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
		if cut < 40 { // less than its head
			continue
		}
		var want []int
		for i, end := range sizes {
			if end > cut {
				want = append(want, i)
			}
		}
		if have := open(t, dir, s, 0, 1).Missing(); !slices.Equal(have, want) {
			t.Errorf("cut at %d of %v: points %v are missing, want %v", cut, sizes, have, want)
		}
	}
}

func only(t *testing.T, dir, pattern string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(all) != 1 {
		t.Fatalf("files %v, %v; want one", all, err)
	}
	return all[0]
}

func size(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Two that work on one shard do not disturb each other: both finish, and the file is the same.
func TestTwoAtOneShard(t *testing.T) {
	s, dir := sweepOf(6), t.TempDir()
	a, b := open(t, dir, s, 1, 2), open(t, dir, s, 1, 2)
	for _, i := range []int{1, 3, 5} {
		for _, x := range []*results.Shard{a, b} {
			if err := x.Put(pointOf(i, rand.New(rand.NewPCG(uint64(i), 0)))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := a.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(a.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(a.Path())
	if err != nil || string(first) != string(second) {
		t.Errorf("the file has changed, %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
	if c := open(t, dir, s, 1, 2); !c.Finished() {
		t.Error("a shard whose file is there is not finished")
	}
}

// A shard that is not complete writes nothing.
func TestIncomplete(t *testing.T) {
	s, dir := sweepOf(4), t.TempDir()
	x := open(t, dir, s, 0, 1)
	if err := x.Put(pointOf(2, rand.New(rand.NewPCG(0, 0)))); err != nil {
		t.Fatal(err)
	}
	if err := x.Finish(t.Context()); err == nil || !strings.Contains(err.Error(), "point 0 is not in the journal") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(x.Path()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there: %v", x.Path(), err)
	}
	var missing *results.MissingError
	if err := results.Merge(t.Context(), dir); !errors.As(err, &missing) || !slices.Equal(missing.Shards, []int{0}) {
		t.Errorf("merge: %v", err)
	}
}

func TestRanges(t *testing.T) {
	for text, want := range map[string][]int{"0": {0}, "3,5-7": {3, 5, 6, 7}, "0-2,9": {0, 1, 2, 9}} {
		have, err := results.ParseRanges(text, 10)
		if err != nil || !slices.Equal(have, want) || results.Ranges(have) != text {
			t.Errorf("%s: %v, %v; want %v", text, have, err, want)
		}
	}
	for _, text := range []string{"", "a", "1-", "-1", "3-1", "1,1", "2,1", "1-3,2", "10", "0-10", "1 2"} {
		if have, err := results.ParseRanges(text, 10); err == nil {
			t.Errorf("%q: %v, wanted an error", text, have)
		}
	}
}

// The summary pairs the runs of a point with those of the first: what both share cancels out.
func TestDifferencesArePaired(t *testing.T) {
	s, dir := sweepOf(2), t.TempDir()
	x := open(t, dir, s, 0, 1)
	noise := []float64{5, -3, 8, 0}
	for i, shift := range []float64{0, 2} {
		p := &results.Point{Number: i, ID: "x", Values: make([]any, 4)}
		for r, n := range noise {
			p.Rows = append(p.Rows, points.Row{Replication: r, Values: []any{n + shift, "same", r < 3}})
		}
		if err := x.Put(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	sum, err := results.WriteSummary(t.Context(), dir, false)
	if err != nil {
		t.Fatal(err)
	}
	p := sum.Points[1]
	if *p.Measures[0].Mean != 4.5 || *p.Measures[0].Half < 5 || *p.Differences[0].Mean != 2 || *p.Differences[0].Half != 0 {
		t.Errorf("mean %v ± %v, difference %v ± %v; want 4.5 ± more than 5, 2 ± 0", *p.Measures[0].Mean, *p.Measures[0].Half, *p.Differences[0].Mean, *p.Differences[0].Half)
	}
	if p.Measures[1].Text != "same" || *p.Measures[2].Mean != 0.75 {
		t.Errorf("text %q, truth %v; want same, 0.75", p.Measures[1].Text, *p.Measures[2].Mean)
	}
}

// A file that is cut off or has a byte of something else is an error or has the same values, never others, and never a panic.
func TestBrokenFile(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	dir := t.TempDir()
	x := open(t, dir, sweepOf(2), 0, 1)
	for i := range 2 {
		if err := x.Put(pointOf(i, r)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, err := results.Summarize(t.Context(), x.Path())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(x.Path())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		data := slices.Clone(whole)
		if i%2 == 0 {
			data = data[:r.IntN(len(data))]
		} else {
			data[r.IntN(len(data))] ^= byte(1 + r.IntN(255))
		}
		if err := os.WriteFile(x.Path(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if results.Merge(t.Context(), dir) != nil {
			continue
		}
		have, err := results.Summarize(t.Context(), x.Path())
		if i%2 == 0 && err == nil {
			t.Errorf("%d of %d bytes are read as if all were there", len(data), len(whole))
		}
		if err != nil && !strings.Contains(err.Error(), x.Path()) {
			t.Errorf("%v, want the file's name", err)
		}
		if err == nil && !cmp.Equal(want, have) {
			t.Errorf("a byte of the file is another, and so are the values: -before +after\n%s", cmp.Diff(want, have))
		}
	}
}

// What a folder says of its sweep is bounded before anything is made of it.
func TestManifestBounds(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, sweepOf(2), 0, 2).Close()
	name := only(t, dir, "sweep.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"0", "-1", "1000001", "1000000000000", "1e99"} {
		for _, old := range []string{`"shards": 2`, `"points": 2`} {
			key, _, _ := strings.Cut(old, " ")
			edited := strings.Replace(string(text), old, key+" "+number, 1)
			if err := os.WriteFile(name, []byte(edited), 0o600); err != nil || edited == string(text) {
				t.Fatalf("%s: %v", edited, err)
			}
			if err := results.Merge(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "sweep.json: not what ecssim sweep run writes") {
				t.Errorf("%s %s: %v", key, number, err)
			}
		}
	}
}
