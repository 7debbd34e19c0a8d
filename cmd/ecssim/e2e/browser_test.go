// Package e2e drives the teaching page in a browser as a reader would.
package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	root    = "../../.."
	axePath = "node_modules/axe-core/axe.min.js"
	mostOf  = 90 * time.Second // a test's browser work
)

var (
	browser context.Context // nil where there is no Chromium
	address string          // of ecssim serve
	program string          // ecssim
	axe     string          // its source; "" where it is not here
)

// TestMain starts ecssim serve and a browser. Where there is no browser no test is run, and it says so.
func TestMain(m *testing.M) {
	os.Exit(withBrowser(m))
}

func withBrowser(m *testing.M) int {
	path := chromium()
	if path == "" {
		fmt.Println("not run: the tests of the teaching page, which need Chromium (Debian: apt-get install chromium fonts-noto-cjk; else ECSSIM_CHROME=its path)")
		return 0
	}
	if text, err := os.ReadFile(axePath); err == nil {
		axe = string(text)
	} else {
		fmt.Println("not run: axe-core, which is not here (npm ci --prefix cmd/ecssim/e2e)")
	}
	folder, err := os.MkdirTemp("", "ecssim-e2e")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	stop := serve(folder)
	defer stop()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(filepath.Join(folder, "profile")))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, quit := chromedp.NewContext(allocator)
	defer quit()
	if err := chromedp.Do(ctx); err != nil {
		log.Fatal("Chromium does not start: ", err)
	}
	browser = ctx
	return m.Run()
}

// chromium is the path of a browser, or "".
func chromium() string {
	if path := os.Getenv("ECSSIM_CHROME"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// serve builds ecssim and starts it on any port.
func serve(folder string) (stop func()) {
	program = filepath.Join(folder, "ecssim")
	if out, err := exec.Command("go", "build", "-C", root, "-o", program, "./cmd/ecssim").CombinedOutput(); err != nil {
		log.Fatalf("go build: %v\n%s", err, out)
	}
	c := exec.Command(program, "serve", "--no-open", "port-80-twice")
	out, err := c.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := c.Start(); err != nil {
		log.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		log.Fatal("ecssim serve says no address: ", err)
	}
	address, _, _ = strings.Cut(strings.TrimSpace(line), "#")
	return func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
	}
}

// tab is a page in the browser, and what went wrong in it.
type tab struct {
	*testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string
}

// look is how a reader sees the page.
type look struct {
	width  int64
	scheme string // light or dark
	media  string // print or ""
}

var wide = look{width: 1280, scheme: "light"}

// open opens an address of the page: what stands behind its #.
func open(t *testing.T, l look, state string) *tab {
	t.Helper()
	return openAt(t, l, address+"#"+state)
}

func openAt(t *testing.T, l look, at string) *tab {
	t.Helper()
	x := visit(t, l, at)
	x.ready()
	return x
}

// visit opens an address and does not wait for the teaching page's script.
func visit(t *testing.T, l look, at string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	x := &tab{T: t, ctx: ctx}
	host, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, func(event any) { x.listen(event, host.Host) }); err != nil {
		t.Fatal(err)
	}
	x.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, cdplog.Enable, cdp.Empty{})
		return err
	})
	x.see(l)
	x.do(chromedp.Navigate(at))
	t.Cleanup(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, f := range x.faults {
			t.Error(f)
		}
	})
	return x
}

// listen notes every error of the console and every request to another host.
func (x *tab) listen(event any, host string) {
	fault := ""
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" {
			fault = fmt.Sprintf("console: %v", e.Args)
		}
	case *runtime.EventExceptionThrown:
		fault = fmt.Sprintf("exception: %+v", e.ExceptionDetails.Exception)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			fault = "log: " + e.Entry.Text
		}
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Host != host && u.Scheme != "data" {
			fault = "a request to " + e.Request.URL
		}
	}
	if fault != "" {
		x.mu.Lock()
		x.faults = append(x.faults, fault)
		x.mu.Unlock()
	}
}

func (x *tab) call(f func(ctx context.Context) error) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, mostOf)
	defer cancel()
	if err := f(ctx); err != nil {
		x.Fatal(err)
	}
}

func (x *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.Helper()
	x.call(func(ctx context.Context) error { return chromedp.Do(ctx, steps...) })
}

func (x *tab) see(l look) {
	x.Helper()
	x.do(chromedp.EmulateViewport(l.width, 900))
	x.call(func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Media: l.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
}

// ready waits until the page shows what its address asks for.
func (x *tab) ready() {
	x.Helper()
	x.until(`document.documentElement.dataset.ready !== undefined && !document.querySelector("button.run:disabled")`)
}

// until waits until an expression is true.
func (x *tab) until(expression string) {
	x.Helper()
	for end := time.Now().Add(mostOf); !value[bool](x, "Boolean("+expression+")"); {
		if time.Now().After(end) {
			x.Fatalf("it never became true: %s", expression)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// value is what an expression comes to.
func value[T any](x *tab, expression string) (v T) {
	x.Helper()
	x.call(func(ctx context.Context) (err error) {
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
		return err
	})
	return v
}

func (x *tab) key(keys string) {
	x.Helper()
	x.do(chromedp.KeyEvent(keys))
}

// axe holds the page as it is to axe-core.
func (x *tab) axe() {
	x.Helper()
	for _, v := range x.violations() {
		x.Errorf("axe: %s", v)
	}
}

// violations lists what axe-core finds wrong with the page as it is.
func (x *tab) violations() []string {
	x.Helper()
	if axe == "" {
		return nil
	}
	x.do(chromedp.Evaluate[chromedp.Void](axe))
	return value[[]string](x, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then((r) =>
		r.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes.map((n) => n.html.slice(0, 200)).slice(0, 3).join(" | ")))`)
}

// narrow reports an element that is wider than the window.
func (x *tab) narrow() {
	x.Helper()
	if wide := value[string](x, `(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		const e = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > w + 1).at(-1);
		return document.documentElement.scrollWidth + " of " + w + ": " + (e ? e.outerHTML.slice(0, 200) : "");
	})()`); wide != "" {
		x.Errorf("the page scrolls sideways: %s", wide)
	}
}

// click clicks on an element.
func click(selector string) chromedp.Action[chromedp.Void] { return chromedp.Click(selector) }

// set gives a field another text, as typing does.
func set(selector, text string) chromedp.Action[chromedp.Void] {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a text is JSON
	}
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %s; e.dispatchEvent(new Event("input")); })()`, selector, quoted))
}
