package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/document"
)

// utf16 is a text as PowerShell's > writes it.
func utf16(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

func TestSplit(t *testing.T) {
	for _, row := range []struct {
		name string
		data []byte
		want []string // KIND LINE:COLUMN KEYS of each document
	}{
		{"one", []byte(`{"a": 1, "b": []}`), []string{"json 1:1 [a b]"}},
		{"marked", []byte("\xef\xbb\xbf" + `{"a": 1}`), []string{"json 1:1 [a]"}},
		{"from PowerShell", utf16(`{"a": 1}`), []string{"json 1:1 [a]"}},
		{"one behind the other", []byte("{\"a\": 1}{\"b\": \"}\"}\n\n  [1]"), []string{"json 1:1 [a]", "json 1:9 [b]", "json 3:3 []"}},
		{"YAML", []byte("a: 1\nb: [2]\n"), []string{"yaml 1:1 [a b]"}},
		{"YAML documents", []byte("---\na: 1\n---\nb: 2\n"), []string{"yaml 2:1 [a]", "yaml 4:1 [b]"}},
		{"empty", []byte(" \n"), []string{"yaml 1:1 []"}},
		{"cut off", []byte(`{"a": 1}{"b": `), []string{"yaml 1:1 []"}},
		{"text behind", []byte(`{"a": 1} and more`), []string{"yaml 1:1 []"}},
		{"escapes", []byte(`{"a\"}": "\\", "b": "\u007d"}`), []string{`json 1:1 [a"} b]`}},
	} {
		t.Run(row.name, func(t *testing.T) {
			docs, err := document.Split("f", row.data)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range docs {
				kind := map[bool]string{true: "json", false: "yaml"}[d.JSON]
				got = append(got, fmt.Sprintf("%s %d:%d %v", kind, d.Line, d.Column, d.Keys()))
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
	if _, err := document.Split("f", []byte("\x00\x01\x02")); err == nil {
		t.Error("bytes that are no text are taken")
	}
}

// The places of entries are those of the file.
func TestItems(t *testing.T) {
	docs, err := document.Split("f", []byte("{\"x\": 1}\n{\n  \"list\": [\n    {\"a\": 1},\n\t[2, 3], {\"b\": \"]\"}\n  ], \"one\": {\"c\": 2}}"))
	if err != nil || len(docs) != 2 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	var got []string
	for _, key := range []string{"list", "one", "none"} {
		for n, err := range docs[1].Items(key) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s %d:%d of %d", key, n.Line, n.Column, len(n.Content)))
		}
	}
	want := []string{"list 4:5 of 2", "list 5:2 of 2", "list 5:10 of 2", "one 6:13 of 2"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !docs[1].List("list") || docs[1].List("one") || !docs[1].Map("one") || docs[1].Map("none") || !docs[1].Has("one", "list") || docs[1].Has("one", "x") {
		t.Error("lists and maps are not told apart")
	}
}

func TestYAMLTooLarge(t *testing.T) {
	docs, err := document.Split("big.yaml", bytes.Repeat([]byte("- aaaaaaaaaaaaaaa\n"), 400_000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := docs[0].Tree(); err == nil || !strings.Contains(err.Error(), "larger than 5 MB (convert it to JSON") {
		t.Errorf("%v, want it refused with what to do", err)
	}
}

// A folder is read in the order of names, with all that is below it, but for what is hidden and
// what has other extensions.
func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.json", "a.yaml", "sub/c.JSON", ".git/d.json", ".e.json", "f.txt", "sub/.terraform/g.json"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(`{"a": 1}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docs, err := document.Read([]string{dir, "-"}, strings.NewReader("[1]"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range docs {
		name := d.File
		if rel, err := filepath.Rel(dir, d.File); err == nil && d.File != "<stdin>" {
			name = filepath.ToSlash(rel)
		}
		got = append(got, fmt.Sprint(name, " ", d.Named))
	}
	want := []string{"a.yaml false", "b.json false", "sub/c.JSON false", "<stdin> true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := document.Read([]string{filepath.Join(dir, "none")}, nil); err == nil {
		t.Error("a file that is not there is read")
	}
}

// FuzzSplit holds the scanner to the JSON library: what is JSON as a whole is one document with its
// keys and entries, and no text makes it panic or lose any of it.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{`{"a": [1, {"b": "}"}], "c": null}`, "[]", `{"a":{}}[1,"\\"]{}`, "a: 1\n---\nb: {", `"x`, "{", "}{", `{"a" 1}`, "1 2 3", `{"\ud83d\ude00": 1}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, err := document.Split("f.json", data)
		if err != nil {
			return
		}
		for _, d := range docs {
			if d.JSON && !json.Valid(d.Data) {
				t.Fatalf("%q is no JSON", d.Data)
			}
			keys := d.Keys()
			tree, err := d.Tree()
			if err != nil || !d.JSON {
				continue
			}
			switch tree.Kind {
			case yaml.MappingNode:
				if len(keys) != len(tree.Content)/2 {
					t.Errorf("%d keys of %q, want %d", len(keys), d.Data, len(tree.Content)/2)
				}
				for i, key := range keys {
					if key != tree.Content[2*i].Value {
						t.Errorf("key %d of %q is %q", i, d.Data, key)
					}
				}
			case yaml.SequenceNode:
				n := 0
				for item, err := range d.Items("") {
					if err != nil {
						break
					}
					if want := tree.Content[n]; item.Kind != want.Kind || item.Value != want.Value || item.Line != want.Line || item.Column != want.Column {
						t.Errorf("entry %d of %q is %q at %d:%d, want %q at %d:%d", n, d.Data, item.Value, item.Line, item.Column, want.Value, want.Line, want.Column)
					}
					n++
				}
				if n != len(tree.Content) {
					t.Errorf("%d entries of %q, want %d", n, d.Data, len(tree.Content))
				}
			}
		}
		if len(docs) == 1 && json.Valid(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) && !docs[0].JSON && len(data) > 0 {
			if c := bytes.TrimSpace(data); len(c) > 0 && strings.ContainsRune(`{["`, rune(c[0])) {
				t.Errorf("%q is JSON, and is not taken for it", data)
			}
		}
	})
}
