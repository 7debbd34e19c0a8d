package strict

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"ecssim/model/plaintext"
)

// The byte order marks with which a text may begin.
var (
	markUTF8    = []byte{0xef, 0xbb, 0xbf}
	markUTF16LE = []byte{0xff, 0xfe}
	markUTF16BE = []byte{0xfe, 0xff}
	markUTF32LE = []byte{0xff, 0xfe, 0, 0}
	markUTF32BE = []byte{0, 0, 0xfe, 0xff}
)

// Readable makes f.data UTF-8 without a byte order mark, and refuses what is no text at
// all. UTF-16 is taken where a mark says which order it has, as PowerShell's > writes it.
func Readable(f *Faults) bool {
	if len(f.Data) > MaxFileBytes {
		const wanted = "wanted a scenario or task definition"
		f.Add(0, 0, "is it the right file?", "the file is larger than %d MB, %s", MaxFileBytes>>20, wanted)
		return false
	}
	return Text(f)
}

// Text is Readable of a file of any size.
func Text(f *Faults) bool {
	switch {
	case bytes.HasPrefix(f.Data, markUTF32LE), bytes.HasPrefix(f.Data, markUTF32BE):
		f.Add(0, 0, "save it as UTF-8", "the file is UTF-32, wanted UTF-8")
		return false
	case bytes.HasPrefix(f.Data, markUTF16LE):
		return decode16(f, binary.LittleEndian) && isText(f)
	case bytes.HasPrefix(f.Data, markUTF16BE):
		return decode16(f, binary.BigEndian) && isText(f)
	}
	f.Data = bytes.TrimPrefix(f.Data, markUTF8)
	return isText(f)
}

// breaks makes every line break of a text one that Line knows, so that places are right: YAML
// takes a lone carriage return for one.
func breaks(data []byte) []byte {
	if !bytes.Contains(data, []byte{'\r'}) {
		return data
	}
	data = bytes.Clone(data)
	for i, c := range data {
		if c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			data[i] = '\n'
		}
	}
	return data
}

// decode16 turns UTF-16 behind its mark into UTF-8.
func decode16(f *Faults, order binary.ByteOrder) bool {
	data := f.Data[2:]
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	var text []byte
	for i := 0; i < len(units); i++ {
		c := rune(units[i])
		if utf16.IsSurrogate(c) {
			c = unicode.ReplacementChar
			if i+1 < len(units) {
				c = utf16.DecodeRune(rune(units[i]), rune(units[i+1]))
			}
			if c == unicode.ReplacementChar {
				f.Add(0, 0, "save it as UTF-8", "the file is UTF-16 and broken: character %d is half of one", i+1)
				return false
			}
			i++
		}
		text = utf8.AppendRune(text, c)
	}
	if len(data)%2 != 0 {
		f.Add(0, 0, "is the file cut off? save it as UTF-8", "the file is UTF-16 and broken: it ends in half a character")
		return false
	}
	f.Data, f.Lines = text, nil
	return true
}

// isText refuses bytes that are no UTF-8, and control characters that no text has.
func isText(f *Faults) bool {
	if at := invalid(f.Data); at >= 0 {
		line, column := LineAndColumn(f.Data, at)
		f.Add(line, column, "is it a text file, saved as UTF-8?", "the file is not UTF-8 text")
		return false
	}
	at := bytes.IndexFunc(f.Data, func(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' })
	if at < 0 {
		f.Data = breaks(f.Data)
		return true
	}
	line, column := LineAndColumn(f.Data, at)
	switch {
	case f.Data[at] != 0:
		f.Add(line, column, "is it a text file?", "the file holds the control character U+%04X, wanted text", f.Data[at])
	case bytes.Count(f.Data, []byte{0}) >= len(f.Data)/3:
		const hint = "is it a text file? UTF-16 needs its byte order mark: save it as UTF-8"
		f.Add(line, column, hint, "the file holds a zero byte, wanted text")
	default:
		f.Add(line, column, "is it a text file?", "the file holds a zero byte, wanted text")
	}
	return false
}

// yamlText refuses characters that YAML does not take, or takes for a line break where no
// editor shows one. JSON may have them inside its texts.
func yamlText(f *Faults) bool {
	at := bytes.IndexFunc(f.Data, func(c rune) bool {
		return c == '\u0085' || c == '\u2028' || c == '\u2029' || c == '\ufffe' || c == '\uffff'
	})
	if at < 0 {
		return true
	}
	c, _ := utf8.DecodeRune(f.Data[at:])
	line, column := LineAndColumn(f.Data, at)
	f.Add(line, column, "copied from a web page? take it out", "the file holds %s, wanted YAML", plaintext.Describe(c))
	return false
}

// invalid is where the first byte stands that is no UTF-8; -1 = there is none.
func invalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// Shown is a text as a message may show it without quotes.
func Shown(text string) string { return strings.Map(printable, Short(text)) }

// printable is a character as an excerpt may show it, so that the columns stay: a blank for what
// does not show.
func printable(c rune) rune {
	if c == '\ufffd' || plaintext.Hidden(c) {
		return ' '
	}
	return c
}
