// Command mutants changes the sources of sim and model at random, one place at a time, and runs the
// tests of what is affected: a mutant that no test notices survives, and is listed. It works on a
// copy, and needs git and Go.
//
//	go run ./cmd/ecssim/mutants -n 30 -seed 7
//	go run ./cmd/ecssim/mutants -at sim/engine/script.go:197
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	n := flag.Int("n", 30, "how many mutants are tried")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of the draw")
	at := flag.String("at", "", "try every change of one `file:line` instead")
	timeout := flag.Duration("timeout", 10*time.Minute, "time for the tests of one package")
	flag.Parse()
	if err := run(*n, *seed, *at, *timeout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

func run(n int, seed uint64, at string, timeout time.Duration) error {
	c, err := newCopy(timeout)
	if err != nil {
		return err
	}
	defer os.RemoveAll(c.dir)
	all, err := c.mutants()
	if err != nil {
		return err
	}
	if at != "" {
		all = slices.DeleteFunc(all, func(m mutant) bool { return fmt.Sprintf("%s:%d", m.file, m.line) != at })
		n = len(all)
	}
	fmt.Printf("seed %d, %d changes are possible\n", seed, len(all))
	r := rand.New(rand.NewPCG(seed, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	killed, survived, unsure, broken := 0, 0, 0, 0
	for i := range all {
		if killed+survived+unsure == n {
			break
		}
		switch by, err := c.try(&all[i]); {
		case err != nil:
			return err
		case by == notCompiled:
			broken++
		case by == timedOut:
			unsure++
			fmt.Printf("UNSURE    %v (%s)\n", &all[i], by)
		case by == "":
			survived++
			fmt.Printf("SURVIVED  %v\n", &all[i])
		default:
			killed++
			fmt.Printf("killed    %v (%s)\n", &all[i], by)
		}
	}
	fmt.Printf("%d of %d killed, %d survived, %d timed out; %d more did not compile. Seed %d.\n", killed, killed+survived+unsure, survived, unsure, broken, seed)
	return nil
}

// workingCopy is a copy of the module, which is changed and tested.
type workingCopy struct {
	dir     string
	timeout time.Duration
	uses    map[string][]string // by package: those whose tests use it, itself first
}

// newCopy copies the files of the module that git knows or would add.
func newCopy(timeout time.Duration) (*workingCopy, error) {
	root, err := exec.Command("git", "rev-parse", "--show-toplevel").Output()
	if err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	c := &workingCopy{timeout: timeout}
	if c.dir, err = os.MkdirTemp("", "ecssim-mutants-"); err != nil {
		return nil, err
	}
	const copyAll = "git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' f; do " +
		"[ -e \"$f\" ] && printf '%s\\0' \"$f\"; done | tar --null -cf - -T - | tar -xf - -C \"$0\""
	cp := exec.Command("bash", "-c", copyAll, c.dir)
	cp.Dir = strings.TrimSpace(string(root))
	if out, err := cp.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("copying: %w\n%s", err, out)
	}
	c.uses, err = c.users()
	return c, err
}

// users lists, for each package, those whose tests it can make fail, in the order in which they are
// run: its own, then those nearest to the command's, which test the most.
func (c *workingCopy) users() (map[string][]string, error) {
	out, err := c.command(context.Background(), "go", "list", "-test", "-deps", "-json=ImportPath,ForTest,Deps", "./...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	users := map[string]map[string]bool{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p struct {
			ImportPath string
			ForTest    string
			Deps       []string
		}
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		tested, isTest := strings.CutSuffix(p.ImportPath, ".test")
		if !isTest {
			continue
		}
		for _, d := range append(p.Deps, tested) {
			d, _, _ = strings.Cut(d, " ")
			if users[d] == nil {
				users[d] = map[string]bool{}
			}
			users[d][tested] = true
		}
	}
	ordered := map[string][]string{}
	for pkg, by := range users {
		delete(by, pkg)
		ordered[pkg] = append([]string{pkg}, slices.Sorted(maps.Keys(by))...)
	}
	return ordered, nil
}

// mutants lists the possible changes of sim and model, without their tests and tools.
func (c *workingCopy) mutants() ([]mutant, error) {
	var all []mutant
	constants := map[string]map[string]string{} // by folder
	sources := map[string][]byte{}
	for _, top := range []string{"sim", "model"} {
		err := filepath.WalkDir(filepath.Join(c.dir, top), func(path string, d os.DirEntry, err error) error {
			name, _ := filepath.Rel(c.dir, path)
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "difftest" || d.Name() == "prices"):
				return filepath.SkipDir
			case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sources[name] = src
			dir := filepath.Dir(name)
			if constants[dir] == nil {
				constants[dir] = map[string]string{}
			}
			maps.Copy(constants[dir], constantsOf(src))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		of, err := mutantsOf(filepath.ToSlash(name), sources[name], constants[filepath.Dir(name)])
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}

// What ends a mutant that shows nothing of the tests: it does not compile, or they take too long,
// be it for an endless loop or for a busy machine.
const (
	notCompiled = "it does not compile"
	timedOut    = "its tests did not end in time"
)

// try makes a change, runs the tests and takes it back. by is what noticed it, "" for nothing.
func (c *workingCopy) try(m *mutant) (by string, err error) {
	path := filepath.Join(c.dir, filepath.FromSlash(m.file))
	src, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(path, m.apply(src), 0o644); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.WriteFile(path, src, 0o644)) }()
	pkg := "ecssim/" + strings.TrimSuffix(filepath.ToSlash(filepath.Dir(m.file)), "/")
	if c.command(context.Background(), "go", "build", pkg).Run() != nil {
		return notCompiled, nil
	}
	for _, user := range c.uses[pkg] {
		ctx, cancel := context.WithTimeout(context.Background(), c.timeout+time.Minute) // and to compile it
		out, err := c.command(ctx, "go", "test", "-failfast", "-timeout", c.timeout.String(), user).CombinedOutput()
		cancel()
		if by := noticed(user, string(out), err); by != "" {
			return by, nil
		}
	}
	return "", nil
}

// noticed is what noticed a mutant when the tests of a package have ended: the package, if one of
// them failed.
func noticed(user, out string, err error) string {
	switch {
	case err == nil:
		return ""
	case strings.Contains(out, "panic: test timed out after ") && !strings.Contains(out, "--- FAIL: "), strings.HasPrefix(err.Error(), "signal: "):
		return timedOut
	}
	return user
}

func (c *workingCopy) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = c.dir
	cmd.WaitDelay = 10 * time.Second
	return cmd
}
