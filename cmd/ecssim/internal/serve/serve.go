// Package serve gives the teaching page to browsers on this machine, with the native simulator as
// its engine. It listens on the loopback interface alone, and answers who knows the token in the
// page's address.
package serve

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"ecssim/cmd/ecssim/page"
	"ecssim/cmd/ecssim/page/session"
)

// The bounds of a server.
const (
	mostConnections = 32
	mostQuestions   = 16               // that are answered or wait for it
	mostBody        = 3 << 20          // bytes of a question: a scenario file has at most 2 MiB
	mostHeader      = 16 << 10         // bytes
	answerWithin    = 10 * time.Second // of work
	readWithin      = 10 * time.Second // a question
	writeWithin     = 40 * time.Second // an answer, with the time that it waits and is worked on
	idleWithin      = time.Minute      // between two questions
	closeWithin     = 40 * time.Millisecond
)

// Server gives the page until its context ends.
type Server struct {
	listener net.Listener
	host     string // of the page's address
	token    string
	session  *session.Session
	files    map[string][]byte
	working  chan struct{} // holds a place for each question that is answered
	waiting  chan struct{} // and for each that waits or is answered
}

// Listen begins to listen on a port of the loopback interface; 0 = any that is free. given is the
// text of the scenario that the page is opened with, "" = none.
func Listen(port int, given string) (*Server, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("port %d of 127.0.0.1: %w", port, cause(err))
	}
	secret := make([]byte, 18)
	rand.Read(secret) // it never fails: see its documentation
	return &Server{
		listener: limited(l, mostConnections), host: l.Addr().String(), token: base64.RawURLEncoding.EncodeToString(secret),
		session: &session.Session{Given: given, Limit: answerWithin}, files: page.Files(page.Serve, given != ""),
		working: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), waiting: make(chan struct{}, mostQuestions),
	}, nil
}

// cause is what is wrong, without the names of system calls.
func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// URL is the address of the page, its token included.
func (s *Server) URL() string { return "http://" + s.host + "/" + s.token + "/" }

// Run serves until the context ends, and returns when all connections are closed and no answer is
// being worked on any more.
func (s *Server) Run(ctx context.Context) error {
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler: s, ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: mostHeader,
		ReadHeaderTimeout: readWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin, IdleTimeout: idleWithin,
		BaseContext: func(net.Listener) context.Context { return working },
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(s.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	closing, stop := context.WithTimeout(context.Background(), closeWithin)
	defer stop()
	if err := server.Shutdown(closing); err != nil {
		server.Close()
	}
	<-done
	for range cap(s.working) { // each answer ends with its context
		s.working <- struct{}{}
	}
	return nil
}
