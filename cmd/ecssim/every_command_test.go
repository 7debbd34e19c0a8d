package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"ecssim/model/plaintext"
	"ecssim/scenarios"
)

// everyCommand is a command line of each command that writes a result. TestEveryCommandIsTried says
// which one is missing.
var everyCommand = [][]string{
	{"run", "two-tasks-and-a-wall"},
	{"run", "two-tasks-and-a-wall", "--events"},
	{"run", "two-tasks-and-a-wall", "--replications", "3"},
	{"compare", "two-tasks-and-a-wall", "--setup", "awsvpc,host"},
	{"density", "--instance-type", "m5.*", "--cpu", "256", "--memory", "512"},
	{"explain", "port-80-twice"},
	{"explain", "RESOURCE:ENI"},
	{"headroom", "two-tasks-and-a-wall"},
	{"plan", "two-tasks-and-a-wall", "--instance-type", "m5.large"},
	{"diff", "two-tasks-and-a-wall", "port-80-twice"},
	{"reach", "who-talks-to-whom", "web", "api"},
	{"import", inTestdata("import/shop")},
	{"import", "commands", "shop"},
	{"import", inTestdata("import/shop"), "--write", "DIR/cluster.yaml"},
	{"sweep", "plan", "SWEEP", "--no-pilot"},
	{"sweep", "run", "SWEEP"},
	{"sweep", "run", "SWEEP", "--shard", "0", "--of", "2", "--out", "DIR"},
	{"sweep", "submit", "SWEEP", "--engine", "slurm", "--of", "2", "--out", "results"},
	{"sweep", "merge", "MERGED"},
	{"sweep", "schema"},
	{"scenario", "list"},
	{"scenario", "show", "port-80-twice"},
	{"scenario", "copy", "port-80-twice", "DIR"},
	{"scenario", "validate", "port-80-twice"},
	{"scenario", "schema"},
	{"catalog", "list", "m5.*"},
	{"catalog", "show", "m5.large"},
	{"version"},
	{"help"},
	{"help", "run"},
	{"run", "--help"},
	{"serve", "--help"}, // it goes on until Ctrl-C
	{"completion", "bash"}, {"completion", "fish"}, {"completion", "powershell"}, {"completion", "zsh"},
	{"__complete", "run", "port"}, {"__completeNoDesc", "run", "port"},
}

// inTestdata is a path that holds whatever folder a test runs in.
func inTestdata(name string) string {
	path, err := filepath.Abs(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		panic(err)
	}
	return path
}

func TestEveryCommandIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, args := range everyCommand {
		tried[args[0]] = true
		tried[strings.Join(args[:min(2, len(args))], " ")] = true
	}
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			look(sub)
		}
		name := strings.TrimPrefix(c.CommandPath(), "ecssim ")
		if c.HasParent() && !c.HasSubCommands() && !tried[name] {
			t.Errorf("everyCommand has no %q", name)
		}
	}
	look((&app{}).rootCommand())
}

// TestExamplesAreInTheLibrary: what an example of --help takes from the library is there.
func TestExamplesAreInTheLibrary(t *testing.T) {
	names := scenarios.Names()
	hyphenated := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	found := 0
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			look(sub)
		}
		for line := range strings.Lines(c.Example) {
			words := strings.Fields(line)
			if len(words) == 0 || words[0] != "ecssim" {
				continue
			}
			for _, word := range words {
				if strings.HasPrefix(word, "--") {
					break
				}
				if !hyphenated.MatchString(word) {
					continue
				}
				found++
				if !slices.Contains(names, word) {
					t.Errorf("%s: the library has no %s", c.CommandPath(), word)
				}
			}
		}
	}
	look((&app{}).rootCommand())
	if found == 0 {
		t.Error("no example is from the library")
	}
}

// called runs a command line and returns what stderr says.
func called(t *testing.T, args []string, stdout io.Writer) (status int, stderr string) {
	t.Helper()
	var b bytes.Buffer
	status = run(expanded(t, args), stdout, &b)
	return status, b.String()
}

