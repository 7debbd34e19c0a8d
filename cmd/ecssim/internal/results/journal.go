package results

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"time"

	"ecssim/sim/experiment/points"
)

// journal holds the points that are done, in the order in which they were. A record is written whole
// with its checksum or it does not count: a process may be killed at any moment. Of each point no more
// than its place is kept in memory.
type journal struct {
	out   *os.File
	end   int64
	files []*os.File
	at    map[int]place // by point
}

type place struct {
	file   int32
	size   int32
	offset int64
}

// magic begins a journal; the fingerprint of its sweep follows.
const magic = "ecssim sweep journal 1 "

const (
	recordHead = 8 // bytes: the length and the checksum of what follows
	mostRecord = 1 << 30
)

// newJournal begins a journal in a new file, and has what older ones of the same sweep hold too.
func newJournal(out *os.File, fingerprint string, older ...*os.File) (*journal, error) {
	j := &journal{out: out, at: map[int]place{}}
	for _, f := range older {
		if err := j.adopt(f, fingerprint); err != nil {
			return nil, err
		}
	}
	head := magic + fingerprint + "\n"
	if _, err := out.WriteString(head); err != nil {
		return nil, err
	}
	j.end = int64(len(head))
	j.files = append(j.files, out)
	return j, nil
}

// adopt takes the whole records of an older file.
func (j *journal) adopt(f *os.File, fingerprint string) error {
	head := make([]byte, len(magic)+len(fingerprint)+1)
	if n, err := f.ReadAt(head, 0); n < len(head) {
		if errors.Is(err, io.EOF) {
			return nil // it ended before it held anything
		}
		return err
	}
	if string(head) != magic+fingerprint+"\n" {
		return fmt.Errorf("%s is of another sweep, or of another version of this one", f.Name())
	}
	j.files = append(j.files, f)
	offset := int64(len(head))
	for {
		payload, err := record(f, offset)
		if err != nil {
			return err
		}
		if payload == nil {
			return nil
		}
		point, n := binary.Uvarint(payload)
		if n <= 0 {
			return nil
		}
		j.at[int(point)] = place{int32(len(j.files) - 1), int32(len(payload)), offset + recordHead}
		offset += recordHead + int64(len(payload))
	}
}

// record reads a record; nil = there is no whole one.
func record(f io.ReaderAt, offset int64) ([]byte, error) {
	var head [recordHead]byte
	if n, err := f.ReadAt(head[:], offset); n < len(head) {
		return nil, unlessEOF(err)
	}
	size := binary.LittleEndian.Uint32(head[:])
	if size == 0 || size > mostRecord {
		return nil, nil
	}
	payload := make([]byte, size)
	if n, err := f.ReadAt(payload, offset+recordHead); n < len(payload) {
		return nil, unlessEOF(err)
	}
	if crc32.ChecksumIEEE(payload) != binary.LittleEndian.Uint32(head[4:]) {
		return nil, nil
	}
	return payload, nil
}

func unlessEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// has reports whether a point is done.
func (j *journal) has(number int) bool {
	_, ok := j.at[number]
	return ok
}

// put adds a point.
func (j *journal) put(p *Point) error {
	b := appendPoint(make([]byte, recordHead, 256*(len(p.Rows)+1)), p)
	payload := b[recordHead:]
	if len(payload) > mostRecord {
		return fmt.Errorf("the rows of point %d take more than 1 GB", p.Number)
	}
	binary.LittleEndian.PutUint32(b, uint32(len(payload)))
	binary.LittleEndian.PutUint32(b[4:], crc32.ChecksumIEEE(payload))
	if _, err := j.out.WriteAt(b, j.end); err != nil {
		return err
	}
	j.at[p.Number] = place{int32(len(j.files) - 1), int32(len(payload)), j.end + recordHead}
	j.end += int64(len(b))
	return nil
}

