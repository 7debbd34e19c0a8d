package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/term"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim/report"
)

// Exit statuses. interrupted is what a shell reports for a command that Ctrl-C
// ended.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitExpectation = 3
	exitInterrupted = 130
)

// app is one invocation of the command.
type app struct {
	ctx    context.Context
	stdout io.Writer
	stderr io.Writer

	output  outputFlag
	seed    uint64
	seedSet bool
	noColor bool
	noLimit bool
	table   string // of CSV
	types   string // file with instance types beside the catalogue's

	stdinRead bool // a scenario was read from standard input, which is over then

	begun bool     // the command line was right and the work has begun
	long  []string // see longWords

	bar     atomic.Pointer[progress] // the last one
	writing sync.Mutex               // held while files are written
}

// run runs the command with the given arguments until Ctrl-C, or until a scheduler terminates it, and
// returns the exit status.
func run(args []string, stdout, stderr io.Writer) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second one ends the process at once
	return runUntil(ctx, args, stdout, stderr)
}

// runUntil is run, interrupted when a context ends.
func runUntil(ctx context.Context, args []string, stdout, stderr io.Writer) (status int) {
	out := &resultWriter{w: stdout}
	a := &app{ctx: ctx, stdout: out, stderr: stderr, output: outputFlag(render.FormatTable), long: longWords(args)}
	return a.orInterrupted(func() int { return a.work(args, out) })
}

// work carries out the command and returns the exit status.
func (a *app) work(args []string, out *resultWriter) (status int) {
	defer func() {
		if p := recover(); p != nil {
			status = internalError(a.stderr, p)
		}
	}()
	root := a.rootCommand()
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(a.ctx)
	if out.err != nil && (err == nil || errors.Is(err, errExpectation)) {
		err, a.begun = out.err, true
	}
	return a.status(cmd.CommandPath(), err)
}

// internalError says that we are wrong, not the user.
func internalError(stderr io.Writer, p any) int {
	fmt.Fprintf(stderr, "ecssim: internal error: %s\n", plaintext.EscapeLines(fmt.Sprint(p)))
	fmt.Fprintln(stderr, "This is a fault in ecssim, not in your input. Please report it with the scenario and the command line.")
	if os.Getenv("ECSSIM_DEBUG") == "1" {
		stderr.Write(debug.Stack())
	}
	return exitFailed
}

// errExpectation ends a run whose scenario expects something else; what it is
// has been written by then.
var errExpectation = errors.New("expectations do not hold")

// usageError is a command line that is wrong in a way that only the command
// itself can see.
type usageError struct{ error }

// usagef returns a usageError.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// status writes an error to stderr and returns the exit status that belongs to it.
func (a *app) status(command string, err error) int {
	var usage usageError
	var file *scenarios.Error
	switch {
	case a.ctx.Err() != nil: // whatever came of the work
		return exitInterrupted
	case err == nil:
		return exitOK
	case errors.Is(err, errExpectation):
		return exitExpectation
	case !a.begun || errors.As(err, &usage):
		fmt.Fprintf(a.stderr, "ecssim: %s\nRun '%s --help' for usage.\n", a.shown(err), command)
		return exitUsage
	case errors.As(err, &file): // lines that begin with file:line:column, for editors
		fmt.Fprintln(a.stderr, a.shown(err))
		return exitFailed
	}
	fmt.Fprintf(a.stderr, "ecssim: %s\n", a.shown(err))
	return exitFailed
}

// write writes a document to stdout in the chosen format.
func (a *app) write(d *render.Document) error {
	w := bufio.NewWriter(a.stdout)
	err := render.Write(w, d, a.options())
	if unknown, ok := errors.AsType[*render.UnknownTableError](err); ok {
		return usagef("--table: %w%s", err, didYouMean(unknown.Name, unknown.Known))
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// options are what the reader of stdout has chosen, or has for a terminal.
func (a *app) options() render.Options {
	return render.Options{Format: render.Format(a.output), Color: a.color(), Width: a.width(), Table: a.table}
}

// leastWidth is the width of a terminal that tables always have.
const leastWidth = 80

// width is the width that tables fit: what COLUMNS says, else that of the terminal; 0 = as wide as
// they need, where stdout is no terminal.
func (a *app) width() int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, leastWidth)
	}
	if f, ok := terminal(a.stdout); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return max(n, leastWidth)
		}
		return leastWidth
	}
	return 0
}

// color reports whether stdout takes colour: a terminal, not told otherwise
// (https://no-color.org).
func (a *app) color() bool {
	return !a.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(a.stdout)
}

func isTerminal(w io.Writer) bool {
	_, ok := terminal(w)
	return ok
}

// terminal is the terminal that w writes to, if it does.
func terminal(w io.Writer) (*os.File, bool) {
	if o, ok := w.(*resultWriter); ok {
		w = o.w
	}
	f, ok := w.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// warn writes warnings to stderr, one a line.
func (a *app) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(a.stderr, "warning: %s\n", plaintext.Escape(w))
	}
}

// untold lists the warnings of a report that no finding tells.
func untold(r *report.Report) []string {
	return slices.DeleteFunc(slices.Clone(r.Warnings), func(w string) bool {
		return slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Warning == w })
	})
}
