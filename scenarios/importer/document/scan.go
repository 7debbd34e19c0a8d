package document

import "encoding/json"

// A scanner of JSON that is valid, or is checked afterwards: it finds where values begin and end
// without a copy of them, for lists may be tens of megabytes.

// blank reports whether a byte is white space between values.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// next is where the next value, bracket or sign is, from an offset on; len(data) = there is none.
func next(data []byte, at int) int {
	for at < len(data) && blank(data[at]) {
		at++
	}
	return at
}

// end is where the value ends that begins at an offset: of one that is cut off, the end of the data.
func end(data []byte, at int) int {
	if at >= len(data) {
		return at
	}
	switch data[at] {
	case '"':
		return endOfText(data, at)
	case '{', '[':
		depth := 0
		for at < len(data) {
			switch data[at] {
			case '"':
				at = endOfText(data, at)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return at + 1
				}
			}
			at++
		}
		return at
	}
	for at < len(data) && !blank(data[at]) && data[at] != ',' && data[at] != ']' && data[at] != '}' {
		at++
	}
	return at
}

// endOfText is where the text ends whose first quote is at an offset.
func endOfText(data []byte, at int) int {
	for at++; at < len(data); at++ {
		switch data[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return len(data)
}

// each yields where the values of a list, or the keys and values of a map, begin and end: of valid
// JSON that begins with a bracket. The key is nil in a list.
func each(data []byte, yield func(key []byte, from, to int) bool) {
	at := next(data, 0)
	if at == len(data) {
		return
	}
	isMap := data[at] == '{'
	for at = next(data, at+1); at < len(data) && data[at] != ']' && data[at] != '}'; {
		var key []byte
		if isMap {
			to := end(data, at)
			key = data[at:to]
			at = next(data, next(data, to)+1) // behind the colon
		}
		to := end(data, at)
		if !yield(key, at, to) {
			return
		}
		if at = next(data, to); at < len(data) && data[at] == ',' {
			at = next(data, at+1)
		}
	}
}

// keyText is a key as it reads.
func keyText(key []byte) string {
	var text string
	if json.Unmarshal(key, &text) != nil {
		return string(key)
	}
	return text
}
