package scenarios

import "testing"

// TestLibraryLoads holds every file of the library to the decoder.
func TestLibraryLoads(t *testing.T) {
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if s.Name != name {
			t.Errorf("%s.yaml has the name %s", name, s.Name)
		}
		if s.Title == "" || s.Description == "" || s.Lesson == "" || s.Source == "" || len(s.Expect) == 0 {
			t.Errorf("%s lacks one of title, description, lesson, source, expect", name)
		}
	}
}
