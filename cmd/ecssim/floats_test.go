package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What may differ between processors, in the code whose floats reach output. IEEE 754 defines sums,
// products, quotients and square roots to the last bit, and Go's specification allows two things
// beyond: x*y + z may be rounded once instead of twice, even across statements, unless the product
// is converted; and a float that does not fit an integer converts to any.

// exactFunctions are those of package math that are defined to the last bit; its others are
// assembly on one processor and Go on another, and each rounds in its own way.
var exactFunctions = strings.Fields(`Abs Ceil Copysign Float32bits Float64bits Float64frombits Floor Frexp Inf IsInf IsNaN Max Min Modf
	NaN Nextafter Round RoundToEven Signbit Sqrt Trunc`)

// notExact are packages and functions that use the others, or fuse.
var notExact = []string{"gonum.org/v1/", "math/cmplx", "math/rand.ExpFloat64", "math/rand.NormFloat64", "math/rand/v2.ExpFloat64", "math/rand/v2.NormFloat64"}

// fits are the functions that convert a float to an integer, with the reason why it fits.
var fits = map[string]string{
	"ecssim/cmd/ecssim/internal/picture.tenthCents":         "a million dollars at most",
	"ecssim/cmd/ecssim/page/session.seconds":                "seconds of a run, below 2^63 ns",
	"ecssim/model.parseAmount":                              "compared with 2^30 before",
	"ecssim/scenarios.resolver.managedScaling":              "a constant of 300 s",
	"ecssim/scenarios/internal/strict.ParseRule":            "bounds in tags of our own",
	"ecssim/sim/des.exp":                                    "an exponent of a float64",
	"ecssim/sim/des.newZiggurat":                            "a quotient below 1 times 2^32",
	"ecssim/sim/des.Sample.rank":                            "a share of a count",
	"ecssim/sim/des.nanoseconds":                            "compared with 2^63 before",
	"ecssim/sim/observe/find.Finder.overloaded":             "at most 2^31-1",
	"ecssim/sim/engine/internal/servicescaling.New":         "a noise of 0 to 1, in nanoseconds",
	"ecssim/sim/engine/internal/state.MetricPoint.TasksFor": "cut to 2^31 - 1; no task has no load",
	"ecssim/sim/experiment.packer.lowerBound":               "hosts for tasks that are counted",
	"ecssim/sim/packing.box.multipliers":                    "a share of all duals, which are 0 or more, times 2^50",
	"ecssim/sim/packing.rows.scaled":                        "duals times a scale that keeps them below 2^40; charges are cut",
	"ecssim/sim/plan.Prices.Offers":                         "a price of the catalogue in millionths of a dollar",
	"ecssim/sim/plan.priceFile.row":                         "a price from 0 to 100,000 dollars in millionths",
	"ecssim/sim/packing.packer.sequential":                  "a share of the largest weight, with a twentieth, times 2^30",
}

// TestFloatsAreTheSameOnEveryProcessor finds what may differ in sim, model and scenarios.
func TestFloatsAreTheSameOnEveryProcessor(t *testing.T) {
	used := map[string]bool{}
	check := func(p *typed) {
		for _, f := range findings(p) {
			if f.converts {
				if used[f.function] = true; fits[f.function] != "" {
					continue
				}
			}
			t.Errorf("%s: in %s %s", f.at, f.function, f.text)
		}
	}
	for _, p := range typedPackages(t, headless...) {
		check(p)
	}
	for _, name := range slices.Sorted(maps.Keys(fits)) {
		if !used[name] {
			t.Errorf("%s converts no float to an integer, and has a reason why it fits", name)
		}
	}
}

// TestFindings holds the check to lines that may differ and lines that may not.
func TestFindings(t *testing.T) {
	const head = "package p\n\nimport (\n\t\"math\"\n\t\"math/rand/v2\"\n)\n\n" +
		"type length float64\n\nfunc f(x, y, z float64, k float32, l length, n int, r *rand.Rand) (w float64) {\n\t"
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "source", nil)
	for line, wants := range map[string]string{
		"w = x*y + z": "product", "w = x*y; w += z": "product", "w *= x": "product", "w = z - (x*y)": "product", "w = -(x * y)": "product",
		"w = float64(k*k + k)": "product", "l = l*l": "product", "w = f(x*y, 0, 0, 0, 0, 0, nil)": "product",
		"w = float64(x*y) + z": "", "w = x*y/z + 1": "", "w = float64(x*y*z)": "", "w = math.Floor(x * y)": "", "_ = x*y < z": "",
		"w = 2*x + y": "", "w = 0.5*x + y": "", "w = 3*x + y": "product", "w /= x": "", "w *= 2": "", "n = n*n + 1": "", "const c = 1.1 * 2.3": "",
		"w = math.Exp(x)": "math.Exp is used", "g := math.Log1p; w = g(x)": "math.Log1p is used", "w = math.Sqrt(math.Abs(x))": "",
		"w = r.NormFloat64()": "math/rand/v2.NormFloat64 is used", "w = r.Float64() + math.Pi": "",
		"n = int(x)": "converted to an integer", "_ = uint8(l)": "converted to an integer", "w = float64(n)": "", "n = int(1.0)": "",
	} {
		x := &typed{fset: fset}
		x.parse(t, "p.go", head+line+"\n\t_ = math.Pi\n\treturn w\n}\n")
		x.check(t, "p", imports)
		got := ""
		for _, f := range findings(x) {
			got += f.text + "; "
		}
		if (got == "") != (wants == "") || !strings.Contains(got, wants) {
			t.Errorf("%s: found %q, want %q", line, got, wants)
		}
	}
}

