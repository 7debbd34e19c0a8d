package serve

import (
	"os/exec"
	"runtime"
)

// openers are the commands that open an address in the reader's browser.
var openers = map[string][]string{
	"linux": {"xdg-open"}, "freebsd": {"xdg-open"}, "darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"},
}

// Open opens an address in the reader's browser, where the system has a command for that. Whether it
// has worked is not known: the address is printed in any case.
func Open(url string) {
	command := openers[runtime.GOOS]
	if command == nil {
		return
	}
	c := exec.Command(command[0], append(command[1:], url)...)
	if c.Start() == nil {
		go func() { _ = c.Wait() }()
	}
}
