package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// mutant is a change of one place of a file.
type mutant struct {
	file       string // from the module's root
	line       int
	start, end int // the bytes that are replaced
	text       string
	what       string // the change, in a few words
}

// apply returns the file's text with the change.
func (m *mutant) apply(src []byte) []byte {
	return append(append(append([]byte(nil), src[:m.start]...), m.text...), src[m.end:]...)
}

func (m *mutant) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.what) }

// swaps are the operators that are exchanged.
var swaps = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN, token.INC: token.DEC, token.DEC: token.INC,
}

// finder collects the mutants of a file.
type finder struct {
	fset   *token.FileSet
	name   string
	src    []byte
	beside map[string]string // a constant, and the next one of its declaration
	all    []mutant
}

// mutantsOf lists the changes of a file that are tried: another comparison or operator, a whole
// number one more or less, a condition negated, a statement left out, another constant of the
// same declaration. beside is that of constantsOf its package.
func mutantsOf(name string, src []byte, beside map[string]string) ([]mutant, error) {
	f := &finder{fset: token.NewFileSet(), name: name, src: src, beside: beside}
	file, err := parser.ParseFile(f.fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			ast.Inspect(fn.Body, f.look)
		}
	}
	return f.all, nil
}

// constantsOf lists the constants that a file declares together.
func constantsOf(src []byte) map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	beside := map[string]string{}
	for _, d := range file.Decls {
		var names []string
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
			for _, s := range g.Specs {
				for _, name := range s.(*ast.ValueSpec).Names {
					if name.Name != "_" {
						names = append(names, name.Name)
					}
				}
			}
		}
		for i, name := range names {
			if next := names[(i+1)%len(names)]; next != name {
				beside[name] = next
			}
		}
	}
	return beside
}

func (f *finder) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.swap(n.OpPos, n.Op)
	case *ast.IncDecStmt:
		f.swap(n.TokPos, n.Tok)
		f.drop(n)
	case *ast.AssignStmt:
		f.swap(n.TokPos, n.Tok)
		if n.Tok != token.DEFINE {
			f.drop(n)
		}
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && f.text(call.Fun) == "panic" {
			return false // what it stands for cannot happen, and its words are free
		}
		f.drop(n)
	case *ast.IfStmt:
		f.negate(n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			f.negate(n.Cond)
		}
	case *ast.BranchStmt:
		if n.Label == nil && n.Tok == token.CONTINUE {
			f.replace(n, "break", "break instead of continue")
		}
	case *ast.BasicLit:
		if v, err := strconv.ParseInt(n.Value, 0, 32); err == nil && n.Kind == token.INT {
			f.replace(n, strconv.FormatInt(v+1, 10), fmt.Sprintf("%d instead of %s", v+1, n.Value))
			f.replace(n, strconv.FormatInt(v-1, 10), fmt.Sprintf("%d instead of %s", v-1, n.Value))
		}
	case *ast.Ident:
		switch next, constant := f.beside[n.Name]; {
		case n.Name == "true":
			f.replace(n, "false", "false instead of true")
		case n.Name == "false":
			f.replace(n, "true", "true instead of false")
		case constant:
			f.replace(n, next, next+" instead of "+n.Name)
		}
	}
	return true
}

// swap exchanges an operator.
func (f *finder) swap(at token.Pos, op token.Token) {
	if other, ok := swaps[op]; ok {
		f.change(at, at+token.Pos(len(op.String())), other.String(), fmt.Sprintf("%v instead of %v", other, op))
	}
}

func (f *finder) negate(cond ast.Expr) {
	f.replace(cond, "!("+f.text(cond)+")", "negated: "+f.text(cond))
}

// drop leaves out a statement. What a package or variable is needed for may go with it: then it
// does not compile, and another mutant is drawn.
func (f *finder) drop(n ast.Stmt) { f.replace(n, "", "left out: "+f.text(n)) }

func (f *finder) text(n ast.Node) string {
	return string(f.src[f.fset.Position(n.Pos()).Offset:f.fset.Position(n.End()).Offset])
}

func (f *finder) replace(n ast.Node, text, what string) { f.change(n.Pos(), n.End(), text, what) }

func (f *finder) change(from, to token.Pos, text, what string) {
	at := f.fset.Position(from)
	if len(what) > 100 {
		what = what[:97] + "..."
	}
	f.all = append(f.all, mutant{f.name, at.Line, at.Offset, f.fset.Position(to).Offset, text, what})
}
