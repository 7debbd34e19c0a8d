// Package page is the teaching page: its files, with the words of its lessons in each language. The
// static site and ecssim serve have the same ones, but for the engine that answers.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/scenarios"
	"ecssim/scenarios/edit"
)

//go:embed assets
var assets embed.FS

// Engine is what answers the questions of the page.
type Engine string

// The engines: the simulator as WebAssembly in a worker, and a server on the same machine.
const (
	Worker Engine = "worker"
	Serve  Engine = "serve"
)

// Policy is the Content-Security-Policy of the page.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; " +
	"img-src 'self' data:; base-uri 'none'; form-action 'none'"

// common are the files that are the same for both engines.
var common = []string{"page.js", "lesson.js", "own.js", "show.js", "dom.js"}

// Languages are those of the page.
var Languages = []string{"en", "ko"}

// Files are the files of the page by name, all in one folder. The worker needs ecssim.wasm and
// wasm_exec.js beside them. given says that the page is opened with a scenario of the reader's.
func Files(engine Engine, given bool) map[string][]byte {
	files := map[string][]byte{
		"index.html": index(), "engine.js": asset("engine-" + string(engine) + ".js"),
		"page.css": append([]byte(picture.Stylesheet()), asset("page.css")...),
	}
	for _, name := range common {
		files[name] = asset(name)
	}
	if engine == Worker {
		files["worker.js"] = asset("worker.js")
	}
	for _, lang := range Languages {
		files["words."+lang+".json"] = words(lang == "ko", given)
	}
	return files
}

func asset(name string) []byte {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(fmt.Sprintf("page: %v, invariant: every asset is embedded", err))
	}
	return data
}

// index is the page's HTML, with its policy, and the textures that pictures are filled with.
func index() []byte {
	text := strings.Replace(string(asset("index.html")), "<!-- policy -->", `<meta http-equiv="Content-Security-Policy" content="`+Policy+`">`, 1)
	return []byte(strings.Replace(text, "<!-- textures -->", strings.TrimSpace(picture.Textures), 1))
}

// The words of a language, as the page reads them.
type (
	wordsJSON struct {
		UI         map[string]string `json:"ui"`
		Findings   map[string]string `json:"findings"` // by code
		Lessons    []lessonJSON      `json:"lessons"`
		Statements []string          `json:"statements"`
		Library    []string          `json:"library"`
		Given      bool              `json:"given"`
	}
	lessonJSON struct {
		Number   int             `json:"number"`
		Title    string          `json:"title"`
		Topic    string          `json:"topic"`
		Question string          `json:"question"`
		Story    string          `json:"story"`
		Scenario string          `json:"scenario"`
		See      []string        `json:"see"`
		Reach    []lessons.Reach `json:"reach,omitempty"`
		predictionJSON
		Captions   []captionJSON `json:"captions"`
		Changes    []changeJSON  `json:"changes"`
		Links      []linkJSON    `json:"links"`
		Statements []int         `json:"statements"`
	}
	predictionJSON struct {
		Ask     string       `json:"ask"`
		Options []optionJSON `json:"options"`
		Answer  string       `json:"answer"`
	}
	optionJSON struct {
		Text  string `json:"text"`
		Right bool   `json:"right,omitempty"`
		Why   string `json:"why,omitempty"`
	}
	captionJSON struct {
		First lessons.Condition `json:"first"`
		Text  string            `json:"text"`
	}
	changeJSON struct {
		Set []edit.Change `json:"set"`
		predictionJSON
	}
	linkJSON struct {
		Page string `json:"page"`
		Text string `json:"text"`
	}
)

// words are the lessons and all else that is said, in one language.
func words(ko, given bool) []byte {
	w := wordsJSON{UI: map[string]string{}, Findings: map[string]string{}, Library: scenarios.Names(), Given: given}
	for key, text := range lessons.UI() {
		w.UI[key] = text.In(ko)
	}
	for code, text := range lessons.Findings() {
		w.Findings[code] = text.In(ko)
	}
	for _, s := range lessons.Statements() {
		w.Statements = append(w.Statements, s.In(ko))
	}
	for _, l := range lessons.All() {
		x := lessonJSON{
			Number: l.Number, Title: l.Title.In(ko), Topic: l.Topic.In(ko), Question: l.Question.In(ko), Story: l.Story.In(ko),
			Scenario: l.Scenario, See: l.See, Reach: l.Reach, predictionJSON: prediction(&l.Prediction, ko),
			Captions: []captionJSON{}, Statements: l.Statements,
		}
		for _, c := range l.Captions {
			x.Captions = append(x.Captions, captionJSON{c.First, c.Text.In(ko)})
		}
		for i := range l.Changes {
			x.Changes = append(x.Changes, changeJSON{l.Changes[i].Set, prediction(&l.Changes[i].Prediction, ko)})
		}
		for _, k := range l.Links {
			x.Links = append(x.Links, linkJSON{k.Page, k.Text.In(ko)})
		}
		w.Lessons = append(w.Lessons, x)
	}
	text, err := json.Marshal(&w)
	if err != nil {
		panic(fmt.Sprintf("page: %v, invariant: the words are JSON", err))
	}
	return text
}

func prediction(p *lessons.Prediction, ko bool) predictionJSON {
	x := predictionJSON{Ask: p.Ask.In(ko), Answer: p.Answer.Text.In(ko)}
	for _, o := range p.Options {
		x.Options = append(x.Options, optionJSON{o.Text.In(ko), o.Right, o.Why.In(ko)})
	}
	return x
}
