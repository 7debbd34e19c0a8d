package results

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"ecssim/sim/experiment/points"
)

// Keys of a Parquet file's metadata. sweepKey holds all of it as JSON.
const (
	sweepKey       = "ecssim.sweep"
	fingerprintKey = "ecssim.fingerprint"
	shardKey       = "ecssim.shard"       // such as 3/8; only where the file is a shard
	errorsKey      = "ecssim.errorPoints" // how many points have a row that is not ok
	checksumKey    = "ecssim.crc32c"      // of the values of all rows: those of a Parquet file's pages leave out their headers
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// rowsPerGroup is how many rows a row group of a Parquet file has: so many are held in memory, at some 2 kB each.
const rowsPerGroup = 4_000

// codec is shared, for each has encoders of its own.
var codec = &zstd.Codec{Concurrency: 1}

// orderedGroup is the columns of a file in their order; parquet.Group sorts them by name.
type orderedGroup struct {
	parquet.Group
	names []string
}

// Fields returns the columns.
func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	all := make([]parquet.Field, len(g.names))
	for i, name := range g.names {
		all[i] = byName[name]
	}
	return all
}

func (s *Sweep) schema() *parquet.Schema {
	g := orderedGroup{Group: parquet.Group{}}
	for _, f := range s.fields() {
		n := node(f.kind)
		if f.optional {
			n = parquet.Optional(n)
		}
		g.Group[f.name], g.names = parquet.Compressed(n, codec), append(g.names, f.name)
	}
	return parquet.NewSchema("sweep", g)
}

func node(k Kind) parquet.Node {
	switch k {
	case Int:
		return parquet.Int(64)
	case Double:
		return parquet.Leaf(parquet.DoubleType)
	case Bool:
		return parquet.Leaf(parquet.BooleanType)
	}
	return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
}

// parquetWriter writes points as the rows of a Parquet file.
type parquetWriter struct {
	w      *parquet.GenericWriter[any]
	fields []field
	row    parquet.Row
	bytes  []byte // of the row, for its checksum
	sum    uint32
	errors int // points with a row that is not ok
}

// newParquetWriter begins a file; shard is such as 3/8, or "" of one with all points.
func newParquetWriter(w io.Writer, s *Sweep, shard string) *parquetWriter {
	options := []parquet.WriterOption{s.schema(), parquet.CreatedBy("ecssim", s.Version, ""), parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.KeyValueMetadata(sweepKey, s.json()), parquet.KeyValueMetadata(fingerprintKey, s.Fingerprint)}
	if shard != "" {
		options = append(options, parquet.KeyValueMetadata(shardKey, shard))
	}
	return &parquetWriter{w: parquet.NewGenericWriter[any](w, options...), fields: s.fields()}
}

func (w *parquetWriter) point(p *Point) error {
	if p.Rows[len(p.Rows)-1].Status != points.OK {
		w.errors++
	}
	for i := range p.Rows {
		w.row, w.bytes = w.row[:0], w.bytes[:0]
		for c, f := range w.fields {
			v := f.get(p, &p.Rows[i])
			w.row, w.bytes = append(w.row, cell(f, v, c)), appendValue(w.bytes, v)
		}
		w.sum = crc32.Update(w.sum, castagnoli, w.bytes)
		if _, err := w.w.WriteRows([]parquet.Row{w.row}); err != nil {
			return err
		}
	}
	return nil
}

// cell is a value of a column.
func cell(f field, v any, column int) parquet.Value {
	if v == nil {
		return parquet.NullValue().Level(0, 0, column)
	}
	level := 0
	if f.optional {
		level = 1
	}
	return parquet.ValueOf(v).Level(0, level, column)
}

func (w *parquetWriter) end() error {
	w.w.SetKeyValueMetadata(errorsKey, strconv.Itoa(w.errors))
	w.w.SetKeyValueMetadata(checksumKey, checksum(w.sum))
	return w.w.Close()
}

// head is what a Parquet file says of itself.
type head struct {
	sweep  *Sweep
	shard  string
	rows   int
	sum    string
	errors int // points with a row that is not ok
}

func checksum(sum uint32) string { return fmt.Sprintf("%08x", sum) }

// readHead reads what a Parquet file says of its sweep.
func readHead(name string) (h head, err error) {
	err = withParquet(name, func(_ *parquet.File, x head) error {
		h = x
		return nil
	})
	return h, err
}

