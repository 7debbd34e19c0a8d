package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/cmd/ecssim/internal/whole"
	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
)

// newFile is a file to be written: its path and content.
type newFile struct {
	path string
	data []byte
}

func (a *app) scenarioCopy() *cobra.Command {
	return &cobra.Command{
		Use:   "copy NAME [DIR]",
		Short: "Copy a library scenario into a directory, as a start for your own",
		Long: `Copies the file of a library scenario, and the task definitions it refers to,
into a directory (the current one unless another is named). It never overwrites
a file, and leaves no half-written one behind.`,
		Example: examples("ecssim scenario copy port-80-twice", "into the current directory", "ecssim scenario copy microservices work/", "into work/, which is made if need be"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usagef("%s wants a name and perhaps a directory, found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
			}
			return nil
		},
		ValidArgsFunction: scenarioNames(false),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 2 {
				dir = args[1]
			}
			if err := libraryOnly("copy takes", args[0]); err != nil {
				return err
			}
			files, err := libraryFiles(args[0], dir)
			if err != nil {
				return err
			}
			a.writing.Lock()
			err = writeNew(files, func(f newFile) error {
				if err := a.ctx.Err(); err != nil {
					return err
				}
				return writeWhole(f)
			})
			a.writing.Unlock()
			if err != nil {
				return err
			}
			return a.list(files)
		},
	}
}

// list prints the names of files that have been written.
func (a *app) list(files []newFile) error {
	var written []render.File
	for _, f := range files {
		written = append(written, render.File{Path: f.path})
		if a.forPeople() {
			fmt.Fprintln(a.stdout, plaintext.Escape(f.path))
		}
	}
	if a.forPeople() {
		return nil
	}
	return a.write(render.Files(written))
}

// libraryFiles lists the files of a library scenario with their places in dir.
func libraryFiles(name, dir string) ([]newFile, error) {
	names, err := scenarios.Files(name)
	if err != nil {
		return nil, err
	}
	var files []newFile
	for _, n := range names {
		data, err := scenarios.ReadFile(n)
		if err != nil {
			return nil, err
		}
		files = append(files, newFile{filepath.Join(dir, filepath.FromSlash(n)), data})
	}
	return files, nil
}

// writeNew writes all files or none, each by write; of the folders that it makes for them none stays
// either when it fails. It refuses to overwrite.
func writeNew(files []newFile, write func(newFile) error) (err error) {
	for _, f := range files {
		if _, err := os.Lstat(f.path); err == nil {
			return whole.Exists(f.path)
		}
	}
	var made []string // in the order in which they came to be
	defer func() {
		if err != nil {
			for _, path := range slices.Backward(made) {
				_ = os.Remove(path) // the first error is the one to tell
			}
		}
	}()
	for _, f := range files {
		missing := missingFolders(filepath.Dir(f.path))
		err := os.MkdirAll(filepath.Dir(f.path), 0o755)
		made = append(made, missing...)
		if err != nil {
			return err
		}
		if err := write(f); err != nil {
			return err
		}
		made = append(made, f.path)
	}
	return nil
}

// missingFolders lists the folders of a path that do not exist, the outermost first.
func missingFolders(dir string) []string {
	var missing []string
	for {
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		missing = append(missing, dir)
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	slices.Reverse(missing)
	return missing
}

// writeWhole writes a file that does not exist, whole or not at all.
func writeWhole(f newFile) error { return whole.Create(f.path, f.write) }

// replaceWhole is writeWhole over a file that may exist.
func replaceWhole(f newFile) error { return whole.Replace(f.path, f.write) }

func (f newFile) write(w io.Writer) error {
	_, err := w.Write(f.data)
	return err
}
