package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreens writes pictures of the page for somebody to look at, into the folder ECSSIM_SCREENS:
// of the states in ECSSIM_STATES, with blanks between them, or of every lesson.
func TestScreens(t *testing.T) {
	folder := os.Getenv("ECSSIM_SCREENS")
	if folder == "" {
		t.Skip("ECSSIM_SCREENS=FOLDER writes pictures of the page there")
	}
	states := strings.Fields(os.Getenv("ECSSIM_STATES"))
	for n := 1; n <= 12 && len(states) == 0; n++ {
		states = append(states, fmt.Sprintf("lesson=%d&p=1&change=1&c=1&lang=en", n))
	}
	for i, s := range states {
		for _, l := range []look{{width: 1280, scheme: "light"}, {width: 390, scheme: "dark"}} {
			x := open(t, l, s)
			var shot []byte
			x.call(func(ctx context.Context) (err error) {
				shot, err = chromedp.Run(ctx, chromedp.FullScreenshot(100))
				return err
			})
			name := filepath.Join(folder, fmt.Sprintf("%02d-%d-%s.png", i+1, l.width, l.scheme))
			if err := os.WriteFile(name, shot, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
