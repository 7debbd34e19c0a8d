package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The budgets of the static site on a machine that is not busy; TestStaticSite allows a busy one more.
const (
	firstPaintWithin = time.Second
	runAgainWithin   = 100 * time.Millisecond
)

// site builds the static site, and gives its address.
func site(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	run := func(env string, args ...string) {
		c := exec.Command("go", args...)
		c.Dir = root
		c.Env = append(os.Environ(), strings.Fields(env)...)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	run("", "run", "./cmd/ecssim/page/build", folder)
	run("GOOS=js GOARCH=wasm", "build", "-trimpath", "-gcflags=all=-l", "-ldflags=-s -w", "-o", filepath.Join(folder, "ecssim.wasm"), "./cmd/ecssim/page/wasm")
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "wasm_exec.js"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(folder)))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// The static site shows what ecssim serve shows, from the simulator in its worker.
func TestStaticSite(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: building WebAssembly takes a minute")
	}
	at := site(t)
	for _, state := range []string{"lesson=3&p=1&change=1&c=2&lang=ko", "lesson=10&p=2&step=4&lang=en", "lesson=11&p=1&lang=ko", "scenario=rolling-deploy-deadlock&see=deployment&lang=en"} {
		const all = `[".answer", ".see", ".found"].map((q) => document.querySelector(q)?.innerText).join("|") + document.querySelector(".views").innerHTML`
		x, y := openAt(t, wide, at+"#"+state), open(t, wide, state)
		if a, b := value[string](x, all), value[string](y, all); a != b {
			t.Errorf("%s: the site shows\n%.3000s\nand ecssim serve\n%.3000s", state, a, b)
		}
	}
	var paints, again []time.Duration
	for range 3 {
		x := openAt(t, wide, at+"#lesson=4&lang=en")
		paints = append(paints, millis(value[float64](x, `performance.getEntriesByName("first-contentful-paint")[0].startTime`)))
		again = append(again, millis(value[float64](x, `(async () => {
			const { ask } = await import("./engine.js");
			const run = async (seed) => {
				const q = { scenario: "trunking-moves-the-wall", lang: "en", changes: [{ path: "seed", value: seed }] };
				await ask({ do: "run", ...q });
				await ask({ do: "draw", ...q, stop: -1, see: ["hosts"] });
			};
			await run(1);
			const from = performance.now();
			await run(2);
			return performance.now() - from;
		})()`)))
	}
	t.Logf("first paint %v, a lesson's second run with its pictures %v", paints, again)
	if slices.Min(paints) > firstPaintWithin {
		t.Errorf("first paint after %v, want %v", paints, firstPaintWithin)
	}
	if slices.Min(again) > runAgainWithin {
		t.Errorf("a lesson's second run takes %v, want %v", again, runAgainWithin)
	}
}

func millis(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
