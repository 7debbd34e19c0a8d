package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"ecssim/cmd/ecssim/page/session"
)

// started is a server that runs until the test ends: when it has ended, nothing is left of it.
func started(t *testing.T, change func(s *Server)) *Server {
	t.Helper()
	before := runtime.NumGoroutine()
	s, err := Listen(0, "name: given")
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		from := time.Now()
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("it does not end")
		}
		if took := time.Since(from); took > time.Second {
			t.Errorf("it takes %v to end", took)
		}
		client.CloseIdleConnections()
		for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				stacks := make([]byte, 1<<16)
				t.Fatalf("%d goroutines are left of %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
			}
		}
	})
	return s
}

var client = &http.Client{Timeout: 20 * time.Second}

// send sends a request, and gives the status and what is answered.
func send(t *testing.T, method, url, body string, header ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text), resp.Header
}

const runOfOne = `{"do":"run","scenario":"two-tasks-and-a-wall","lang":"en"}`

func TestPage(t *testing.T) {
	s := started(t, nil)
	for name, want := range map[string]string{
		"": "<!doctype html>", "index.html": "<!doctype html>", "page.js": "import", "page.css": ":root", "words.ko.json": `"given":true`, "engine.js": `fetch("ask"`,
	} {
		status, text, header := send(t, "GET", s.URL()+name, "")
		if status != 200 || !strings.Contains(text, want) {
			t.Errorf("%s: %d %.100s, want %s", name, status, text, want)
		}
		for k, v := range headers {
			if header.Get(k) != v {
				t.Errorf("%s: header %s is %q, want %q", name, k, header.Get(k), v)
			}
		}
		if header.Get("Content-Type") == "" {
			t.Errorf("%s has no Content-Type", name)
		}
	}
	if status, text, _ := send(t, "POST", s.URL()+"ask", runOfOne); status != 200 || !strings.Contains(text, `"stops":`) {
		t.Errorf("a question: %d %.200s", status, text)
	}
	if _, text, _ := send(t, "POST", s.URL()+"ask", `{"do":"given"}`); !strings.Contains(text, "name: given") {
		t.Errorf("the scenario that is given: %s", text)
	}
}

// What has not the token, names another host, comes from another page, or asks for what is no file
// of the page, is refused, and learns nothing.
func TestRefused(t *testing.T) {
	s := started(t, nil)
	base := "http://" + s.host
	_, port, _ := net.SplitHostPort(s.host)
	for _, x := range []struct {
		name, method, url, body string
		header                  []string
		want                    int
	}{
		{"no token", "GET", base + "/", "", nil, 403},
		{"no token, a file", "GET", base + "/page.js", "", nil, 403},
		{"a wrong token", "GET", base + "/" + strings.Repeat("A", len(s.token)) + "/", "", nil, 403},
		{"half a token", "GET", base + "/" + s.token[:len(s.token)/2] + "/", "", nil, 403},
		{"the token without its slash", "GET", base + "/" + s.token, "", nil, 403},
		{"the token elsewhere", "GET", base + "/?token=" + s.token, "", nil, 403},
		{"a question without a token", "POST", base + "/ask", runOfOne, nil, 403},
		{"another host", "GET", s.URL(), "", []string{"Host", "example.com"}, 403},
		{"another host with the port", "POST", s.URL() + "ask", runOfOne, []string{"Host", "example.com:" + port}, 403},
		{"this host by its name", "GET", s.URL(), "", []string{"Host", "localhost:" + port}, 200},
		{"another page", "POST", s.URL() + "ask", runOfOne, []string{"Origin", "http://example.com"}, 403},
		{"a page of nowhere", "POST", s.URL() + "ask", runOfOne, []string{"Origin", "null"}, 403},
		{"another site, as the browser says", "POST", s.URL() + "ask", runOfOne, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"the page itself", "POST", s.URL() + "ask", runOfOne, []string{"Origin", base, "Sec-Fetch-Site", "same-origin"}, 200},
		{"a form", "POST", s.URL() + "ask", runOfOne, []string{"Content-Type", "text/plain"}, 415},
		{"a question to a file", "POST", s.URL() + "page.js", "", nil, 405},
		{"PUT", "PUT", s.URL() + "page.js", "x", nil, 405},
		{"a path out of the folder", "GET", s.URL() + "../../../etc/passwd", "", nil, 404},
		{"the same, escaped", "GET", s.URL() + "..%2f..%2f..%2fetc%2fpasswd", "", nil, 404},
		{"the same, with backslashes", "GET", s.URL() + `..%5c..%5cetc`, "", nil, 404},
		{"an absolute path", "GET", s.URL() + "/etc/passwd", "", nil, 404},
		{"a name with a NUL", "GET", s.URL() + "page.js%00.html", "", nil, 404},
		{"a file of the other engine", "GET", s.URL() + "assets/worker.js", "", nil, 404},
	} {
		status, text, header := send(t, x.method, x.url, x.body, x.header...)
		if status != x.want || status != 200 && (len(text) > 200 || strings.Contains(text, s.token)) {
			t.Errorf("%s: %d %q, want %d", x.name, status, text, x.want)
		}
		if header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: no policy", x.name)
		}
	}
}

