package page_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/page"
	"ecssim/cmd/ecssim/page/lessons"
	"ecssim/sim/report"
)

// mostBytes is how large the scripts and the style of the page may be together.
const mostBytes = 40_000

func TestSize(t *testing.T) {
	for _, engine := range []page.Engine{page.Worker, page.Serve} {
		total := 0
		for name, data := range page.Files(engine, false) {
			if ext := filepath.Ext(name); ext == ".js" || ext == ".css" {
				total += len(data)
			}
		}
		t.Logf("%s: %d bytes of JavaScript and CSS", engine, total)
		if total > mostBytes {
			t.Errorf("%s: %d bytes of JavaScript and CSS, want at most %d", engine, total, mostBytes)
		}
	}
}

var imported = regexp.MustCompile(`(?:from|import|importScripts\(|fetch\(|Worker\() ?"(\./)?([\w.]+)"`)

// What the files of the page name is beside them; they name no other host, and nothing that the
// policy of the page forbids.
func TestFilesNameEachOther(t *testing.T) {
	for _, engine := range []page.Engine{page.Worker, page.Serve} {
		files := page.Files(engine, false)
		for name, data := range files {
			text := string(data)
			if strings.Contains(text, "://") && !strings.Contains(text, "http://www.w3.org/2000/svg") {
				t.Errorf("%s names another host", name)
			}
			if filepath.Ext(name) == ".html" && regexp.MustCompile(` style=| on\w+=|<script>|<style`).MatchString(text) {
				t.Errorf("%s has inline styles or scripts", name)
			}
			for _, m := range imported.FindAllStringSubmatch(text, -1) {
				if _, ok := files[m[2]]; !ok && m[2] != "wasm_exec.js" && m[2] != "ecssim.wasm" && m[2] != "ask" && m[2] != "words." {
					t.Errorf("%s: %s takes %s, which there is not", engine, name, m[2])
				}
			}
		}
	}
}

// Every word of the page is there in both languages, each that the scripts take, and no other.
func TestWords(t *testing.T) {
	files := page.Files(page.Serve, true)
	taken := map[string]bool{}
	for name, data := range files {
		if filepath.Ext(name) == ".js" {
			for _, m := range regexp.MustCompile(`\bui\.(\w+)`).FindAllStringSubmatch(string(data), -1) {
				taken[m[1]] = true
			}
			for _, m := range regexp.MustCompile(`\bbutton\("(\w+)"`).FindAllStringSubmatch(string(data), -1) {
				taken[m[1]] = true
			}
		}
	}
	for key, text := range lessons.UI() {
		if text.En == "" || text.Ko == "" {
			t.Errorf("%s is missing in a language: %+v", key, text)
		}
		if !taken[key] && !strings.HasPrefix(key, "see.") {
			t.Errorf("nothing takes the word %s", key)
		}
	}
	for key := range taken {
		if lessons.UI()[key].En == "" {
			t.Errorf("there is no word %s", key)
		}
	}
	for _, c := range report.Codes() {
		if text := lessons.Findings()[c.Code]; text.En == "" || text.Ko == "" {
			t.Errorf("the finding %s is missing in a language: %+v", c.Code, text)
		}
	}
	if len(lessons.Findings()) != len(report.Codes()) {
		t.Errorf("words for %d codes, there are %d", len(lessons.Findings()), len(report.Codes()))
	}
	var en, ko map[string]any
	for name, to := range map[string]*map[string]any{"words.en.json": &en, "words.ko.json": &ko} {
		if err := json.Unmarshal(files[name], to); err != nil {
			t.Fatal(err)
		}
	}
	if d := shape(en, ko, ""); d != "" {
		t.Errorf("the words of both languages differ at %s", d)
	}
}

// shape is where two values have other keys or lengths; "" = nowhere.
func shape(a, b any, path string) string {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return path
		}
		for k := range x {
			if d := shape(x[k], y[k], path+"."+k); d != "" {
				return d
			}
		}
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return path
		}
		for i := range x {
			if d := shape(x[i], y[i], path); d != "" {
				return d
			}
		}
	}
	return ""
}

// The scripts are such that a browser reads them.
func TestScriptsParse(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("not run: node is not here to read the scripts")
	}
	folder := t.TempDir()
	for name, data := range page.Files(page.Worker, false) {
		if filepath.Ext(name) != ".js" {
			continue
		}
		file := filepath.Join(folder, strings.TrimSuffix(name, ".js")+".mjs")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(node, "--check", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
