package main

import (
	"io"

	"ecssim/cmd/ecssim/internal/render"
)

// resultWriter is where a command writes its result. It keeps the first fault of writing, after which it
// writes nothing more: what cobra prints, such as help, asks nobody whether it was written.
type resultWriter struct {
	w   io.Writer
	err error
}

// Write writes all of p or fails.
func (o *resultWriter) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	o.err = err
	return n, err
}

// forPeople reports whether the output is for people to read, who need no table of file names.
func (a *app) forPeople() bool {
	f := render.Format(a.output)
	return f == render.FormatTable || f == render.FormatMarkdown
}
