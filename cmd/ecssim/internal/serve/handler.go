package serve

import (
	"crypto/subtle"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"ecssim/cmd/ecssim/page"
)

// headers are those of every answer.
var headers = map[string]string{
	"Content-Security-Policy":      page.Policy + "; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control":                "no-store",
}

// ServeHTTP answers a request for a file of the page, or a question. A page of another site can
// send requests here: the name of the host keeps out what another name leads to this address, the
// token whoever has not been given it, and the origin what a browser sends for another page.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for k, v := range headers {
		w.Header().Set(k, v)
	}
	name, ok := s.permitted(r)
	switch {
	case !ok:
		http.Error(w, "forbidden: the address of the page, with its token, is what ecssim serve has printed", http.StatusForbidden)
	case name == "ask" && r.Method == http.MethodPost:
		s.ask(w, r)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		s.file(w, r, name)
	default:
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

// permitted reports whether a request is for this server, has its token and comes from its page,
// and which name stands behind the token.
func (s *Server) permitted(r *http.Request) (name string, ok bool) {
	_, port, _ := net.SplitHostPort(s.host)
	if r.Host != s.host && r.Host != "localhost:"+port {
		return "", false
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return "", false
	}
	if site := r.Header.Get("Sec-Fetch-Site"); r.Method == http.MethodPost && site != "" && site != "same-origin" {
		return "", false
	}
	token, name, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return name, ok && subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) == 1
}

// types are the media types of the page's files.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
}

// file gives a file of the page. A name is looked up as it is: there is no folder behind it.
func (s *Server) file(w http.ResponseWriter, r *http.Request, name string) {
	if name == "" {
		name = "index.html"
	}
	data, ok := s.files[name]
	if !ok {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(data) // a reader that has gone away needs no answer
	}
}

// ask answers a question of the page. Beyond so many at a time it is told to come again.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		http.Error(w, "wanted application/json", http.StatusUnsupportedMediaType)
		return
	}
	question, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		http.Error(w, "a question has at most "+strconv.Itoa(mostBody)+" bytes", http.StatusRequestEntityTooLarge)
		return
	} else if err != nil {
		http.Error(w, "the question could not be read", http.StatusBadRequest)
		return
	}
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	default:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many questions at a time", http.StatusServiceUnavailable)
		return
	}
	select {
	case s.working <- struct{}{}:
		defer func() { <-s.working }()
	case <-r.Context().Done():
		return
	}
	answer := s.session.Answer(r.Context(), question)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer)
}

// limited is a listener with at most so many connections at a time; others wait to be accepted.
func limited(l net.Listener, most int) net.Listener {
	return &limitedListener{Listener: l, places: make(chan struct{}, most), closed: make(chan struct{})}
}

type limitedListener struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for a place, and for a connection.
func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &placedConn{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

// Close closes the listener.
func (l *limitedListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// placedConn gives its place back when it is closed.
type placedConn struct {
	net.Conn
	leave func()
}

// Close closes the connection.
func (c *placedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