// withParquet opens a Parquet file of a sweep. A panic of the library at a file that is broken is an
// error.
func withParquet(name string, use func(f *parquet.File, h head) error) (err error) {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	defer func() {
		if p := recover(); p != nil {
			err = broken(name, p)
		}
	}()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	f, err := parquet.OpenFile(in, info.Size())
	if err != nil {
		return broken(name, err)
	}
	text, ok := f.Lookup(sweepKey)
	h := head{sweep: &Sweep{}, rows: int(f.NumRows())}
	if !ok || json.Unmarshal([]byte(text), h.sweep) != nil {
		return fmt.Errorf("%s: not a file of a sweep", name)
	}
	h.shard, _ = f.Lookup(shardKey)
	h.sum, _ = f.Lookup(checksumKey)
	count, _ := f.Lookup(errorsKey)
	h.errors, _ = strconv.Atoi(count)
	return use(f, h)
}

// ReadPoints hands the points of a Parquet file on, in their order.
func ReadPoints(name string, take func(s *Sweep, p Point) error) error {
	return withParquet(name, func(f *parquet.File, h head) error {
		x := pointReader{sweep: h.sweep, fields: h.sweep.fields(), take: take}
		if have := f.Schema().Columns(); len(have) != len(x.fields) {
			return fmt.Errorf("%s has %d columns, wanted %d", name, len(have), len(x.fields))
		}
		for _, group := range f.RowGroups() {
			if err := x.group(name, group); err != nil {
				return err
			}
		}
		if have := checksum(x.sum); have != h.sum {
			return broken(name, "its rows have the checksum "+have+", and it says "+h.sum)
		}
		return x.end()
	})
}

// pointReader puts rows together into points.
type pointReader struct {
	sweep  *Sweep
	fields []field
	take   func(s *Sweep, p Point) error
	point  *Point
	bytes  []byte
	sum    uint32
}

func (x *pointReader) group(name string, g parquet.RowGroup) error {
	rows := g.Rows()
	defer rows.Close()
	buffer := make([]parquet.Row, 128)
	for {
		n, err := rows.ReadRows(buffer)
		for _, row := range buffer[:n] {
			if err := x.row(row); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(name, err)
		}
	}
}

// broken says that a file is not what was written, whatever the library found.
func broken(name string, found any) error {
	return fmt.Errorf("%s: not a whole Parquet file: %v (remove it, and run the sweep again)", name, found)
}

func (x *pointReader) row(row parquet.Row) error {
	p := Point{Values: make([]any, len(x.sweep.Varied))}
	r := points.Row{}
	values := make([]any, len(x.sweep.Measures))
	r.Values = values
	x.bytes = x.bytes[:0]
	for _, v := range row {
		if f := x.fields[v.Column()]; v.IsNull() {
			x.bytes = appendValue(x.bytes, nil)
		} else {
			value := plain(v, f.kind)
			x.bytes = appendValue(x.bytes, value)
			f.set(&p, &r, value)
		}
	}
	x.sum = crc32.Update(x.sum, castagnoli, x.bytes)
	if r.Status != points.OK {
		r.Values = nil
	}
	if x.point != nil && x.point.Number == p.Number {
		x.point.Rows = append(x.point.Rows, r)
		return nil
	}
	if err := x.end(); err != nil {
		return err
	}
	p.Rows = []points.Row{r}
	x.point = &p
	return nil
}

// end hands the last point on.
func (x *pointReader) end() error {
	if x.point == nil {
		return nil
	}
	return x.take(x.sweep, *x.point)
}

func plain(v parquet.Value, k Kind) any {
	switch k {
	case Int:
		return v.Int64()
	case Double:
		return v.Double()
	case Bool:
		return v.Boolean()
	}
	return string(v.ByteArray())
}

func wallOf(_ *Point, r *points.Row) any {
	return orNil(float64(r.Wall.Microseconds())/1000, r.Status == points.OK)
}

func setWall(_ *Point, r *points.Row, v any) {
	r.Wall = time.Duration(v.(float64)*1000+0.5) * time.Microsecond
}

func shardName(shard, of int) string { return strconv.Itoa(shard) + "/" + strconv.Itoa(of) }
