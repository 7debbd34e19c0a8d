// Package whole writes files that exist whole or not at all, and stay when the machine stops.
package whole

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// TemporaryEnd is how the names of files end that are not yet whole; they begin with a dot, the name
// to come and a hyphen.
const TemporaryEnd = ".tmp"

// Replace writes a file, in place of one that may exist. The error is that of write, or of the file system.
func Replace(path string, write func(io.Writer) error) error {
	if err := Replaceable(path); err != nil {
		return err
	}
	return written(path, write, func(temporary string) error {
		err := os.Rename(temporary, path)
		if _, there := os.Stat(path); errors.Is(err, fs.ErrNotExist) && there == nil {
			return nil // somebody else has written the same meanwhile, and taken this away
		}
		return err
	})
}

// Create writes a file that does not exist. A link refuses a name that has come to exist meanwhile;
// where the file system has no links, the file is renamed.
func Create(path string, write func(io.Writer) error) error {
	return written(path, write, func(temporary string) error {
		if err := os.Link(temporary, path); err == nil {
			return nil
		} else if errors.Is(err, fs.ErrExist) {
			return Exists(path)
		}
		return os.Rename(temporary, path)
	})
}

// Replaceable refuses a path at which there is something else than a file.
func Replaceable(path string) error {
	if at, err := os.Lstat(path); err == nil && !at.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file; it was not overwritten", path)
	}
	return nil
}

// Exists says that a file is not overwritten.
func Exists(path string) error {
	return fmt.Errorf("%s exists already; it was not overwritten", path)
}

// written writes a temporary file beside its place, to the disk, and has it named.
func written(path string, write func(io.Writer) error, name func(temporary string) error) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-*"+TemporaryEnd)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	w := bufio.NewWriterSize(f, 1<<18)
	if err = write(w); err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := name(f.Name()); err != nil {
		return err
	}
	if d, err := os.Open(folder); err == nil { // so that the name is on the disk too
		_ = d.Sync() // not every file system can
		_ = d.Close()
	}
	return nil
}