// expanded is a command line in which DIR is a new folder, SWEEP a sweep file, and MERGED a folder with
// its results.
func expanded(t *testing.T, args []string) []string {
	t.Helper()
	args = append([]string{}, args...)
	for i, arg := range args {
		args[i] = strings.ReplaceAll(arg, "DIR", filepath.Join(t.TempDir(), "copy"))
		if arg != "SWEEP" && arg != "MERGED" {
			continue
		}
		dir := t.TempDir()
		args[i] = filepath.Join(dir, "sweep.yaml")
		text := "sweep: hosts\nscenario: two-tasks-and-a-wall\nvary: {cluster.instances.0.count: [1, 2]}\nreplications: 2\n"
		if err := os.WriteFile(args[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if arg == "MERGED" {
			if status := run([]string{"sweep", "run", args[i], "--out", dir}, io.Discard, io.Discard); status != exitOK {
				t.Fatalf("exit status %d", status)
			}
			args[i] = dir
		}
	}
	return args
}

// failingWriter takes some bytes and no more.
type failingWriter struct {
	room int
	err  error // nil = it says that it has written less, and nothing else
}

// What a file says of a full disk, and of a pipe whose reader is gone where SIGPIPE is ignored.
var (
	errFull   = &fs.PathError{Op: "write", Path: "/dev/stdout", Err: errors.New("no space left on device")}
	errClosed = &fs.PathError{Op: "write", Path: "/dev/stdout", Err: errors.New("broken pipe")}
)

func (w *failingWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.room)
	w.room -= n
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

// A result that cannot be written is one message and exit status 1, wherever writing fails: W1.
func TestFaultAtEachWrite(t *testing.T) {
	for _, args := range everyCommand {
		formats := []string{"table", "markdown", "csv", "json"}
		if strings.HasPrefix(args[0], "__") {
			formats = formats[:1]
		}
		for _, format := range formats {
			args := args
			if len(formats) > 1 {
				args = append(args[:len(args):len(args)], "-o", format)
			}
			t.Run(strings.Join(args, " "), func(t *testing.T) {
				var whole bytes.Buffer
				if status, stderr := called(t, args, &whole); status != exitOK {
					t.Fatalf("exit status %d: %s", status, stderr)
				}
				n := whole.Len()
				for _, w := range []*failingWriter{{room: 0, err: errFull}, {room: n - 1, err: errFull}, {room: 0, err: errClosed}, {room: n / 2, err: errClosed}, {room: n / 2}} {
					what := fmt.Sprintf("%+v of %d bytes", *w, n)
					status, stderr := called(t, args, w)
					if status != exitFailed {
						t.Errorf("%s: exit status %d, want %d", what, status, exitFailed)
					}
					want := "ecssim: " + cmp.Or(w.err, io.ErrShortWrite).Error() + "\n"
					if last := stderr[strings.LastIndexByte(strings.TrimSuffix(stderr, "\n"), '\n')+1:]; last != want || strings.Count(stderr, "ecssim: ") != 1 {
						t.Errorf("%s: stderr %q, want one message %q", what, stderr, want)
					}
				}
			})
		}
	}
}

// A reader who goes away ends a command as SIGPIPE ends any: nothing is said, and the status is not 0.
func TestClosedPipe(t *testing.T) {
	if runtime.GOOS == "js" || runtime.GOOS == "windows" {
		t.Skip("no SIGPIPE")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range everyCommand {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			defer w.Close()
			var stderr bytes.Buffer
			c := exec.Command(program, expanded(t, args)...)
			c.Args[0] = "ecssim" // as which the test's program is the command; see TestMain
			c.Dir, c.Stdout, c.Stderr = t.TempDir(), w, &stderr
			err = c.Run()
			if status := c.ProcessState.String(); status != "signal: broken pipe" || strings.Contains(stderr.String(), "ecssim: ") {
				t.Errorf("%s (%v), stderr %q; want it ended by SIGPIPE, and no message", status, err, &stderr)
			}
		})
	}
}

// No output of any command in any format holds a control character or what else is not seen.
func TestOutputShows(t *testing.T) {
	for _, args := range everyCommand {
		for _, format := range []string{"table", "markdown", "csv", "json"} {
			args := args
			if !strings.HasPrefix(args[0], "__") {
				args = append(args[:len(args):len(args)], "-o", format)
			}
			var b bytes.Buffer
			_, stderr := called(t, args, &b)
			tab := args[0] == "completion" || args[0] == "__complete"
			for what, text := range map[string]string{"stdout": b.String(), "stderr": stderr} {
				if i := strings.IndexFunc(text, func(c rune) bool { return c != '\n' && !(tab && c == '\t') && plaintext.Hidden(c) }); i >= 0 {
					t.Errorf("%v: %s holds %q", args, what, text[i:min(i+4, len(text))])
				}
			}
		}
	}
}

// What a message repeats of a command line is cut, and shows as it is: F15.
func TestEcho(t *testing.T) {
	long, odd := strings.Repeat("a", 100_000), "x\x1b[31m\n\u202ey"
	t.Chdir(t.TempDir())
	if err := os.WriteFile(odd+".yaml", []byte("name: 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := [][]string{
		{"WORD"}, {"run", "WORD"}, {"run", "a", "WORD"}, {"run", "microservices", "-oWORD"}, {"run", "microservices", "-o=WORD"}, {"run", "microservices", "-o", "WORD"},
		{"run", "microservices", "--output=WORD"}, {"run", "microservices", "--seed", "WORD"}, {"run", "microservices", "--WORD"}, {"run", "microservices", "--WORD=1"},
		{"run", "microservices", "-WORD"}, {"run", "microservices", "--no-color=WORD"},
		{"compare", "microservices", "--setup", "host,WORD"}, {"density", "--instance-type", "m5.large,WORD", "--cpu", "1", "--memory", "1"},
		{"density", "--instance-type", "m5.large", "--cpu", "WORD", "--memory", "1"}, {"density", "--instance-type", "m5.large", "--cpu", "1", "--memory", "WORD"},
		{"density", "--instance-type", "m5.large", "--task-definition", "WORD"}, {"density", "--instance-type", "m5.large", "--cpu", "1", "--memory", "1", "--sort", "WORD"},
		{"density", "--instance-type", "m5.large", "--cpu", "1", "--memory", "1", "--dynamic-host-port-range", "WORD"}, {"density", "WORD"},
		{"density", "--instance-type", "m5.large", "--cpu", "1", "--memory", "1", "--region", "WORD"},
		{"reach", "who-talks-to-whom", "WORD", "web"}, {"reach", "who-talks-to-whom", "web", "127.0.0.1:WORD"}, {"reach", "who-talks-to-whom", "web", "WORD:1"},
		{"reach", "who-talks-to-whom", "web", "api", "--protocol", "WORD"}, {"reach", "who-talks-to-whom", "web", "api", "--port", "WORD"},
		{"headroom", "microservices", "WORD"}, {"explain", "WORD"},
		{"scenario", "WORD"}, {"scenario", "show", "WORD"}, {"scenario", "copy", "WORD"}, {"scenario", "validate", "WORD"}, {"scenario", "validate", "WORD.yaml"},
		{"run", "WORD.yaml"}, {"scenario", "copy", "microservices", "a\x00/WORD"}, {"scenario", "list", "WORD"}, {"scenario", "schema", "WORD"},
		{"catalog", "WORD"}, {"catalog", "show", "WORD"}, {"catalog", "list", "WORD"}, {"catalog", "list", "--generation", "WORD"}, {"catalog", "list", "--catalog", "WORD"},
		{"import", "WORD"}, {"import", "commands", "WORD"}, {"import", "commands", "x", "--region", "WORD"}, {"import", "commands", "x", "--folder", "WORD "}, {"import", "commands", "a", "WORD"},
		{"import", "WORD.yaml"}, {"import", inTestdata("import/shop"), "--as", "WORD"}, {"import", inTestdata("import/shop"), "--as", "WORD=awscli"}, {"import", inTestdata("import/shop"), "--as", "awscli:WORD"},
		{"import", inTestdata("import/shop"), "--set", "WORD"}, {"import", inTestdata("import/shop"), "--set", "WORD=1"}, {"import", inTestdata("import/shop"), "--set", "web.desiredCount=WORD"},
		{"import", inTestdata("import/shop"), "--parameters", "./WORD"}, {"import", inTestdata("import/shop"), "--write", "a\x00/WORD"}, {"catalog", "list", "--architecture", "WORD"},
		{"sweep", "WORD"}, {"sweep", "run", "WORD"}, {"sweep", "plan", "microservices", "--vary", "WORD"}, {"sweep", "run", "microservices", "--vary", "WORD=1"},
		{"sweep", "run", "WORD", "--vary", "seed=1"}, {"sweep", "run", "microservices", "--vary", "seed=1", "--measure", "WORD"}, {"sweep", "merge", "WORD"},
		{"sweep", "submit", "a", "--out", "b", "--of", "2", "--engine", "WORD"}, {"sweep", "submit", "a", "--out", "b", "--of", "2", "--only", "WORD"},
		{"version", "WORD"}, {"help", "WORD"}, {"completion", "WORD"}, {"completion", "bash", "WORD"},
	}
	for _, line := range lines {
		for _, word := range []string{long, odd} {
			args := append([]string{}, line...)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "WORD", word)
			}
			status, stderr := called(t, args, io.Discard)
			name := strings.Join(line, " ")
			if status != exitFailed && status != exitUsage {
				t.Errorf("%s: exit status %d", name, status)
			}
			if n := utf8.RuneCountInString(stderr); n > 1200 || n == 0 {
				t.Errorf("%s: %d characters: %.300q", name, n, stderr)
			}
			if i := strings.IndexFunc(stderr, func(c rune) bool { return c != '\n' && plaintext.Hidden(c) }); i >= 0 {
				t.Errorf("%s: stderr holds what does not show: %q", name, stderr)
			}
			if strings.Contains(stderr, strings.Repeat("a", plaintext.MostEchoed+1)) {
				t.Errorf("%s: more than %d characters of an argument: %.300q", name, plaintext.MostEchoed, stderr)
			}
			for l := range strings.Lines(stderr) {
				if strings.HasPrefix(l, "\u202e") || strings.HasPrefix(l, `\u202e`) {
					t.Errorf("%s: a line break of an argument makes a line: %q", name, stderr)
				}
			}
		}
	}
}
