package des

import (
	"math"
	"testing"
)

// The quantiles of Student's t are those of the tables.
func TestConfidenceAgainstTables(t *testing.T) {
	for _, c := range []struct {
		n     int
		level float64
		want  float64 // t
	}{
		{2, 0.95, 12.7062},
		{2, 0.99, 63.6567},
		{3, 0.95, 4.3027},
		{6, 0.90, 2.0150},
		{10, 0.95, 2.2622},
		{10, 0.99, 3.2498},
		{31, 0.95, 2.0423},
		{121, 0.99, 2.6174},
		{10_001, 0.95, 1.9602},
	} {
		xs := make([]float64, c.n)
		for i := range xs {
			xs[i] = 5 + float64(i%2*2-1) // 4, 6, 4, 6, ...
		}
		got := Confidence(xs, c.level)
		even := c.n%2 == 0
		mean, n := 5.0, float64(c.n)
		if !even {
			mean -= 1 / n
		}
		s := math.Sqrt((1 - (5-mean)*(5-mean)) * n / (n - 1))
		half := c.want * s / math.Sqrt(n)
		if math.Abs(got.Mean-mean) > 1e-12 || math.Abs(got.High-mean-half) > 1e-4*half || math.Abs(mean-got.Low-half) > 1e-4*half {
			t.Errorf("n %d, %v: %+v, want %v ± %v", c.n, c.level, got, mean, half)
		}
	}
}

func TestConfidenceOfFew(t *testing.T) {
	if i := Confidence(nil, 0.95); !math.IsNaN(i.Mean) || !math.IsNaN(i.Low) || !math.IsNaN(i.High) || i.Contains(0) {
		t.Errorf("of no run: %+v, want nothing known", i)
	}
	if i := Confidence([]float64{3}, 0.95); i.Mean != 3 || !math.IsNaN(i.Low) || !math.IsNaN(i.High) || i.Contains(3) {
		t.Errorf("of one run: %+v, want the mean alone", i)
	}
	if i := Confidence([]float64{3, 3, 3}, 0.95); i != (Interval{3, 3, 3}) || !i.Contains(3) {
		t.Errorf("of equal runs: %+v, want 3, 3, 3", i)
	}
	mustPanic(t, "des: a confidence of 95, want more than 0 and less than 1", func() { Confidence(nil, 95) })
}

// Of many intervals at 90 %, about 90 % contain the true mean.
func TestConfidenceCoverage(t *testing.T) {
	src := NewStreams(1, 0).Stream("coverage")
	hits, n := 0, 2000
	for range n {
		xs := make([]float64, 8)
		for i := range xs {
			for range 12 { // nearly normal, mean 6
				xs[i] += src.Float64()
			}
		}
		if Confidence(xs, 0.9).Contains(6) {
			hits++
		}
	}
	if share := float64(hits) / float64(n); math.Abs(share-0.9) > 4*math.Sqrt(0.09/float64(n)) {
		t.Errorf("%v of the intervals contain the mean, want about 0.9", share)
	}
}

func TestPairedIsNarrowWhereChanceIsShared(t *testing.T) {
	src := NewStreams(1, 0).Stream("paired")
	var a, b []float64
	for range 20 {
		common := 100 * src.Float64()
		a = append(a, common+1+src.Float64()/10)
		b = append(b, common+src.Float64()/10)
	}
	if i := Paired(a, b, 0.99); !i.Contains(1) || i.High-i.Low > 0.1 {
		t.Errorf("the difference is %+v, want about 1", i)
	}
	mustPanic(t, "des: 20 results paired with 19, want as many", func() { Paired(a, b[1:], 0.99) })
}

// The interval is that of two passes over the results, whatever their size and spread.
func TestRunsAgainstTwoPasses(t *testing.T) {
	src := NewStreams(1, 0).Stream("passes")
	for _, offset := range []float64{0, 1, 1e6, -1e9} {
		for n := 2; n < 3000; n = n*3/2 + 1 {
			var runs Runs
			xs := make([]float64, n)
			var sum, squares float64
			for i := range xs {
				xs[i] = offset + src.Float64()
				sum += xs[i]
				runs.Add(xs[i])
			}
			mean := sum / float64(n)
			for _, x := range xs {
				squares += float64((x - mean) * (x - mean))
			}
			half := studentQuantile(float64(n-1), 0.95) * math.Sqrt(squares/float64(n-1)/float64(n))
			got, off := runs.Confidence(0.95), 1e-9*half+4e-16*math.Abs(mean)
			if got.Mean != mean || runs.N() != n || math.Abs(got.High-mean-half) > off || math.Abs(mean-got.Low-half) > off {
				t.Errorf("%d results near %v: %+v, want %v ± %v", n, offset, got, mean, half)
			}
		}
	}
}