// A question that is larger than any scenario is refused when so much of it has come.
func TestLargeQuestion(t *testing.T) {
	s := started(t, nil)
	sent := &counted{left: 100 << 20}
	resp, err := client.Post(s.URL()+"ask", "application/json", sent)
	if err == nil {
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("status %d, want %d", resp.StatusCode, http.StatusRequestEntityTooLarge)
		}
	}
	if sent.n > 2*mostBody+8<<20 { // what lies in buffers on the way
		t.Errorf("%d bytes were taken of 100 MiB", sent.n)
	}
}

// counted is so many bytes, and how many have been read.
type counted struct{ left, n int }

func (c *counted) Read(p []byte) (int, error) {
	n := min(len(p), c.left)
	if n == 0 {
		return 0, io.EOF
	}
	clear(p[:n])
	c.left -= n
	c.n += n
	return n, nil
}

// What a question may be that is no scenario, or none that can be run.
func TestBadQuestions(t *testing.T) {
	s := started(t, nil)
	for question, want := range map[string]string{
		"":             "other",
		"nonsense":     "other",
		`{"do":"fly"}`: "faults",
		`{"do":"run"}`: "faults",
		`{"do":"draw","scenario":"two-tasks-and-a-wall","see":["nothing"]}`:                                           "other",
		`{"do":"draw","scenario":"two-tasks-and-a-wall","stop":-99999,"see":["hosts"]}`:                               "",
		`{"do":"run","scenario":"../../etc/passwd"}`:                                                                  "other",
		`{"do":"run","text":"taskDefinitions: [{file: /etc/passwd}]"}`:                                                "other",
		`{"do":"run","scenario":"two-tasks-and-a-wall","changes":[{"path":"services.no.desiredCount"}]}`:              "other",
		`{"do":"run","scenario":"two-tasks-and-a-wall","changes":[{"path":"services.web.desiredCount","value":"x"}]}`: "faults",
		`{"do":"run","text":"` + strings.Repeat("[", 100000) + `"}`:                                                   "faults",
	} {
		status, text, _ := send(t, "POST", s.URL()+"ask", question)
		var a session.Answer
		if err := json.Unmarshal([]byte(text), &a); err != nil || status != 200 || a.Error != want {
			t.Errorf("%.100s: %d %.300s, want error %q", question, status, text, want)
		}
		if strings.Contains(text, "root:") {
			t.Errorf("%.100s: %s", question, text)
		}
	}
}

