// Package lessons holds the lessons of the teaching page: a question about a scenario of the
// library, what people believe, what happens, and one input to change.
package lessons

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"ecssim/cmd/ecssim/page/telling"
	"ecssim/scenarios/edit"
)

// Text is the same in English and Korean. What stands between backquotes is code.
type Text = telling.Text

// Lesson is one lesson, a file of this folder named NN-name.yaml.
type Lesson struct {
	Number int    `yaml:"-"` // from 1, from the name of its file
	ID     string `yaml:"-"` // the rest of that name

	Title    Text   `yaml:"title"`
	Topic    Text   `yaml:"topic"`
	Question Text   `yaml:"question"`
	Story    Text   `yaml:"story"`    // what the scenario is like
	Scenario string `yaml:"scenario"` // of the library
	// See are the pictures, the most telling one first: hosts, tasks, deployment, targets,
	// exposure, reach or compare.
	See   []string `yaml:"see"`
	Reach []Reach  `yaml:"reach"` // what the picture reach asks

	Prediction `yaml:",inline"`
	Captions   []Caption `yaml:"captions"`
	Changes    []Change  `yaml:"changes"`
	Links      []Link    `yaml:"links"`
	Statements []int     `yaml:"statements"` // rows of the table of docs/teaching.md that it shows
}

// Prediction is a question with one right option.
type Prediction struct {
	Ask     Text     `yaml:"ask"`
	Options []Option `yaml:"options"`
	Answer  Answer   `yaml:"answer"`
}

// Option is a possible answer: the right one, or a belief that people hold and Why it is wrong.
type Option struct {
	Text  Text `yaml:"text"`
	Right bool `yaml:"right"`
	Why   Text `yaml:"why"`
}

// Answer is what happens, in words and in a form that a run is held to.
type Answer struct {
	Text Text `yaml:"text"`
	// Expect is in the form of a scenario's own expectations.
	Expect []map[string]any `yaml:"expect"`
	// Compare is what a comparison of network setups comes to.
	Compare []Setup `yaml:"compare"`
	// Refused stands in the message with which the scenario is refused.
	Refused string `yaml:"refused"`
}

// Setup is a row of a comparison: the hosts that are needed, and their price to the cent. Zero is
// not held to anything. The setup fargate has a price alone.
type Setup struct {
	Setup      string  `yaml:"setup"`
	Hosts      int     `yaml:"hosts"`
	USDPerHour float64 `yaml:"usdPerHour"`
}

// Reach is a question of who reaches whom, as ecssim reach takes it.
type Reach struct {
	From string `yaml:"from" json:"from"`
	To   string `yaml:"to" json:"to"`
}

// Caption is said at the first step that fulfils its condition, and until the next caption.
type Caption struct {
	First Condition `yaml:"first"`
	Text  Text      `yaml:"text"`
}

// Condition is of an event; what is empty is not asked for.
type Condition struct {
	Event   string `yaml:"event" json:"event"`               // its kind, as in docs/events.md
	Service string `yaml:"service" json:"service,omitempty"` // or RunTask request
	Task    string `yaml:"task" json:"task,omitempty"`       // such as web/1
	Nth     int    `yaml:"nth" json:"nth,omitempty"`         // of those that fulfil the rest; 0 = the first
}

// Change is some values of the scenario that are set to others, and a prediction of its own.
type Change struct {
	Set        []edit.Change `yaml:"set"`
	Prediction `yaml:",inline"`
}

// Link is a page of the documentation.
type Link struct {
	Page string `yaml:"page"` // from the root of the repository
	Text Text   `yaml:"text"`
}

//go:embed *.yaml
var files embed.FS

// All are the lessons in their order. They are part of the program, so that it panics where one is
// not as it should be.
var All = sync.OnceValue(func() []Lesson {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(fmt.Sprintf("lessons: %v, invariant: a valid pattern", err))
	}
	slices.Sort(names)
	all := make([]Lesson, len(names))
	for i, name := range names {
		if all[i], err = read(name); err != nil {
			panic(fmt.Sprintf("lessons: %s: %v, invariant: TestLessons reads every file", name, err))
		}
	}
	return all
})

func read(name string) (l Lesson, err error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return l, err
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithKnownFields(true))
	if err != nil {
		return l, err
	}
	if err := loader.Load(&l); err != nil {
		return l, err
	}
	number, id, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".yaml"), "-")
	l.ID = id
	l.Number, err = strconv.Atoi(number)
	return l, err
}
