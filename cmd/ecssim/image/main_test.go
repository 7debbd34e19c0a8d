package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// An image is whole, the same twice, and begins with the binary.
func TestImage(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "ecssim")
	if err := os.WriteFile(binary, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	a, b := t.TempDir(), t.TempDir()
	first, err := write(binary, a, "arm64")
	if err != nil {
		t.Fatal(err)
	}
	if second, err := write(binary, b, "arm64"); err != nil || first != second {
		t.Errorf("digests %s and %s, %v", first, second, err)
	}
	img, err := tarball.ImageFromPath(filepath.Join(a, "ecssim-image.tar"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Image(img); err != nil {
		t.Error(err)
	}
	index, err := layout.ImageIndexFromPath(filepath.Join(a, "image"))
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	config, err := img.ConfigFile()
	if err != nil || config.Architecture != "arm64" || len(config.Config.Entrypoint) != 1 || config.Config.Entrypoint[0] != "/ecssim" {
		t.Errorf("%+v, %v", config, err)
	}
}
