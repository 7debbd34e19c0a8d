package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A copy that cannot be written whole leaves nothing, whichever of its files fails: W2. What was
// there before stays.
func TestCopyLeavesNothing(t *testing.T) {
	for fails := range 3 {
		root := t.TempDir()
		if err := os.WriteFile(filepath.Join(root, "mine"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		var files []newFile
		for _, name := range []string{"a.yaml", "x/y/b.json", "x/z/c.json"} {
			files = append(files, newFile{filepath.Join(root, "new", "deep", name), []byte("text")})
		}
		n := 0
		err := writeNew(files, func(f newFile) error {
			if n++; n > fails {
				return errFull
			}
			return writeWhole(f)
		})
		if !errors.Is(err, errFull) {
			t.Errorf("file %d: %v, want the error of writing", fails, err)
		}
		left := ""
		_ = filepath.WalkDir(root, func(path string, _ fs.DirEntry, _ error) error {
			if path != root {
				left += path + " "
			}
			return nil
		})
		if left != filepath.Join(root, "mine")+" " {
			t.Errorf("file %d: left %s", fails, left)
		}
	}
}
