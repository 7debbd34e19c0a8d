package plot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"ecssim/cmd/ecssim/internal/palette"
)

// Distribution is how the runs of one scenario differ in a measure: how many of them lie where, with
// the mean and the interval in which it lies.
type Distribution struct {
	Measure         string
	Values          []float64 // of each run
	Mean, Low, High float64
}

// Says tells what is drawn.
func (d *Distribution) Says() string {
	return fmt.Sprintf("%s in %d runs, with the mean and its interval", d.Measure, len(d.Values))
}

// mostBins is how many bars a distribution has at the most.
const mostBins = 30

func (d *Distribution) plot() (*plot.Plot, error) {
	p := newPlot(fmt.Sprintf("mean %.5g, %.5g to %.5g with 95 %% confidence, in %d runs", d.Mean, d.Low, d.High, len(d.Values)), d.Measure, "runs")
	values := slices.Clone(d.Values)
	bins := min(mostBins, max(1, int(math.Ceil(math.Sqrt(float64(len(values))))))) // the square-root rule
	hist, err := plotter.NewHist(plotter.Values(values), bins)
	if err != nil {
		return nil, err
	}
	hist.FillColor, hist.LineStyle.Color, hist.LineStyle.Width = palette.Light[palette.AWSVPCTint], palette.Light[palette.AWSVPC], 0.8
	top := 0.0
	for _, b := range hist.Bins {
		top = max(top, b.Weight)
	}
	band, err := plotter.NewPolygon(plotter.XYs{{X: d.Low}, {X: d.High}, {X: d.High, Y: top}, {X: d.Low, Y: top}})
	if err != nil {
		return nil, err
	}
	band.Color, band.LineStyle.Width = palette.Light[palette.HostTint], 0
	mean, err := plotter.NewLine(plotter.XYs{{X: d.Mean}, {X: d.Mean, Y: top}})
	if err != nil {
		return nil, err
	}
	mean.Color, mean.Width, mean.Dashes = palette.Light[palette.Refused], 1.5, []vg.Length{4, 2}
	p.Add(hist)
	if d.High > d.Low {
		p.Add(band, hist) // the bars stand before the band
	}
	p.Add(mean)
	p.Y.Min = 0
	return p, nil
}
