package cql

import "strings"

// argument reads what c.op wants on its right side into c.values, and gives
// the offset of each value.
func (p *parser) argument(c *comparison) (positions []int, err error) {
	switch c.op {
	case exists, notExists:
		return nil, nil
	case in, notIn:
		return p.list(c)
	case matches, notMatches:
		return p.single(c, patternStops)
	}
	return p.single(c, listStops)
}

func (p *parser) single(c *comparison, stops string) ([]int, error) {
	const hint = "a list needs in or not_in; a value that holds this character needs single quotes"
	p.skip()
	if stops == listStops && strings.HasPrefix(p.rest(), "[") {
		return nil, p.fault("a value", hint)
	}
	start, value, err := p.value(stops)
	if err != nil {
		return nil, err
	}
	if next := p.rest(); next != "" && strings.IndexByte(",[]", next[0]) >= 0 {
		return nil, p.fault("the end of the value", hint)
	}
	c.values = []string{value}
	return []int{start}, nil
}

func (p *parser) list(c *comparison) (positions []int, err error) {
	if !p.symbol("[") {
		return nil, p.fault("a list such as [a, b]", "")
	}
	for {
		start, value, err := p.value(listStops)
		if err != nil {
			return nil, err
		}
		positions = append(positions, start)
		c.values = append(c.values, value)
		if p.symbol("]") {
			return positions, nil
		}
		if !p.symbol(",") {
			return nil, p.fault(", or ]", "a value with spaces needs single quotes around it")
		}
	}
}

// value reads one value, quoted or bare, and says where its text begins.
func (p *parser) value(stops string) (start int, value string, err error) {
	const wanted, quotes = "a value", "put single quotes around a value that holds this character"
	p.skip()
	rest := p.rest()
	if strings.HasPrefix(rest, "'") {
		return p.quoted()
	}
	n := bareLength(rest, stops)
	switch {
	case strings.HasPrefix(rest, "="):
		return 0, "", p.fault(wanted, "an operator such as == ends before it: put single quotes around a value that begins with =")
	case n == 0 && strings.HasPrefix(rest, `"`):
		return 0, "", p.fault(wanted, "quotes are single ones")
	case n == 0 && strings.HasPrefix(rest, "("):
		return 0, "", p.fault(wanted, quotes)
	case n == 0:
		return 0, "", p.fault(wanted, "")
	case reserved(rest[:n]):
		return 0, "", p.fault(wanted, "put single quotes around the word if it is the value")
	}
	start = p.pos
	p.pos += n
	if stop := p.rest(); stop != "" && strings.IndexByte(`("'`, stop[0]) >= 0 {
		return 0, "", p.fault("the end of the value", quotes)
	}
	return start, rest[:n], nil
}

// quoted reads a value in single quotes, which knows no escapes.
func (p *parser) quoted() (start int, value string, err error) {
	start = p.pos + 1
	value, rest, closed := strings.Cut(p.text[start:], "'")
	if !closed {
		return 0, "", p.fault("a closing single quote", "")
	}
	p.pos = len(p.text) - len(rest)
	return start, value, nil
}
