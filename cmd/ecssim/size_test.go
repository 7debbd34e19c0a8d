package main

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// What a reader has to hold in the head at once. These are the sizes of the largest, with some
// room: whoever exceeds one says so here, or finds a better wall.
const (
	mostLines   = 6000 // of a package, without tests
	mostMethods = 220  // of a type
)

// TestSizes holds packages and types to sizes that can be read, and shows the largest.
func TestSizes(t *testing.T) {
	type size struct {
		name string
		n    int
	}
	var lines, methods []size
	for _, p := range ours(t) {
		total, of := 0, map[string]int{}
		for _, name := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			total += bytes.Count(src, []byte{'\n'})
			f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
					of[receiver(fn)]++
				}
			}
		}
		lines = append(lines, size{p.ImportPath, total})
		for _, name := range slices.Sorted(maps.Keys(of)) {
			methods = append(methods, size{p.ImportPath + "." + name, of[name]})
		}
	}
	for _, x := range []struct {
		what  string
		sizes []size
		most  int
	}{{"lines of a package", lines, mostLines}, {"methods of a type", methods, mostMethods}} {
		slices.SortStableFunc(x.sizes, func(a, b size) int { return cmp.Compare(b.n, a.n) })
		for _, s := range x.sizes[:min(3, len(x.sizes))] {
			t.Logf("%s: %d %s", s.name, s.n, x.what)
		}
		if s := x.sizes[0]; s.n > x.most {
			t.Errorf("%s has %d %s, wanted at most %d", s.name, s.n, x.what, x.most)
		}
	}
}

// receiver is the name of a method's type.
func receiver(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return "?"
		}
	}
}
