package cql

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// parser reads
//
//	expression = conjunction { or conjunction }
//	conjunction = term { and term }
//	term = not term | "(" expression ")" | comparison
type parser struct {
	scanner
	depth int
}

func parse(text string) (*Expr, error) {
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return nil, &SyntaxError{Pos: i, Found: fmt.Sprintf("the byte %#02x", text[i]), Wanted: "text in UTF-8"}
		}
	}
	p := parser{scanner: scanner{text: text}}
	root, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.pos < len(p.text) {
		return nil, p.trailing()
	}
	return &Expr{root}, nil
}

// trailing is the error of a whole expression with something behind it.
func (p *parser) trailing() error {
	switch p.text[p.pos] {
	case ')':
		return p.fault("and, or, or the end", "no parenthesis is open here")
	case '&', '|':
		return p.fault("and, or, or the end", "write && or ||")
	}
	return p.fault("and, or, or the end", "a value with spaces needs single quotes around it")
}

func (p *parser) expression() (node, error) {
	return p.chain(true, "or", "||", func() (node, error) {
		return p.chain(false, "and", "&&", p.term)
	})
}

func (p *parser) chain(either bool, word, symbol string, part func() (node, error)) (node, error) {
	var parts []node
	for {
		n, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, n)
		if !p.keyword(word) && !p.symbol(symbol) {
			return join(either, parts), nil
		}
	}
}

func (p *parser) term() (node, error) {
	p.skip()
	switch {
	case p.keyword("not") || !strings.HasPrefix(p.rest(), "!=") && p.symbol("!"):
		return p.negation()
	case strings.HasPrefix(p.rest(), "("):
		return p.nested(p.group)
	}
	return p.comparison()
}

// negation reads what follows a not. The parentheses of not(...) are part of
// it: they do not nest deeper, so that the canonical form, which always has
// them, nests as deep as the text.
func (p *parser) negation() (node, error) {
	of, err := p.nested(func() (node, error) {
		p.skip()
		if strings.HasPrefix(p.rest(), "(") {
			return p.group()
		}
		return p.term()
	})
	if err != nil {
		return nil, err
	}
	return &negation{of}, nil
}

func (p *parser) group() (node, error) {
	p.skip()
	open := p.pos
	p.symbol("(")
	inside, err := p.expression()
	if err != nil {
		return nil, err
	}
	if !p.symbol(")") {
		hint := fmt.Sprintf("the parenthesis at offset %d is open", open)
		return nil, p.fault("and, or or )", hint)
	}
	return inside, nil
}

// nested runs read one level deeper.
func (p *parser) nested(read func() (node, error)) (node, error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fault(fmt.Sprintf("at most %d parentheses and nots inside each other", MaxDepth), "")
	}
	defer func() { p.depth-- }()
	return read()
}

func (p *parser) comparison() (node, error) {
	p.skip()
	start := p.pos
	word := p.peek(subjectByte)
	if word == "" || reserved(word) {
		return nil, p.fault(wantedSubject, "")
	}
	s, err := subjectOf(word, start)
	if err != nil {
		return nil, err
	}
	p.pos += len(word)
	op, err := p.operator(s)
	if err != nil {
		return nil, err
	}
	c := &comparison{subject: s, op: op}
	positions, err := p.argument(c)
	if err != nil {
		return nil, err
	}
	if err := c.bind(positions); err != nil {
		return nil, err
	}
	return c, nil
}

// operator reads an operator that s allows.
func (p *parser) operator(s subject) (operator, error) {
	allowed := s.kind.operators()
	p.skip()
	start := p.pos
	op, ok := p.anyOperator()
	if !ok {
		return 0, p.fault(operatorList(s, allowed), operatorHint(p.rest()))
	}
	if !slices.Contains(allowed, op) {
		return 0, &SyntaxError{Pos: start, Found: quote(p.text[start:p.pos]), Wanted: operatorList(s, allowed), Hint: refusalHint(s, op)}
	}
	return op, nil
}

// anyOperator passes an operator in either spelling; if there is none it
// passes nothing.
func (p *parser) anyOperator() (operator, bool) {
	for _, spelling := range spellings {
		symbol := spelling.symbol
		if last := symbol[len(symbol)-1]; !wordByte(last) && p.symbol(symbol) {
			return spelling.op, true
		}
	}
	from := p.pos
	bang := p.symbol("!")
	word := p.peek(wordByte)
	for _, spelling := range spellings {
		if bang && strings.EqualFold("!"+word, spelling.symbol) || !bang && strings.EqualFold(word, spelling.word) {
			p.pos += len(word)
			return spelling.op, true
		}
	}
	p.pos = from
	return 0, false
}

// operatorList names the operators that a subject allows, for an error.
func operatorList(s subject, allowed []operator) string {
	var symbols []string
	for _, op := range allowed {
		symbols = append(symbols, op.String())
	}
	return fmt.Sprintf("an operator that %s allows: %s", clip(s.String()), strings.Join(symbols, " "))
}

func operatorHint(rest string) string {
	switch {
	case strings.HasPrefix(rest, "="):
		return "equality is =="
	case len(rest) >= 4 && strings.EqualFold(rest[:4], "not "):
		return "the operator is one word, such as not_in"
	}
	return ""
}

func refusalHint(s subject, op operator) string {
	switch {
	case s.kind == attributeKind:
		return "attributes compare as text, which has no order"
	case op == exists || op == notExists:
		return "only attributes can be missing"
	}
	return ""
}
