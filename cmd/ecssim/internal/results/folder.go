package results

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ecssim/cmd/ecssim/internal/whole"
)

// Names of the files in a folder of results.
const (
	manifestName = "sweep.json"
	ResultsName  = "results.parquet"
	SummaryName  = "summary.csv"
	RowsName     = "results.csv"
)

// manifest is what a folder says of the sweep whose results it holds.
type manifest struct {
	*Sweep
	Shards int `json:"shards"`
}

// OtherSweepError says that a folder holds something else than the results of this sweep.
type OtherSweepError struct{ Folder, What string }

// Error says what it holds.
func (e *OtherSweepError) Error() string {
	return fmt.Sprintf("%s holds results of %s: choose another folder, or remove it", e.Folder, e.What)
}

// Shard is the results of those points of a sweep whose number leaves the rest Number when it is
// divided by Of. The one shard of a sweep that is not dealt out is all of it.
type Shard struct {
	folder     string
	sweep      *Sweep
	number, of int
	journal    *journal // nil = the shard is finished
}

// Open opens the results of a shard, which it begins or goes on with. The error is an
// *OtherSweepError where the folder is another sweep's.
func Open(folder string, s *Sweep, number, of int) (*Shard, error) {
	x := &Shard{folder: folder, sweep: s, number: number, of: of}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	if err := x.claim(); err != nil {
		return nil, err
	}
	switch h, err := readHead(x.path()); {
	case errors.Is(err, fs.ErrNotExist):
		return x, x.begin()
	case err != nil:
		return nil, err
	case h.sweep.json() != s.json() || h.shard != x.shard():
		return nil, &OtherSweepError{x.path(), "another sweep, or of another shard"}
	}
	return x, x.removeJournals() // whoever finished it may have been killed before
}

// claim writes what the folder is of, or checks that it is of this.
func (x *Shard) claim() error {
	have, err := readManifest(x.folder)
	if errors.Is(err, fs.ErrNotExist) {
		text, err := json.MarshalIndent(manifest{x.sweep, x.of}, "", "  ")
		if err != nil {
			return err
		}
		return whole.Replace(filepath.Join(x.folder, manifestName), func(w io.Writer) error {
			_, err := w.Write(append(text, '\n'))
			return err
		})
	}
	switch {
	case err != nil:
		return err
	case have.Fingerprint != x.sweep.Fingerprint && have.Version != x.sweep.Version:
		return &OtherSweepError{x.folder, "ecssim " + have.Version + " or of another sweep"}
	case have.Fingerprint != x.sweep.Fingerprint:
		return &OtherSweepError{x.folder, "the sweep " + have.Name + " from another file, or of this file before it was changed"}
	case have.Shards != x.of:
		return &OtherSweepError{x.folder, fmt.Sprintf("this sweep in %d shards, not %d", have.Shards, x.of)}
	case have.Wall != x.sweep.Wall:
		return &OtherSweepError{x.folder, "this sweep with another choice of --deterministic"}
	}
	return nil
}

func readManifest(folder string) (*manifest, error) {
	data, err := os.ReadFile(filepath.Join(folder, manifestName))
	if err != nil {
		return nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(data, m); err != nil || m.Sweep == nil || !within(m.Shards) || !within(m.Points) {
		return nil, fmt.Errorf("%s: not what ecssim sweep run writes", filepath.Join(folder, manifestName))
	}
	return m, nil
}

// most bounds the points and the shards of a sweep.
const most = 1_000_000

func within(n int) bool { return n >= 1 && n <= most }

// path is the Parquet file of the shard.
func (x *Shard) path() string {
	if x.of == 1 {
		return filepath.Join(x.folder, ResultsName)
	}
	return shardPath(x.folder, x.number, x.of)
}

func shardPath(folder string, number, of int) string {
	width := len(fmt.Sprint(of))
	return filepath.Join(folder, fmt.Sprintf("shard-%0*d-of-%d.parquet", width, number, of))
}

// shard is what the file says of itself.
func (x *Shard) shard() string {
	if x.of == 1 {
		return ""
	}
	return shardName(x.number, x.of)
}

// part begins the names of the shard's journals, which end with partEnd.
func (x *Shard) part() string { return fmt.Sprintf(".shard-%d-of-%d-", x.number, x.of) }

const partEnd = ".part"

// named are the paths of the files in a folder whose names begin and end so.
func named(folder, begin, end string) (all []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), begin) && strings.HasSuffix(e.Name(), end) {
			all = append(all, filepath.Join(folder, e.Name()))
		}
	}
	return all, err
}

// begin begins a journal that has what those have which were left behind. Theirs stay until the shard
// is finished: whoever began them may still be at work.
func (x *Shard) begin() error {
	names, err := named(x.folder, x.part(), partEnd)
	if err != nil {
		return err
	}
	var older []*os.File
	for _, name := range names {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // somebody has finished the shard meanwhile
		}
		if err != nil {
			return err
		}
		older = append(older, f)
	}
	out, err := os.CreateTemp(x.folder, x.part()+"*"+partEnd)
	if err != nil {
		return err
	}
	x.journal, err = newJournal(out, x.sweep.Fingerprint, older...)
	return err
}

// Tally is how many points and rows the shard's file has, and how many of the points have a row that is
// not ok.
func (x *Shard) Tally() (points, rows, errors int, err error) {
	h, err := readHead(x.path())
	return len(x.points()), h.rows, h.errors, err
}

// Path is the shard's file.
func (x *Shard) Path() string { return x.path() }

// Finished reports whether the shard's file is there.
func (x *Shard) Finished() bool { return x.journal == nil }

// Missing are those of its points that are not done, in their order.
func (x *Shard) Missing() (all []int) {
	for _, p := range x.points() {
		if x.journal != nil && !x.journal.has(p) {
			all = append(all, p)
		}
	}
	return all
}

// points are those of the shard.
func (x *Shard) points() (all []int) {
	for p := x.number; p < x.sweep.Points; p += x.of {
		all = append(all, p)
	}
	return all
}

// Put keeps a point that is done.
func (x *Shard) Put(p *Point) error { return x.journal.put(p) }

// Close ends the work on the shard, of which everything that is done stays.
func (x *Shard) Close() {
	if x.journal != nil {
		x.journal.close()
	}
}

// Finish writes the shard's file when all of its points are done, and takes its journals away. The
// file of the only shard has all points.
func (x *Shard) Finish(ctx context.Context) error {
	if x.journal == nil {
		return nil
	}
	err := whole.Replace(x.path(), func(w io.Writer) error {
		return writeParquet(ctx, w, x.journal, x.sweep, x.points(), x.shard())
	})
	if err != nil {
		return err
	}
	x.journal.close()
	x.journal = nil
	return x.removeJournals()
}

// removeJournals takes away the journals of a finished shard, and what was left of writing its file.
func (x *Shard) removeJournals() error {
	parts, err := named(x.folder, x.part(), partEnd)
	left, _ := named(x.folder, "."+filepath.Base(x.path())+"-", whole.TemporaryEnd)
	for _, name := range append(parts, left...) {
		_ = os.Remove(name) // what stays does no harm
	}
	return err
}

func writeParquet(ctx context.Context, w io.Writer, j *journal, s *Sweep, numbers []int, shard string) error {
	out := newParquetWriter(w, s, shard)
	for _, n := range numbers {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := j.get(n)
		if err == nil {
			err = out.point(p)
		}
		if err != nil {
			return err
		}
	}
	return out.end()
}
