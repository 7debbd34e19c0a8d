package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestHome(t *testing.T) {
	for _, lang := range languages {
		x := open(t, wide, "lang="+lang)
		if n := value[int](x, `document.querySelectorAll("main ol a").length`); n != 12 {
			t.Errorf("%s: %d lessons", lang, n)
		}
		x.everywhere()
	}
}

// The address holds all of what is seen: opened again, it shows the same.
func TestAddressIsTheState(t *testing.T) {
	const state = "lesson=3&p=1&change=1&c=2&step=3&lang=en"
	const all = `[document.querySelector("main").innerText, ...[...document.querySelectorAll("main input")].map((i) => i.checked + i.value)].join("|")`
	x := open(t, wide, state)
	if have := value[string](x, "location.hash.slice(1)"); have != state {
		t.Errorf("the address is %s, want %s", have, state)
	}
	first := value[string](x, all)
	if !strings.Contains(first, "m5.xlarge") || !strings.Contains(first, "Before and after") {
		t.Errorf("the change is not shown:\n%s", first)
	}
	if again := value[string](open(t, wide, state), all); again != first {
		t.Errorf("the same address shows\n%s\nand then\n%s", first, again)
	}
	x.do(click(".lang"))
	x.until(`document.documentElement.lang === "ko"`)
	x.until(`document.documentElement.dataset.ready === location.hash`)
	if have, want := value[string](x, "location.hash.slice(1)"), strings.Replace(state, "lang=en", "lang=ko", 1); have != want {
		t.Errorf("in the other language the address is %s, want %s", have, want)
	}
	if y := open(t, wide, "lesson=11&p=2&change=2&c=2&lang=en"); !value[bool](y, `document.querySelector(".views svg") && document.querySelector(".change .answer").textContent.includes("ClientException")`) {
		t.Error("a change that is refused shows no picture of what there is, or not why")
	}
	for _, odd := range []string{"lesson=99", "lesson=3&p=77&change=9&c=5&step=99999", "lesson=-1&step=x", "s=%25%25", "s=abc", "scenario=no-such", "lesson=3&lang=fr"} {
		x := open(t, wide, odd)
		if value[string](x, `document.querySelector("h1").textContent`) == "" {
			t.Errorf("%s shows nothing", odd)
		}
	}
}

// A scenario of one's own: faults at their places, a run, what was found, and an address that holds it.
func TestOwnScenario(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			x := open(t, wide, "scenario=two-tasks-and-a-wall&lang="+lang)
			x.until(`document.querySelector(".finding li")`)
			x.everywhere()
			x.do(set("#text", strings.Replace(value[string](x, `document.querySelector("#text").value`), "desiredCount: 5", "desiredCount: many", 1)))
			x.until(`document.querySelector(".faults .place")`)
			if said := value[string](x, `document.querySelector(".faults").textContent`); !strings.Contains(said, "desiredCount") && !strings.Contains(said, "many") {
				t.Errorf("the fault is told as %q", said)
			}
			x.everywhere()
			x.tabTo(".place")
			x.key(kb.Enter)
			if word := value[string](x, `(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd); })()`); word != "many" {
				t.Errorf("the place of the fault is %q, want many", word)
			}
			x.key("3")
			x.until(`!document.querySelector(".faults .place")`)
			x.tabTo("button.run")
			x.key(kb.Enter)
			x.until(`document.querySelector(".see > .wide")?.textContent.includes("2 / 3")`)
			x.until(`location.hash.includes("s=")`)
			again := open(t, wide, value[string](x, "location.hash.slice(1)"))
			if text := value[string](again, `document.querySelector("#text").value`); !strings.Contains(text, "desiredCount: 3") {
				t.Errorf("the address holds another text:\n%s", text)
			}
			for _, see := range []string{"deployment", "tasks", "targets", "exposure", "compare"} {
				y := open(t, wide, fmt.Sprintf("scenario=rolling-deploy-deadlock-min-50&see=%s&lang=%s", see, lang))
				y.until(`document.querySelector(".views").children.length > 0`)
				if !testing.Short() {
					y.everywhere()
				}
			}
		})
	}
}

// The file that ecssim serve was started with is in the editor, and in the address.
func TestGivenScenario(t *testing.T) {
	x := open(t, wide, "scenario=given&lang=en")
	if text := value[string](x, `document.querySelector("#text").value`); !strings.Contains(text, "name: port-80-twice") {
		t.Errorf("the editor has\n%s", text)
	}
	x.until(`location.hash.includes("s=")`)
}

// What a scenario calls its things is text, whatever it looks like.
func TestNamesAreText(t *testing.T) {
	x := open(t, wide, "scenario=two-tasks-and-a-wall&lang=en")
	text := strings.ReplaceAll(value[string](x, `document.querySelector("#text").value`), "title: ", "title: <img src=x onerror=alert(1)> ")
	x.do(set("#text", strings.ReplaceAll(text, "family: web", "family: web\n    tags: [{key: \"<script>\", value: \"<b>\"}]")))
	x.tabTo("button.run")
	x.key(kb.Enter)
	x.until(`!document.querySelector("button.run").disabled`)
	if n := value[int](x, `document.querySelectorAll("main img, main script").length`); n != 0 {
		t.Errorf("%d elements of the scenario's own", n)
	}
}

// On paper it is light, without what nobody can press, and the numbers are there.
func TestPrint(t *testing.T) {
	x := open(t, look{width: 700, scheme: "dark", media: "print"}, "lesson=1&p=3&lang=ko")
	for what, expression := range map[string]string{
		"the links":                   `getComputedStyle(document.querySelector("nav")).display === "none"`,
		"the buttons":                 `[...document.querySelectorAll("button")].every((b) => b.hidden || getComputedStyle(b).display === "none" || b.offsetParent === null)`,
		"the background is light":     `getComputedStyle(document.documentElement).getPropertyValue("--ground").trim() === "#fff"`,
		"the text is dark":            `getComputedStyle(document.documentElement).getPropertyValue("--ink").trim() !== "#e8ecee"`,
		"the numbers are there":       `document.querySelector(".see > .wide table").offsetHeight > 0`,
		"the pictures are there":      `document.querySelector(".views svg").getBoundingClientRect().height > 100`,
		"the answer is there":         `document.querySelector(".answer").offsetHeight > 0`,
		"nothing is wider than it is": `document.documentElement.scrollWidth <= document.documentElement.clientWidth`,
	} {
		if !value[bool](x, expression) {
			t.Errorf("in print: %s: not so", what)
		}
	}
}

// axe-core finds what is wrong: a picture without a name, text that is hardly to be seen.
func TestAxeFinds(t *testing.T) {
	x := open(t, wide, "lang=en")
	if axe == "" {
		t.Skip("not run: axe-core is not here")
	}
	x.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("main").append(Object.assign(new Image(), { src: "data:," }))`))
	if found := strings.Join(x.violations(), "\n"); !strings.Contains(found, "image-alt") {
		t.Errorf("axe-core finds %q, want image-alt", found)
	}
}
