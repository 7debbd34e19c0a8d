// Command image makes an OCI image of the ecssim command without Docker: one layer with the binary, no
// base. Equal binaries give equal images: there is no time in them.
package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: image BINARY DIR")
		os.Exit(2)
	}
	digest, err := write(os.Args[1], os.Args[2], runtime.GOARCH)
	if err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
	fmt.Println("ecssim:latest", digest)
}

// write writes DIR/ecssim-image.tar, which docker load and podman load take, and DIR/image, an OCI
// layout, which crane push takes; it returns the image's digest.
func write(binary, dir, architecture string) (string, error) {
	data, err := os.ReadFile(binary)
	if err != nil {
		return "", err
	}
	img, err := image(data, architecture)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	tag, err := name.NewTag("ecssim:latest")
	if err != nil {
		return "", err
	}
	if err := tarball.WriteToFile(filepath.Join(dir, "ecssim-image.tar"), tag, img); err != nil {
		return "", err
	}
	folder := filepath.Join(dir, "image")
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if _, err := layout.Write(folder, mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: img})); err != nil {
		return "", err
	}
	digest, err := img.Digest()
	return digest.String(), err
}

// image is one with the binary alone. It runs as nobody, and needs nothing of its file system but
// what is mounted into it.
func image(binary []byte, architecture string) (v1.Image, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "ecssim", Mode: 0o755, Size: int64(len(binary)), Typeflag: tar.TypeReg}); err != nil {
		return nil, err
	}
	if _, err := w.Write(binary); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	img, err := mutate.AppendLayers(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON), layer)
	if err != nil {
		return nil, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture = "linux", architecture
	config.Config.Entrypoint = []string{"/ecssim"}
	config.Config.User = "65534:65534"
	config.Config.Env = []string{"TMPDIR=/sweep"}
	return mutate.ConfigFile(img, config)
}
