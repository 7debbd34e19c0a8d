package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// While the heap is small, the garbage collector runs when it has grown to five times
// what was in use, not to twice: most commands end before that, and a fifth of their
// time was spent collecting. Beyond it, memory counts for more than time.
const (
	smallHeap    = 64 << 20
	easyPercent  = 400
	usualPercent = 100
)

// easeCollector sets that up, unless the environment (GOGC) says otherwise.
func easeCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(easyPercent)
	runtime.SetFinalizer(new(collection), afterCollection)
}

// collection is garbage that every collection finds, and so learns of it.
type collection struct{ _ [16]byte }

func afterCollection(c *collection) {
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.HeapAlloc > smallHeap {
		debug.SetGCPercent(usualPercent)
		return
	}
	runtime.SetFinalizer(c, afterCollection)
}
