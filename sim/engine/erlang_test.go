package engine_test

import (
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
)

// lossWorld is one host whose attachment slots are the c servers of an M/M/c/c
// system offered a erlangs, for n arrivals.
func lossWorld(c int, a float64, n int) *config.Config {
	w := world(1)
	w.Groups[0].SlotsPlain, w.Groups[0].CPU, w.Groups[0].Memory = int32(c), 1<<20, 1<<20
	r := addTasks(w, "loss", n, 0, def("loss", model.AWSVPC, 1, 6))
	r.Stream, r.Forever = true, false
	r.Arrivals, _ = des.Exponential(time.Duration(60e9 / a))
	r.RunFor, _ = des.Exponential(time.Minute)
	return w
}

// erlangB is the share of arrivals that c servers offered a erlangs lose.
func erlangB(c int, a float64) float64 {
	b := 1.0
	for k := 1; k <= c; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b
}

// A host's ENI slots are an Erlang loss system: with Poisson arrivals, the share
// refused with RESOURCE:ENI is Erlang B's, inside the 99 % interval over
// independent runs.
func TestErlangLoss(t *testing.T) {
	runs, arrivals := 20, 4000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		runs, arrivals = 40, 200_000
	}
	for _, c := range []int{2, 10, 120} {
		for _, load := range []float64{0.5, 0.75, 1, 1.25, 1.5} {
			t.Run(fmt.Sprintf("c=%d load=%v", c, load), func(t *testing.T) {
				a := load * float64(c)
				want := erlangB(c, a)
				sum, squares := 0.0, 0.0
				for run := range runs {
					lost := lossAfterWarmUp(t, lossWorld(c, a, arrivals+20*c), run)
					sum += lost
					squares += lost * lost
				}
				mean := sum / float64(runs)
				sd := math.Sqrt(max(squares-sum*mean, 0) / float64(runs-1))
				half := distuv.StudentsT{Nu: float64(runs - 1), Sigma: 1}.Quantile(0.995) * sd / math.Sqrt(float64(runs))
				// Without a loss in n arrivals the share is below -ln(0.01)/n with 99 %.
				half = max(half, -math.Log(0.01)/float64(runs*arrivals))
				if math.Abs(mean-want) > half {
					t.Errorf("lost %.5f ± %.5f, Erlang B says %.5f", mean, half, want)
				}
			})
		}
	}
}

// lossAfterWarmUp returns the share of arrivals that one run lost after its first
// ten service times, in which the host that starts empty fills up.
func lossAfterWarmUp(t *testing.T, c *config.Config, run int) float64 {
	t.Helper()
	asked, refused := -1, 0
	_, r := nth(t, c, run, engine.AfterEach(func(v *engine.View) {
		if asked < 0 && v.Now() > des.Time(10*time.Minute) {
			asked, refused = v.Requested(0), v.Workload(0).Refused
		}
	}))
	all := &r.RunTasks[0]
	if all.Refused != r.ENIExhaustion.Refused {
		t.Fatalf("refused %d, for want of an ENI %d", all.Refused, r.ENIExhaustion.Refused)
	}
	return float64(all.Refused-refused) / float64(all.Requested-asked)
}