// get reads a point that is done.
func (j *journal) get(number int) (*Point, error) {
	at, ok := j.at[number]
	if !ok {
		return nil, fmt.Errorf("point %d is not in the journal", number)
	}
	payload := make([]byte, at.size)
	if _, err := j.files[at.file].ReadAt(payload, at.offset); err != nil {
		return nil, err
	}
	return readPoint(payload)
}

// close closes the files.
func (j *journal) close() {
	for _, f := range j.files {
		_ = f.Close() // what counts has been read or written
	}
}

// What a value of a row is, in the journal.
const (
	isNull = iota
	isNumber
	isTrue
	isFalse
	isText
	isInt
)

func appendPoint(b []byte, p *Point) []byte {
	b = binary.AppendUvarint(b, uint64(p.Number))
	b = appendText(b, p.ID)
	b = appendValues(b, p.Values)
	b = binary.AppendUvarint(b, uint64(len(p.Rows)))
	for i := range p.Rows {
		r := &p.Rows[i]
		b = binary.AppendUvarint(b, uint64(r.Replication))
		b = binary.LittleEndian.AppendUint64(b, r.Seed)
		b = append(b, byte(r.Status))
		b = appendText(b, r.Error)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(r.SimSeconds))
		b = binary.AppendVarint(b, int64(r.Wall))
		b = binary.AppendVarint(b, int64(r.Events))
		b = appendValues(b, r.Values)
	}
	return b
}

func appendValues(b []byte, values []any) []byte {
	b = binary.AppendUvarint(b, uint64(len(values)))
	for _, v := range values {
		b = appendValue(b, v)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, isNumber), math.Float64bits(v))
	case int64:
		return binary.AppendVarint(append(b, isInt), v)
	case string:
		return appendText(append(b, isText), v)
	case bool:
		if v {
			return append(b, isTrue)
		}
		return append(b, isFalse)
	}
	return append(b, isNull)
}

// readPoint reads what appendPoint has written.
func readPoint(b []byte) (*Point, error) {
	r := reader{*bytes.NewReader(b), nil}
	p := &Point{Number: int(r.uvarint()), ID: r.text(), Values: r.values()}
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		p.Rows = append(p.Rows, points.Row{Replication: int(r.uvarint()), Seed: r.word(), Status: points.Status(r.byte()), Error: r.text(),
			SimSeconds: math.Float64frombits(r.word()), Wall: time.Duration(r.varint()), Events: int(r.varint()), Values: r.values()})
	}
	if r.err == nil && r.Len() > 0 {
		r.err = errors.New("bytes are left over")
	}
	if r.err != nil {
		return nil, fmt.Errorf("a record of the journal cannot be read: %w", r.err)
	}
	return p, nil
}

// reader reads values until the first error.
type reader struct {
	bytes.Reader
	err error
}

func (r *reader) note(err error) {
	if err != nil && r.err == nil {
		r.err = err
	}
}

func (r *reader) uvarint() uint64 {
	x, err := binary.ReadUvarint(r)
	r.note(err)
	return x
}

func (r *reader) varint() int64 {
	x, err := binary.ReadVarint(r)
	r.note(err)
	return x
}

func (r *reader) word() uint64 {
	var b [8]byte
	_, err := io.ReadFull(r, b[:])
	r.note(err)
	return binary.LittleEndian.Uint64(b[:])
}

func (r *reader) byte() byte {
	b, err := r.ReadByte()
	r.note(err)
	return b
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(r.Len()) {
		r.note(io.ErrUnexpectedEOF)
		return ""
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	r.note(err)
	return string(b)
}

func (r *reader) values() (all []any) {
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		all = append(all, r.value())
	}
	return all
}

func (r *reader) value() any {
	switch r.byte() {
	case isInt:
		return r.varint()
	case isNumber:
		return math.Float64frombits(r.word())
	case isText:
		return r.text()
	case isTrue:
		return true
	case isFalse:
		return false
	}
	return nil
}
