package plaintext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCharacters(t *testing.T) {
	for _, x := range []struct {
		c                   rune
		hidden, name, prose bool
		described           string
	}{
		{'a', false, true, true, ""}, {' ', false, true, true, ""}, {'~', false, true, true, ""},
		{'é', false, true, true, ""}, {'日', false, true, true, ""}, {'\u0601', false, true, true, ""},
		{0, true, false, false, "the control character U+0000"}, {0x1b, true, false, false, "the control character U+001B"},
		{0x7f, true, false, false, "the control character U+007F"}, {0x9b, true, false, false, "the control character U+009B"},
		{'\n', true, false, true, "a line break (U+000A)"}, {'\r', true, false, false, "a line break (U+000D)"},
		{'\t', true, false, true, "a tab"}, {'\u0085', true, false, false, "a line break (U+0085)"},
		{'\u2028', true, false, false, "a line break (U+2028)"}, {'\u2029', true, false, false, "a line break (U+2029)"},
		{'\u202e', true, false, false, "U+202E, which turns the direction of writing"},
		{'\u2066', true, false, false, "U+2066, which turns the direction of writing"},
		{'\u200f', true, false, false, "U+200F, which turns the direction of writing"},
		{'\u061c', true, false, false, "U+061C, which turns the direction of writing"},
		{'\u200b', true, false, false, "U+200B, which is not seen"}, {'\u00ad', true, false, false, "U+00AD, which is not seen"},
		{'\ufeff', true, false, false, "U+FEFF, which is not seen"}, {'\u2060', true, false, false, "U+2060, which is not seen"},
		{'\u3164', true, false, false, "U+3164, which is not seen"}, {'\U000e0041', true, false, false, "U+E0041, which is not seen"},
		{'\u200d', false, false, true, "U+200D, which is not seen"}, {'\ufe0f', false, false, true, "U+FE0F, which is not seen"},
		{'\u00a0', false, false, true, "U+00A0, a blank other than the usual one"}, {'\u3000', false, false, true, "U+3000, a blank other than the usual one"},
	} {
		if h, n, p := Hidden(x.c), InName(x.c), InText(x.c); h != x.hidden || n != x.name || p != x.prose {
			t.Errorf("%U: hidden %v, in a name %v, in a text %v; want %v, %v, %v", x.c, h, n, p, x.hidden, x.name, x.prose)
		}
		if got := Describe(x.c); x.described != "" && got != x.described {
			t.Errorf("%U: %q, want %q", x.c, got, x.described)
		}
	}
}

func TestEscape(t *testing.T) {
	for s, want := range map[string]string{
		"web": "web", "": "", "Müller 日本": "Müller 日本", "a\\b": `a\b`,
		"\x1b[31m": `\x1b[31m`, "a\nb\r": `a\nb\r`, "\u202egpj": `\u202egpj`, "\x9b": `\x9b`, "\u009b": `\u009b`,
		"x\xff\xfe": `x\xff\xfe`, "\ufffd": "\ufffd", "\U000e0041": `\U000e0041`, "\x00": `\x00`,
	} {
		if got := Escape(s); got != want {
			t.Errorf("Escape(%q) = %q, want %q", s, got, want)
		}
	}
	if got, want := EscapeLines("a\tb\nc\r\x1b"), "a b\nc\\r\\x1b"; got != want {
		t.Errorf("EscapeLines: %q, want %q", got, want)
	}
}

func TestShort(t *testing.T) {
	sixty := strings.Repeat("é", MostEchoed)
	for s, want := range map[string]string{"": "", sixty: sixty, sixty + "x": sixty + "...", strings.Repeat("a", 100_000): strings.Repeat("a", 60) + "..."} {
		if got := Short(s); got != want {
			t.Errorf("Short(%.80q) = %q, want %q", s, got, want)
		}
	}
	if got, want := Echo("a\n"+sixty), `a\n`+strings.Repeat("é", 58)+"..."; got != want {
		t.Errorf("Echo: %q, want %q", got, want)
	}
}

// FuzzEscape: what comes out shows as it is, whatever goes in, and is not escaped twice.
func FuzzEscape(f *testing.F) {
	f.Add("web")
	f.Add("\x1b]8;;http://example.invalid\a\u202e\u2028\xff\U000e0041\n")
	f.Fuzz(func(t *testing.T, s string) {
		one, many := Escape(s), EscapeLines(s)
		for _, out := range []string{one, strings.ReplaceAll(many, "\n", "")} {
			if strings.ContainsFunc(out, Hidden) || strings.ContainsFunc(out, unicode.IsControl) || !utf8.ValidString(out) {
				t.Fatalf("%q gives %q", s, out)
			}
			if again := Escape(out); again != out {
				t.Fatalf("%q is escaped again to %q", out, again)
			}
		}
		if e := Echo(s); utf8.RuneCountInString(Short(s)) > MostEchoed+3 || strings.ContainsFunc(e, Hidden) {
			t.Fatalf("%q is shown as %q", s, e)
		}
	})
}
