package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// The pages that --html writes are read as the teaching page is: axe-core finds nothing, nothing is
// fetched, nothing scrolls sideways, and paper is light.
func TestReports(t *testing.T) {
	for name, command := range map[string][]string{
		"three modes": {"run", "three-modes-one-port"}, "a deployment": {"run", "rolling-deploy-deadlock"},
		"many instances": {"run", "day-in-the-life"}, "setups": {"compare", "three-modes-one-port"},
		"a difference": {"diff", "rolling-deploy-deadlock", "rolling-deploy-deadlock-min-50"},
		"the way":      {"reach", "who-talks-to-whom", "api/cache", "localhost:8080"},
	} {
		if testing.Short() && name != "three modes" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "report.html")
			if out, err := exec.Command(program, append(command, "--html", file)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", command, err, out)
			}
			looks := []look{{width: 1280, scheme: "light"}, {width: 390, scheme: "dark"}}
			if name == "three modes" {
				looks = append(looks, look{width: 1280, scheme: "dark"}, look{width: 390, scheme: "light"}, look{width: 320, scheme: "light"})
			}
			for _, l := range looks {
				x := visit(t, l, "file://"+file)
				x.narrow()
				x.axe()
				if n := value[int](x, `document.scripts.length`); n != 0 {
					t.Errorf("%d scripts", n)
				}
				if small := value[int](x, `[...document.querySelectorAll("svg.picture")].filter((s) => s.closest("figure") && s.getBoundingClientRect().width < 250).length`); small > 0 {
					t.Errorf("%+v: %d pictures are too small to be read", l, small)
				}
			}
			x := visit(t, look{width: 1000, scheme: "dark", media: "print"}, "file://"+file)
			if ground := value[string](x, `getComputedStyle(document.documentElement).getPropertyValue("--ground").trim()`); ground != "#fff" {
				t.Errorf("in print the ground is %s", ground)
			}
		})
	}
}
