package main

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkScenes runs the scenario files of the folder ECSSIM_SCENES, one after the other, as the command does:
// make profile measures it, so that the compiler knows of reading and writing too.
func BenchmarkScenes(b *testing.B) {
	files, err := filepath.Glob(filepath.Join(os.Getenv("ECSSIM_SCENES"), "*.yaml"))
	if err != nil || os.Getenv("ECSSIM_SCENES") == "" || len(files) == 0 {
		b.Skip("no scenario file in ECSSIM_SCENES")
	}
	out, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	for b.Loop() {
		for _, f := range files {
			if status := run([]string{"run", f, "-o", "json", "--no-remedies"}, out, out); status != 0 {
				b.Fatalf("%s: status %d", f, status)
			}
		}
	}
}
