package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"ecssim/cmd/ecssim/internal/plot"
	"ecssim/cmd/ecssim/internal/results"
	"ecssim/sim/experiment/points"
)

// summary is a grid of two columns and two measures.
func summary(columns, rows int) *results.Summary {
	s := &results.Summary{Sweep: &results.Sweep{Name: "s\x1b<&", Rule: points.Rule{Min: 2, Max: 2, Confidence: 0.95},
		Varied:   []results.Column{{Name: "hosts.count", Kind: results.Int}, {Name: "type", Kind: results.String}, {Name: "alike", Kind: results.Int}},
		Measures: []results.Column{{Name: "usd", Kind: results.Double}, {Name: "tasks.waiting", Kind: results.Double}, {Name: "text", Kind: results.String}}}}
	for x := range columns {
		for y := range rows {
			usd, waiting, half := float64(x*x+y), float64(10-x), 0.5
			p := results.PointSummary{Number: len(s.Points), Values: []any{int64(x), string(rune('a' + y)), int64(7)},
				Measures: []results.Estimate{{Mean: &usd, Half: &half}, {Mean: &waiting}, {Text: "t"}}}
			if x == 1 && y == 0 {
				p.Measures[1].Mean = nil
			}
			s.Points = append(s.Points, p)
		}
	}
	return s
}

func written(t *testing.T, name string, figures []plot.Figure) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := plot.Write(&b, name, figures); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.Bytes()
}

// Which figures a sweep has, by what is varied in it.
func TestOfSweep(t *testing.T) {
	for _, x := range []struct {
		columns, rows int
		kind, want    string
	}{
		{4, 3, "", "trade-off, heat, heat"}, {4, 2, "", "trade-off, curves, curves"}, {4, 3, "curves", "curves, curves"}, {4, 2, "heat-map", ""},
		{1, 1, "", ""}, {4, 1, "trade-off", "trade-off"}, {1, 4, "curves", "curves, curves"},
	} {
		figures, _ := plot.OfSweep(summary(x.columns, x.rows), x.kind)
		var have []string
		for _, f := range figures {
			switch f.(type) {
			case *plot.Curves:
				have = append(have, "curves")
			case *plot.Heat:
				have = append(have, "heat")
			case *plot.TradeOff:
				have = append(have, "trade-off")
			}
		}
		if got := strings.Join(have, ", "); got != x.want {
			t.Errorf("%d by %d points, kind %q: %s, want %s", x.columns, x.rows, x.kind, got, x.want)
		}
	}
}

// Every kind of file is one, and the same twice; PDF has no time in it.
func TestWrite(t *testing.T) {
	var figures []plot.Figure
	for _, kind := range plot.Kinds {
		of, _ := plot.OfSweep(summary(5, 4), kind)
		figures = append(figures, of...)
	}
	figures = append(figures, &plot.Distribution{Measure: "seconds", Values: []float64{1, 2, 2, 3, 9}, Mean: 3.4, Low: 1, High: 6})
	for _, ending := range plot.Endings {
		data := written(t, "x"+ending, figures)
		if !bytes.Equal(data, written(t, "x"+ending, figures)) {
			t.Errorf("%s: written twice, it differs", ending)
		}
		switch ending {
		case ".svg":
			texts := svgTexts(t, data)
			for _, want := range []string{"hosts.count", "usd", "tasks.waiting", `s\x1b<&, by number of the point`, "mean 3.4, 1 to 6 with 95 % confidence, in 5 runs"} {
				if !strings.Contains(texts, want) {
					t.Errorf("the SVG has no text %q:\n%s", want, texts)
				}
			}
		case ".png":
			img, err := png.Decode(bytes.NewReader(data))
			if err != nil || img.Bounds().Dx() < 600 || img.Bounds().Dy() < 600 {
				t.Errorf("PNG: %v, %v", err, img.Bounds())
			}
		case ".pdf":
			if !bytes.HasPrefix(data, []byte("%PDF-")) || !bytes.Contains(data, []byte("D:20000101")) {
				t.Errorf("PDF begins with %.20q, or has a time of its own", data)
			}
		}
	}
	if err := plot.Write(io.Discard, "x.gif", figures); err == nil {
		t.Error("a GIF is written")
	}
}

// svgTexts are the texts of an SVG file, which is well-formed.
func svgTexts(t *testing.T, data []byte) string {
	t.Helper()
	var b strings.Builder
	for dec := xml.NewDecoder(bytes.NewReader(data)); ; {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			b.Write(text)
			b.WriteByte('\n')
		}
	}
}

// What cannot be drawn is left out: no number, a single point, all alike.
func TestWriteOddValues(t *testing.T) {
	written(t, ".svg", []plot.Figure{
		&plot.Curves{Series: []plot.Series{{Points: []plot.Point{{X: 1, Y: math.NaN()}, {X: 2, Y: 3, Half: math.Inf(1)}}}, {Points: []plot.Point{{X: 1, Y: 1}}}}},
		&plot.Curves{}, &plot.Heat{XNames: []string{"a", "b"}, YNames: []string{"c"}, Values: [][]float64{{math.NaN(), math.NaN()}}},
		&plot.Heat{XNames: []string{"a", "b"}, YNames: []string{"c"}, Values: [][]float64{{2, 2}}},
		&plot.Distribution{Values: []float64{1, 1}, Mean: 1, Low: 1, High: 1},
		&plot.TradeOff{Points: []plot.Point{{X: 1, Y: 1}, {X: 1, Y: 1}}},
	})
}
