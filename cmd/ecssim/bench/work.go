package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

const workUsage = `bench work hold PENDING EVENTS CHECKED
bench work loss ARRIVALS
bench work place indexed|twin|scan STRATEGY HOSTS PERCENT trunks|plain STEPS CHECKED
bench work run FILE indexes|twin
bench work pack ours|first-fit|glpsol c1|40|400 [GLPSOL]
bench work chase KIB LOADS
bench work ring PENDING EVENTS
`

// work is one of the programs that are measured: our own side of the anchors, and
// what is not asked of the whole command. It prints ns=..., the CPU time of the
// loop a unit of work, and check=....
func work(args []string, stdout, stderr io.Writer) int {
	w := worker{args: args, out: stdout}
	switch w.next() {
	case "hold":
		w.hold(w.number(), w.number(), w.number())
	case "loss":
		w.loss(w.number())
	case "place":
		w.place()
	case "run":
		w.run(w.next(), w.next() == "twin")
	case "pack":
		w.pack()
	case "chase":
		w.chase(w.number(), w.number())
	case "ring":
		w.ring(w.number(), w.number())
	default:
		w.err = fmt.Errorf("wanted one of\n%s", workUsage)
	}
	if w.err != nil {
		fmt.Fprintln(stderr, "bench work:", w.err)
		return 1
	}
	return 0
}

// worker reads its arguments one by one and keeps the first error.
type worker struct {
	args []string
	out  io.Writer
	err  error
}

// next returns the next argument, "" where there is none.
func (w *worker) next() string {
	if len(w.args) == 0 {
		return ""
	}
	a := w.args[0]
	w.args = w.args[1:]
	return a
}

func (w *worker) number() int {
	a := w.next()
	n, err := strconv.Atoi(a)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("argument %q, wanted a number", a)
	}
	return n
}

// done prints what a loop took.
func (w *worker) done(ns float64, units int, check any) {
	fmt.Fprintf(w.out, "ns=%.3f check=%v\n", ns/float64(units), check)
}

// cpu is the CPU time of this process so far in nanoseconds, all threads.
func cpu() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(os.NewSyscallError("getrusage", err))
	}
	return float64(u.Utime.Nano() + u.Stime.Nano())
}

// collect leaves no garbage to the loop that comes.
func collect() { runtime.GC() }
