package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestBadFiles holds each broken file to the message that its head promises, and
// to who can see the fault: the schema as well as the decoder, or the decoder alone.
func TestBadFiles(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d broken files, want 40 at least (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			seenBy, wants := head(t, string(text))
			began := time.Now()
			_, err = LoadFile(file)
			if took := time.Since(began); took > hang {
				t.Errorf("took %v, want far less than a second", took)
			}
			var e *strict.Error
			if !errors.As(err, &e) {
				t.Fatalf("%v, want an *Error", err)
			}
			if !strings.Contains(err.Error(), wants) {
				t.Errorf("message:\n%v\nwant in it: %s", err, wants)
			}
			for _, f := range e.Faults {
				if f.Line < 1 || f.Column < 1 || f.Excerpt == "" {
					t.Errorf("fault without a place: %+v", f)
				}
			}
			if fault := validate(s, text); (fault != nil) != (seenBy == "both") {
				t.Errorf("seen by %s, but the schema says %v", seenBy, fault)
			}
		})
	}
}

// head reads the first two lines of a broken file.
func head(t *testing.T, text string) (seenBy, wants string) {
	t.Helper()
	lines := strings.SplitN(text, "\n", 3)
	seenBy, one := strings.CutPrefix(lines[0], "# seen-by: ")
	wants, two := strings.CutPrefix(lines[1], "# wants: ")
	if !one || !two || seenBy != "both" && seenBy != "decoder" {
		t.Fatalf("head is %q, want # seen-by: both or decoder, then # wants: text", lines[:2])
	}
	return seenBy, wants
}
