package des

import "math"

// gapTable is a workload that is the same, bit for bit, in any language: the
// 65,536 quantiles of a distribution in whole nanoseconds, shuffled. Draw k is
// table[k mod 65536], so no contender pays for a generator. The tables repeat:
// good for timing and for comparing, no good for statistics.
type gapTable [1 << 16]Time

// gapShapes are the distributions of a gapTable, each with mean 1.
var gapShapes = map[string]func(u float64, i int) float64{
	"exponential": func(u float64, _ int) float64 { return -math.Log(u) },
	"uniform":     func(u float64, _ int) float64 { return 2 * u },
	"constant":    func(float64, int) float64 { return 1 },
	"bimodal": func(u float64, i int) float64 { // one in ten is a hundred times longer
		if i%10 == 0 {
			return 2 * u * 1000 / 109
		}
		return 2 * u * 10 / 109
	},
	"pareto": func(u float64, _ int) float64 { return min(math.Pow(u, -1/1.2)/6, 1e4) },
}

// newGapTable returns the quantiles of a shape, with this mean in nanoseconds,
// shuffled by Knuth's linear congruential generator.
func newGapTable(seed uint64, shape string, mean float64) *gapTable {
	t := new(gapTable)
	for i := range t {
		u := (float64(i) + 0.5) / float64(len(t))
		t[i] = Time(math.Round(gapShapes[shape](u, i) * mean))
	}
	x := seed
	for i := len(t) - 1; i > 0; i-- {
		x = x*6364136223846793005 + 1442695040888963407
		j := int(x >> 33 % uint64(i+1))
		t[i], t[j] = t[j], t[i]
	}
	return t
}

// draw returns gap number k.
func (t *gapTable) draw(k int) Time { return t[k%len(t)] }
