package render

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzSetOut holds setOut to json.Indent.
func FuzzSetOut(f *testing.F) {
	for _, text := range []string{`{}`, `[]`, `[[],{}]`, `{"a":[1,-2.5e3,null,true],"b":{"c":"x\"y\\","d":{}}}`, `"{[,:]}\\"`, `["\u2028",""]`, `0`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var compact, want bytes.Buffer
		if json.Compact(&compact, text) != nil {
			t.Skip()
		}
		if err := json.Indent(&want, compact.Bytes(), "    ", "  "); err != nil {
			t.Fatal(err)
		}
		if got := setOut(nil, compact.Bytes(), 2); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s\nwanted\n%s", got, want.Bytes())
		}
	})
}