// finding is a place whose result may differ between processors.
type finding struct {
	at       token.Position
	function string // package.function, or package.Type.method
	text     string
	converts bool // a float to an integer
}

// findings walks the functions of a package.
func findings(p *typed) []finding {
	var all []finding
	for _, file := range p.files {
		function := p.pkg.Path()
		var above []ast.Node // the nodes around the one looked at
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			add := func(converts bool, format string, args ...any) {
				all = append(all, finding{p.fset.Position(n.Pos()), function, fmt.Sprintf(format, args...), converts})
			}
			switch n := n.(type) {
			case *ast.FuncDecl:
				function = p.pkg.Path() + "." + n.Name.Name
				if n.Recv != nil {
					function = p.pkg.Path() + "." + receiver(n) + "." + n.Name.Name
				}
			case *ast.Ident:
				if name := usesInexact(p.info.Uses[n]); name != "" {
					add(false, "%s is used, which may differ between processors; sim/des/float.go has exact functions", name)
				}
			case *ast.CallExpr:
				if len(n.Args) == 1 && p.info.Types[n.Fun].IsType() && isKind(p.info.Types[n].Type, types.IsInteger) &&
					p.info.Types[n].Value == nil && isKind(p.info.Types[n.Args[0]].Type, types.IsFloat) {
					add(true, "a float is converted to an integer: if it does not fit, processors differ; say in the table fits why it does")
				}
			case *ast.AssignStmt:
				if n.Tok == token.MUL_ASSIGN && isKind(p.info.Types[n.Lhs[0]].Type, types.IsFloat) && !powerOfTwo(p.info.Types[n.Rhs[0]].Value) {
					add(false, "a product of floats is assigned, which can be fused with a sum: write x = float64(x * y)")
				}
			case *ast.BinaryExpr:
				if n.Op == token.MUL && p.info.Types[n].Value == nil && isKind(p.info.Types[n].Type, types.IsFloat) &&
					!powerOfTwo(p.info.Types[n.X].Value) && !powerOfTwo(p.info.Types[n.Y].Value) && !p.rounds(above) {
					add(false, "a product of floats may be fused with a sum: convert it, float64(x*y)")
				}
			}
			above = append(above, n)
			return true
		})
	}
	return all
}

// rounds reports whether what stands around a product keeps it from being fused: a conversion, a
// function of package math, another product or a quotient, a comparison.
func (p *typed) rounds(above []ast.Node) bool {
	for i := len(above) - 1; i >= 0; i-- {
		switch n := above[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.BinaryExpr:
			return n.Op != token.ADD && n.Op != token.SUB
		case *ast.CallExpr:
			if p.info.Types[n.Fun].IsType() {
				return true
			}
			of, ok := n.Fun.(*ast.SelectorExpr)
			return ok && p.info.Uses[of.Sel].Pkg() != nil && p.info.Uses[of.Sel].Pkg().Path() == "math"
		}
		return false
	}
	return false
}

// usesInexact is the name of what is used, when that is not exact.
func usesInexact(o types.Object) string {
	if o == nil || o.Pkg() == nil {
		return ""
	}
	name := o.Pkg().Path() + "." + o.Name()
	_, isFunction := o.(*types.Func)
	if isFunction && o.Pkg().Path() == "math" && !slices.Contains(exactFunctions, o.Name()) ||
		slices.ContainsFunc(notExact, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
		return name
	}
	return ""
}

func isKind(t types.Type, kind types.BasicInfo) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&kind != 0
}

// powerOfTwo reports whether a constant is 2^n, a product with which is exact.
func powerOfTwo(v constant.Value) bool {
	if v == nil {
		return false
	}
	x, _ := constant.Float64Val(constant.ToFloat(v))
	m, _ := math.Frexp(x)
	return m == 0.5 || m == -0.5
}

// typed is a package of ours with its types.
type typed struct {
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
}

// typedPackages reads and checks packages; what they import comes from the compiler's export data.
func typedPackages(t *testing.T, patterns ...string) []*typed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Dir,GoFiles,Export,DepOnly"}, patterns...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles                 []string
		DepOnly                 bool
	}
	var own []listed
	exports := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			own = append(own, p)
		}
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var all []*typed
	for _, p := range own {
		x := &typed{fset: fset}
		for _, name := range p.GoFiles {
			x.parse(t, filepath.Join(p.Dir, name), nil)
		}
		x.check(t, p.ImportPath, imports)
		all = append(all, x)
	}
	return all
}

// parse adds a file, whose text is read where src is nil.
func (x *typed) parse(t *testing.T, name string, src any) {
	t.Helper()
	f, err := parser.ParseFile(x.fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	x.files = append(x.files, f)
}

func (x *typed) check(t *testing.T, path string, imports types.Importer) {
	t.Helper()
	x.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: imports}
	pkg, err := conf.Check(path, x.fset, x.files, x.info)
	if err != nil {
		t.Fatal(err)
	}
	x.pkg = pkg
}