// endless is a scenario that takes a minute and more.
const endless = `
name: endless
duration: 2500h
cluster:
  instances: [{name: hosts, instanceType: m5.large, count: 1, availabilityZones: [us-east-1a]}]
taskDefinitions: [{family: web, networkMode: bridge, cpu: "128", memory: "128", containerDefinitions: [{name: app, image: app}]}]
services: [{serviceName: web, taskDefinition: web, desiredCount: 1}]
runTasks: [{name: job, taskDefinition: web, arrivals: {exponential: {mean: 1s}}, runFor: 5s}]
`

// A scenario that would run for ever is given up, and the others are answered meanwhile or after.
func TestEndlessScenario(t *testing.T) {
	s := started(t, func(s *Server) { s.session.Limit = 300 * time.Millisecond })
	question, err := json.Marshal(map[string]string{"do": "run", "text": endless})
	if err != nil {
		t.Fatal(err)
	}
	from := time.Now()
	_, text, _ := send(t, "POST", s.URL()+"ask", string(question))
	if took := time.Since(from); took > 5*time.Second || !strings.Contains(text, `"error":"tooLong"`) {
		t.Errorf("after %v: %.300s, want it given up", took, text)
	}
	if _, text, _ = send(t, "POST", s.URL()+"ask", runOfOne); !strings.Contains(text, `"stops":`) {
		t.Errorf("a question after it: %.200s", text)
	}
}

// Many questions at a time are answered, or told to come again.
func TestManyQuestions(t *testing.T) {
	s := started(t, nil)
	var wait sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for i := range 60 {
		wait.Go(func() {
			question := fmt.Sprintf(`{"do":"run","scenario":"microservices","changes":[{"path":"seed","value":%d}]}`, i)
			status := 0
			resp, err := client.Post(s.URL()+"ask", "application/json", strings.NewReader(question))
			if err == nil {
				status = resp.StatusCode
				resp.Body.Close()
			}
			mu.Lock()
			count[status]++
			mu.Unlock()
		})
	}
	wait.Wait()
	if count[200] == 0 || count[200]+count[503] != 60 {
		t.Errorf("status codes %v, want 200 and 503", count)
	}
}

// Clients that send nothing, or go away in the middle, keep nobody out for good and leave nothing.
func TestSlowClients(t *testing.T) {
	s := started(t, nil)
	var all []net.Conn
	for i := range mostConnections - 2 {
		c, err := net.Dial("tcp", s.host)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		if i%2 == 0 {
			fmt.Fprintf(c, "POST /%s/ask HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", s.token, s.host)
		}
	}
	if status, _, _ := send(t, "GET", s.URL(), ""); status != 200 {
		t.Errorf("status %d beside slow clients", status)
	}
	for _, c := range all[:len(all)/2] {
		c.Close()
	}
	if status, _, _ := send(t, "POST", s.URL()+"ask", runOfOne); status != 200 {
		t.Errorf("status %d after slow clients", status)
	}
	for _, c := range all { // those that are left are there when the server ends
		t.Cleanup(func() { c.Close() })
	}
}

// A client that goes away ends the work on its question.
func TestClientGoesAway(t *testing.T) {
	s := started(t, nil)
	question, err := json.Marshal(map[string]string{"do": "run", "text": endless})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		r, err := http.NewRequestWithContext(ctx, "POST", s.URL()+"ask", bytes.NewReader(question))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if resp, err := client.Do(r); err == nil {
			resp.Body.Close()
		}
		cancel()
	}
	from := time.Now()
	if status, _, _ := send(t, "POST", s.URL()+"ask", runOfOne); status != 200 || time.Since(from) > answerWithin/2 {
		t.Errorf("status %d after %v", status, time.Since(from))
	}
}

func TestPortTaken(t *testing.T) {
	s := started(t, nil)
	_, port, _ := net.SplitHostPort(s.host)
	var n int
	fmt.Sscan(port, &n)
	if _, err := Listen(n, ""); err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("a port that is taken: %v", err)
	}
}
