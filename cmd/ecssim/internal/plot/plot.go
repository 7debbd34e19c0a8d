// Package plot draws what many runs come to, by gonum/plot: curves with intervals, heat maps, and the
// trade-off between two measures, as SVG, PNG or PDF. Equal figures give equal bytes on one kind of
// processor; gonum's arithmetic may differ in the last bit on another.
package plot

import (
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"ecssim/cmd/ecssim/internal/palette"
	"ecssim/model/plaintext"
)

// Figure is one picture.
type Figure interface {
	// Says tells in a sentence what is drawn.
	Says() string
	plot() (*plot.Plot, error)
}

// Endings are the kinds of files that can be written.
var Endings = []string{".svg", ".png", ".pdf"}

const (
	figureWidth  = 16 * vg.Centimeter
	figureHeight = 9 * vg.Centimeter
	margin       = 4 * vg.Millimeter
)

// look is gonum's settings that are the same for all plots.
var look = sync.OnceFunc(func() {
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	plotter.DefaultFont = plot.DefaultFont
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of PDF files: equal pictures are equal files
	fpdf.SetDefaultCreationDate(epoch)
	fpdf.SetDefaultModificationDate(epoch)
	fpdf.SetDefaultCatalogSort(true)
})

// Write draws figures below each other in the form that the ending of a name says.
func Write(w io.Writer, name string, figures []Figure) error {
	look()
	width, height := figureWidth, figureHeight*vg.Length(max(len(figures), 1))
	var c interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch filepath.Ext(name) {
	case ".svg":
		c = vgsvg.New(width, height)
	case ".png":
		c = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(144))}
	case ".pdf":
		c = vgpdf.New(width, height)
	default:
		return fmt.Errorf("a picture is written as one of %v, not as %q", Endings, filepath.Ext(name))
	}
	all := draw.New(c)
	all.SetColor(palette.Light[palette.Paper])
	all.Fill(all.Rectangle.Path())
	for i, f := range figures {
		p, err := f.plot()
		if err != nil {
			return err
		}
		top := height - figureHeight*vg.Length(i)
		p.Draw(draw.Crop(draw.Canvas{Canvas: all.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: margin, Y: top - figureHeight + margin}, Max: vg.Point{X: width - margin, Y: top - margin}}}, 0, 0, 0, 0))
	}
	_, err := c.WriteTo(w)
	return err
}

// newPlot is an empty plot.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	ink, quiet := palette.Light[palette.Ink], palette.Light[palette.Quiet]
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = plaintext.Escape(title), plaintext.Escape(x), plaintext.Escape(y)
	p.Title.TextStyle.Color, p.Title.TextStyle.Font.Size = ink, 12
	p.BackgroundColor = palette.Light[palette.Paper]
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Color, a.Tick.Color, a.Tick.Label.Color, a.Label.TextStyle.Color = quiet, quiet, ink, ink
		a.Label.TextStyle.Font.Size, a.Tick.Label.Font.Size = 10, 9
	}
	p.Legend.Top, p.Legend.Padding = true, 1.5
	p.X.Padding, p.Y.Padding = 6, 6
	p.Legend.TextStyle.Color, p.Legend.TextStyle.Font.Size = ink, 9
	return p
}

// finite reports whether a number can be drawn.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// blend is between two colours, by a share of the second.
func blend(a, b palette.Color, share float64) color.Color {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*share)) }
	return palette.Color{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B)}
}
