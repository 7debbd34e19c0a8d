//go:build js

// Command wasm is the engine of the teaching page in a browser: it gives its worker one function,
// ecssimAnswer, which answers a question of package session, JSON in and JSON out.
package main

import (
	"context"
	"runtime/debug"
	"syscall/js"
	"time"

	"ecssim/cmd/ecssim/page/session"
)

// mostTime is how long an answer may take before it is given up; the page itself gives the worker
// up a little later.
const mostTime = 15 * time.Second

func main() {
	debug.SetGCPercent(400) // a few runs are kept, and none is large
	s := &session.Session{Limit: mostTime}
	js.Global().Set("ecssimAnswer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		return string(s.Answer(context.Background(), []byte(args[0].String())))
	}))
	select {}
}
