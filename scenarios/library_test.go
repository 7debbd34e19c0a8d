package scenarios

import (
	"context"
	"strings"
	"testing"

	"ecssim/sim"
	"ecssim/sim/report"
)

// TestLibrary loads and runs every scenario of the library, and holds it to what
// it expects itself.
func TestLibrary(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if s.Name != name {
				t.Errorf("the file's name is %s", s.Name)
			}
			if s.Title == "" || s.Description == "" || s.Lesson == "" || s.Source == "" || len(s.Expect) == 0 {
				t.Error("lacks one of title, description, lesson, source, expect")
			}
			r, err := sim.Run(context.Background(), s.Config, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, failure := range Unmet(s.Expectations(report.ValueOf(r))) {
				t.Error(failure)
			}
		})
	}
}

// TestLibraryFiles names everything that a copy of a scenario needs.
func TestLibraryFiles(t *testing.T) {
	for _, name := range Names() {
		files, err := Files(name)
		if err != nil || len(files) == 0 || files[0] != name+".yaml" {
			t.Errorf("%s: %v, %v", name, files, err)
		}
		for _, file := range files {
			if text, err := ReadFile(file); err != nil || len(text) == 0 {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	_, err := Load("microservice")
	if err == nil || !strings.Contains(err.Error(), "did you mean microservices?") {
		t.Errorf("%v", err)
	}
}
