package plot

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"ecssim/cmd/ecssim/internal/palette"
)

// Heat is a measure over two things that are varied: a cell each pair of values, darker for more.
type Heat struct {
	Title, X, Y    string
	XNames, YNames []string
	Values         [][]float64 // by Y, then X; NaN = there is none
}

// Says tells what is drawn.
func (h *Heat) Says() string {
	return fmt.Sprintf("%s for %d values of %s and %d of %s, darker for more", h.Title, len(h.XNames), h.X, len(h.YNames), h.Y)
}

// Dims, X, Y and Z are the cells as gonum takes them.
type cells struct{ *Heat }

func (c cells) Dims() (columns, rows int) { return len(c.XNames), len(c.YNames) }
func (c cells) X(i int) float64           { return float64(i) }
func (c cells) Y(i int) float64           { return float64(i) }
func (c cells) Z(x, y int) float64        { return c.Values[y][x] }

// shades are between light and dark.
type shades struct{}

func (shades) Colors() []color.Color {
	const n = 64
	all := make([]color.Color, n)
	for i := range all {
		all[i] = blend(palette.Light[palette.AWSVPCTint], palette.Light[palette.AWSVPC], float64(i)/(n-1))
	}
	return all
}

func (h *Heat) plot() (*plot.Plot, error) {
	p := newPlot(h.Title, h.X, h.Y)
	m := plotter.NewHeatMap(cells{h}, shades{})
	switch {
	case !finite(m.Min) || !finite(m.Max): // there is none
		m.Min, m.Max = 0, 1
	case m.Min == m.Max:
		m.Min, m.Max = m.Min-1, m.Min+1
	}
	m.NaN = palette.Light[palette.RefusedTint]
	p.Add(m)
	p.NominalX(escaped(h.XNames)...)
	p.NominalY(escaped(h.YNames)...)
	if len(h.XNames)*len(h.YNames) > mostNumbers {
		return p, nil
	}
	for _, dark := range []bool{false, true} { // numbers on light cells, and on dark ones
		var at plotter.XYLabels
		for y := range h.YNames {
			for x := range h.XNames {
				if z := h.Values[y][x]; finite(z) && (z > m.Min+(m.Max-m.Min)*darkFrom) == dark {
					at.XYs = append(at.XYs, plotter.XY{X: float64(x), Y: float64(y)})
					at.Labels = append(at.Labels, short(z))
				}
			}
		}
		if len(at.Labels) == 0 {
			continue
		}
		labels, err := plotter.NewLabels(at)
		if err != nil {
			return nil, err
		}
		for i := range labels.TextStyle {
			labels.TextStyle[i].XAlign, labels.TextStyle[i].YAlign = -0.5, -0.5
			labels.TextStyle[i].Color = palette.Light[palette.Ink]
			if dark {
				labels.TextStyle[i].Color = palette.Light[palette.On]
			}
		}
		p.Add(labels)
	}
	return p, nil
}

// darkFrom is the share of the way from light to dark from which light numbers are read better.
const darkFrom = 0.7

// mostNumbers is how many cells have their number in them.
const mostNumbers = 120

// short writes a number with three digits that count.
func short(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e6 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

func sortByX(all []Point) {
	slices.SortStableFunc(all, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
}
