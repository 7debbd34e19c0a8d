package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

var languages = []string{"en", "ko"}

// lessons are those that are done: in short tests three whose pictures differ.
func lessons() []int {
	if testing.Short() {
		return []int{3, 6, 10}
	}
	return []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
}

// looks are all in which axe-core looks at a page.
var looks = []look{
	{width: 1280, scheme: "light"}, {width: 1280, scheme: "dark"}, {width: 390, scheme: "light"}, {width: 390, scheme: "dark"},
}

// everywhere holds the page as it is to axe-core in all looks, and to a window of 320 pixels.
func (x *tab) everywhere() {
	x.Helper()
	for _, l := range looks {
		x.see(l)
		x.axe()
		x.narrow()
	}
	x.see(look{width: 320, scheme: "light"})
	x.narrow()
	x.see(wide)
}

// tabTo presses the tabulator until an element that a selector matches has the focus.
func (x *tab) tabTo(selector string) {
	x.Helper()
	for range 40 {
		x.key(kb.Tab)
		if value[bool](x, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			if !value[bool](x, `getComputedStyle(document.activeElement).outlineStyle !== "none"`) {
				x.Errorf("the focus on %s is not to be seen", selector)
			}
			return
		}
	}
	x.Fatalf("the tabulator comes to no %s", selector)
}

// predict chooses an option with the keys, and runs the simulation.
func (x *tab) predict(name string) {
	x.Helper()
	x.tabTo("input[name=" + name + "]")
	x.key(" ")
	x.key(kb.ArrowDown)
	x.key(kb.Enter)
	x.until(fmt.Sprintf(`(() => { const f = document.querySelector("input[name=%s]").form.nextSibling; return !f.hidden && document.activeElement === f; })()`, name))
	marks := value[string](x, fmt.Sprintf(`[...document.querySelector("input[name=%s]").form.querySelectorAll("label.right, label.mine")].map((l) => l.className).join()`, name))
	if marks != "right" && marks != "right,mine" && marks != "mine,right" {
		x.Errorf("the options are marked %q", marks)
	}
}

// Every lesson is done with the keys alone, in both languages: predict, run, go through the steps,
// change one input, predict, run.
func TestLessonsByKeyboard(t *testing.T) {
	for _, lang := range languages {
		for _, n := range lessons() {
			t.Run(fmt.Sprintf("%s-%d", lang, n), func(t *testing.T) {
				x := open(t, wide, fmt.Sprintf("lesson=%d&lang=%s", n, lang))
				if have := value[string](x, "document.documentElement.lang"); have != lang {
					t.Errorf("the page is in %q", have)
				}
				if !value[bool](x, `document.querySelector(".see").hidden && document.querySelector(".reading").hidden`) {
					t.Error("the answer can be seen before there is a prediction")
				}
				x.predict("p")
				if n != 11 {
					x.steps()
				}
				x.tabTo("input[name=change]")
				x.key(kb.ArrowDown)
				x.until(`document.querySelector("input[name=c]")`)
				x.predict("c")
				if caption := value[string](x, `document.querySelector(".see > .wide caption").textContent`); caption == "" {
					t.Error("no numbers before and after the change")
				}
				x.everywhere()
			})
		}
	}
}

// steps goes through the steps of a run with the keys.
func (x *tab) steps() {
	x.Helper()
	x.tabTo("input[type=range]")
	at := func(want string) {
		x.Helper()
		x.until(fmt.Sprintf(`!document.querySelector(".views").matches("[aria-busy]") && location.hash.includes(%q)`, want))
	}
	last := value[int](x, `Number(document.activeElement.max)`)
	x.key(kb.Home)
	at("step=0")
	first := value[string](x, `document.querySelector(".event").textContent`)
	x.key(kb.ArrowRight)
	at("step=1")
	x.until(fmt.Sprintf(`document.querySelector(".event").textContent !== %q`, first))
	if said := value[string](x, `document.activeElement.getAttribute("aria-valuetext")`); !strings.Contains(said, "2") || !strings.Contains(said, ":") {
		x.Errorf("the slider says %q", said)
	}
	x.key(kb.ArrowLeft)
	at("step=0")
	x.key(kb.End)
	x.until(`!location.hash.includes("step=")`)
	x.key(kb.ArrowLeft)
	at(fmt.Sprintf("step=%d", last-1))
	x.key(" ")
	x.until(`!location.hash.includes("step=")`)
	if role := value[string](x, `document.querySelector(".event").getAttribute("role")`); role != "status" {
		x.Errorf("steps are said with role %q", role)
	}
}
