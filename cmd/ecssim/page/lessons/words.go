package lessons

import (
	_ "embed"
	"fmt"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed words/statements.yaml
var statementsFile []byte

//go:embed words/ui.yaml
var uiFile []byte

//go:embed words/findings.yaml
var findingsFile []byte

// Statements are what the lessons show, by Lesson.Statements less 1.
var Statements = sync.OnceValue(func() []Text { return decoded[[]Text]("statements", statementsFile) })

// UI is the words of the page around the lessons, by key.
var UI = sync.OnceValue(func() map[string]Text { return decoded[map[string]Text]("ui", uiFile) })

// Findings says what each code of a finding is about.
var Findings = sync.OnceValue(func() map[string]Text { return decoded[map[string]Text]("findings", findingsFile) })

func decoded[T any](name string, file []byte) (all T) {
	if err := yaml.Load(file, &all, yaml.WithKnownFields(true)); err != nil {
		panic(fmt.Sprintf("lessons: %s: %v, invariant: a test reads it", name, err))
	}
	return all
}
