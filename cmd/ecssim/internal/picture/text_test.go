package picture

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClip(t *testing.T) {
	for _, x := range []struct {
		text string
		room int
		want string
	}{
		{"web", 21, "web"}, {"recommendations", 70, "recommend…"}, {"태스크 정의", 60, "태스크 …"}, {"web", 0, "…"}, {"", 0, ""},
	} {
		if got := clip(x.text, x.room); got != x.want {
			t.Errorf("clip(%q, %d) = %q, want %q", x.text, x.room, got, x.want)
		}
	}
	for text, want := range map[string]string{
		"recommendations/12": "recomm…/12", "web/12": "web/12", "service-of-a-very-long-name": "serv…-name", "a/b/c/123456789012": "a/b/c/123…",
	} {
		if got := clipName(text, 70); got != want {
			t.Errorf("clipName(%q) = %q, want %q", text, got, want)
		}
	}
}

// Whatever a text is, its beginning fits the room, and it comes out of XML as it went in.
func FuzzTexts(f *testing.F) {
	f.Add("web/12", 40)
	f.Add("<script>&\x1b\u202e'\"", 100)
	f.Add("태스크 정의/1", 3)
	f.Add("\xff\xfe", 7)
	f.Fuzz(func(t *testing.T, text string, room int) {
		for _, cut := range []string{clip(text, room), clipName(text, room)} {
			if wide(cut) > max(room, latin) {
				t.Errorf("%q takes %d, there is room for %d", cut, wide(cut), room)
			}
			if utf8.ValidString(text) && !utf8.ValidString(cut) {
				t.Errorf("%q is cut within a character", cut)
			}
		}
		var read struct {
			A string `xml:"a,attr"`
			T string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(`<x a="`+escape(text)+`">`+escape(text)+"</x>"), &read); err != nil {
			t.Fatalf("%q: %v", escape(text), err)
		}
		if read.A != read.T || strings.ContainsAny(escape(text), `<>"'`) {
			t.Errorf("%q: %q and %q", text, read.A, read.T)
		}
	})
}
