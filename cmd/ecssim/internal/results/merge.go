package results

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"io"

	"ecssim/cmd/ecssim/internal/whole"
)

// MissingError names the shards that are not finished.
type MissingError struct {
	Folder string
	Shards []int
	Of     int
	Sweep  *Sweep
}

// Error says how many there are, and which.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%s: %d of %d shards are missing: %s", e.Folder, len(e.Shards), e.Of, Ranges(e.Shards))
}

// Ranges writes numbers that are sorted as array jobs take them: 0,3-5.
func Ranges(numbers []int) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, numbers[i])
		if j > i {
			fmt.Fprint(&b, "-", numbers[j])
		}
		i = j + 1
	}
	return b.String()
}

// Merge puts the shards in a folder together into one Parquet file, the bytes of which are those of a
// sweep that was never dealt out. The error is a *MissingError where shards are not finished.
func Merge(ctx context.Context, folder string) error {
	m, err := readManifest(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds no results of a sweep: there is no %s", folder, manifestName)
	}
	if err != nil {
		return err
	}
	target := filepath.Join(folder, ResultsName)
	h, err := readHead(target)
	switch {
	case err == nil && h.sweep.json() == m.Sweep.json():
		return nil // it is done
	case err == nil:
		return &OtherSweepError{target, "another sweep"}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case m.Shards == 1:
		return &MissingError{folder, []int{0}, 1, m.Sweep}
	}
	if err := checkShards(folder, m); err != nil {
		return err
	}
	return mergeInto(ctx, target, folder, m)
}

// checkShards looks at what every shard says of itself.
func checkShards(folder string, m *manifest) error {
	missing := &MissingError{Folder: folder, Of: m.Shards, Sweep: m.Sweep}
	for i := range m.Shards {
		name := shardPath(folder, i, m.Shards)
		h, err := readHead(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing.Shards = append(missing.Shards, i)
		case err != nil:
			return err
		case h.shard != shardName(i, m.Shards) || h.sweep.json() != m.Sweep.json():
			return &OtherSweepError{name, "another sweep, or of another shard"}
		}
	}
	if missing.Shards != nil {
		return missing
	}
	return nil
}

// mergeInto reads one shard after the other into a journal on disk, and from that the points in their
// order: no more than their places is in memory, and one file at a time is open.
func mergeInto(ctx context.Context, target, folder string, m *manifest) error {
	temporary, err := os.CreateTemp(folder, ".merge-*"+whole.TemporaryEnd)
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	j, err := newJournal(temporary, m.Fingerprint)
	if err != nil {
		return errors.Join(err, temporary.Close())
	}
	defer j.close()
	for i := range m.Shards {
		name := shardPath(folder, i, m.Shards)
		err := ReadPoints(name, func(_ *Sweep, p Point) error {
			if p.Number%m.Shards != i || p.Number >= m.Points || j.has(p.Number) {
				return fmt.Errorf("%s has point %d, which is not its own or is there twice", name, p.Number)
			}
			return errors.Join(j.put(&p), ctx.Err())
		})
		if err != nil {
			return err
		}
	}
	all := slices.Collect(numbers(m.Points))
	return whole.Replace(target, func(w io.Writer) error {
		return writeParquet(ctx, w, j, m.Sweep, all, "")
	})
}

// numbers are 0 to n-1.
func numbers(n int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

// ParseRanges reads numbers from 0 to below n as Ranges writes them.
func ParseRanges(text string, n int) (all []int, err error) {
	for part := range strings.SplitSeq(text, ",") {
		low, high, many := strings.Cut(part, "-")
		if !many {
			high = low
		}
		from, err := strconv.Atoi(low)
		to, err2 := strconv.Atoi(high)
		if err != nil || err2 != nil || from < 0 || to < from {
			return nil, fmt.Errorf("wanted numbers such as 3,5-7")
		}
		if to >= n {
			return nil, fmt.Errorf("wanted numbers from 0 to %d", n-1)
		}
		for i := from; i <= to; i++ {
			if len(all) > 0 && all[len(all)-1] >= i {
				return nil, fmt.Errorf("wanted each number once, in their order")
			}
			all = append(all, i)
		}
	}
	return all, nil
}
