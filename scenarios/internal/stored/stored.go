// Package stored reads files that a scenario or a sweep is made of, up to the size that they may have.
package stored

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"ecssim/scenarios/internal/strict"
)

// All reads a file of a size that a scenario may have: of a larger one no
// more than shows that it is.
func All(open func(string) (fs.File, error), name string) ([]byte, error) {
	f, err := open(name)
	if err != nil {
		return nil, FileError(name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory, wanted a file", name)
	}
	return UpToMost(name, f)
}

// UpToMost reads what a scenario may have of bytes, and one more.
func UpToMost(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, strict.MaxFileBytes+1))
	if err != nil {
		return nil, FileError(name, err)
	}
	return data, nil
}

// errNoFile is a name of nothing.
var errNoFile = errors.New("no such file")

// ErrNotRegular is a name that stands for something else than stored text.
var ErrNotRegular = errors.New("not a regular file")

// Regular reads a file that a scenario or a sweep names. It looks before it opens: to
// open a named pipe would wait for who writes into it.
func Regular(stat func(string) (fs.FileInfo, error), open func(string) (fs.File, error), name string) ([]byte, error) {
	if info, err := stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", name, ErrNotRegular)
	}
	return All(open, name)
}

// FileError says why a file cannot be read, without the name of the system call and in the same words on
// every system.
func FileError(name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errNoFile
	}
	return fmt.Errorf("%s: %w", name, err)
}

// Outside says whether a path that a file in a folder names leads out of the folder, by a symbolic
// link or without.
func Outside(folder, name string) bool {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return true
	}
	defer root.Close()
	_, err = root.Stat(filepath.FromSlash(name))
	return err != nil
}
