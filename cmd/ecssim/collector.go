package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// The garbage collector runs for the first time when the heap is as large as is called small here: most
// commands end before that, and a fifth of their time was spent collecting. While what is in use is
// small, it runs again when the heap has grown to five times that, not to twice. Beyond it, memory counts
// for more than time.
const (
	smallHeap    = 64 << 20
	firstPercent = 100 * (smallHeap >> 22) // of 4 MiB, where the runtime begins
	easyPercent  = 400
	usualPercent = 100
)

// easeCollector sets that up, unless the environment (GOGC) says otherwise.
func easeCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstPercent)
	runtime.SetFinalizer(new(collection), afterCollection)
}

// collection is garbage that every collection finds, and so learns of it.
type collection struct{ _ [16]byte }

func afterCollection(c *collection) {
	var m runtime.MemStats
	percent := easyPercent
	if runtime.ReadMemStats(&m); m.HeapAlloc > smallHeap {
		percent = usualPercent
	}
	switch was := debug.SetGCPercent(percent); {
	case was < 0: // evenCollector has been asked for
		debug.SetGCPercent(was)
	case percent == easyPercent:
		runtime.SetFinalizer(c, afterCollection)
	}
}

// evenMemory is how much a process that makes many small runs may take before its heap is collected, however little of
// it is in use. A multiple of what is in use would be the larger, the more runs there are: now and then one of many is
// in use at its largest when a collection happens.
const evenMemory = 40 << 20

// evenCollector sets that up, unless the environment (GOGC) says otherwise.
var evenCollector = sync.OnceFunc(func() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(-1)
		evenOut(new(collection))
	}
})

// evenOut sets the limit anew after each collection, for what is in use may be more.
func evenOut(c *collection) {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	live := int64(s[0].Value.Uint64())
	debug.SetMemoryLimit(max(evenMemory, evenMemory/2+2*live))
	runtime.SetFinalizer(c, evenOut)
}
