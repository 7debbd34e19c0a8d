package plot

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"ecssim/cmd/ecssim/internal/palette"
	"ecssim/model/plaintext"
)

// Curves is means with their intervals over what is varied, one curve a setting of all else.
type Curves struct {
	Title, X, Y string
	Names       []string // of the values of X, where these are no numbers: 0, 1, ...
	Series      []Series
}

// Series is one curve.
type Series struct {
	Name   string // "" = there is one curve
	Points []Point
}

// Point is a mean and half the width of its interval; 0 = it is known exactly, or not at all.
type Point struct {
	X, Y, Half float64
	Label      string
}

// Says tells what is drawn.
func (c *Curves) Says() string {
	return fmt.Sprintf("%s over %s, in %d curves with the intervals of the means", c.Y, c.X, len(c.Series))
}

// dashes tell curves apart that have the same colour.
var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {8, 3, 2, 3}}

// marks tell curves apart without colour.
var marks = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{}}

func (c *Curves) plot() (*plot.Plot, error) {
	p := newPlot(c.Title, c.X, c.Y)
	colors := palette.Light.Series()
	for i, s := range c.Series {
		var e errorPoints
		for _, x := range s.Points {
			if finite(x.X) && finite(x.Y) && finite(x.Half) {
				e = append(e, x)
			}
		}
		if len(e) == 0 {
			continue
		}
		line, points, err := plotter.NewLinePoints(e)
		if err != nil {
			return nil, err
		}
		bars, err := plotter.NewYErrorBars(e)
		if err != nil {
			return nil, err
		}
		color := colors[i%len(colors)]
		line.Color, points.Color, bars.Color = color, color, color
		line.Width, points.Radius = 1.2, 2.2
		line.Dashes, points.Shape = dashes[i/len(colors)%len(dashes)], marks[(i+i/len(colors))%len(marks)]
		p.Add(bars, line, points)
		if s.Name != "" {
			p.Legend.Add(plaintext.Escape(s.Name), line, points)
		}
	}
	if c.Names != nil {
		p.NominalX(escaped(c.Names)...)
	} else if ticks := c.ticks(); len(ticks) > 0 && len(ticks) <= mostTicks {
		p.X.Tick.Marker = ticks
	}
	if !finite(p.Y.Min) || !finite(p.Y.Max) { // there is nothing to draw
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	}
	// Room above the curves for the legend.
	p.Y.Max += (p.Y.Max - p.Y.Min) * 0.08 * float64(min(len(c.Series), 8))
	return p, nil
}

// mostTicks is how many values of X each have their number below them.
const mostTicks = 12

// ticks are the values of X.
func (c *Curves) ticks() (all plot.ConstantTicks) {
	seen := map[float64]bool{}
	for _, s := range c.Series {
		for _, x := range s.Points {
			if finite(x.X) && !seen[x.X] {
				seen[x.X] = true
				all = append(all, plot.Tick{Value: x.X, Label: short(x.X)})
			}
		}
	}
	return all
}

func escaped(names []string) []string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = plaintext.Escape(n)
	}
	return all
}

// errorPoints are points as gonum takes them.
type errorPoints []Point

func (e errorPoints) Len() int                         { return len(e) }
func (e errorPoints) XY(i int) (x, y float64)          { return e[i].X, e[i].Y }
func (e errorPoints) YError(i int) (low, high float64) { return e[i].Half, e[i].Half }

// TradeOff is what one measure costs of another: every point of a sweep, and the line of those that no
// other point beats in both, less of each being better.
type TradeOff struct {
	Title, X, Y string
	Points      []Point
}

// Says tells what is drawn.
func (t *TradeOff) Says() string {
	return fmt.Sprintf("%s against %s at %d points; the line joins those that no other beats in both", t.Y, t.X, len(t.Points))
}

func (t *TradeOff) plot() (*plot.Plot, error) {
	p := newPlot(t.Title, t.X, t.Y)
	all, err := plotter.NewScatter(errorPoints(t.Points))
	if err != nil {
		return nil, err
	}
	all.Color, all.Shape, all.Radius = palette.Light[palette.Quiet], draw.CircleGlyph{}, 2
	best := t.best()
	line, points, err := plotter.NewLinePoints(errorPoints(best))
	if err != nil {
		return nil, err
	}
	color := palette.Light[palette.AWSVPC]
	line.Color, points.Color, points.Shape, points.Radius, line.Width = color, color, draw.CircleGlyph{}, 3, 1.2
	names := make([]string, len(best))
	for i, b := range best {
		names[i] = plaintext.Escape(b.Label)
	}
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: xys(best), Labels: names})
	if err != nil {
		return nil, err
	}
	labels.Offset = vg.Point{X: 4, Y: 4}
	p.Add(all, line, points, labels)
	return p, nil
}

func xys(all []Point) plotter.XYs {
	var out plotter.XYs
	for _, x := range all {
		out = append(out, plotter.XY{X: x.X, Y: x.Y})
	}
	return out
}

// best are the points that no other beats in both, from left to right.
func (t *TradeOff) best() (all []Point) {
	for i, x := range t.Points {
		beaten := false
		for k, y := range t.Points {
			better := y.X < x.X || y.Y < x.Y
			beaten = beaten || y.X <= x.X && y.Y <= x.Y && (better || k < i)
		}
		if !beaten {
			all = append(all, x)
		}
	}
	sortByX(all)
	return all
}
