package des

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestLevelMean(t *testing.T) {
	var l Level
	l.Set(2*second, 3)  // 0 for 2 s
	l.Add(4*second, -1) // 3 for 2 s
	l.Add(4*second, 5)  // 2 for no time
	if got, want := l.Mean(6*second), (0*2+3*2+7*2)/6.0; got != want {
		t.Errorf("mean %v, want %v", got, want)
	}
	if got, _ := l.Integral(6 * second).Int64(); got != 20e9 {
		t.Errorf("integral %v, want 20e9", got)
	}
	if l.Value() != 7 || l.Min() != 0 || l.Max() != 7 {
		t.Errorf("value %d, min %d, max %d, want 7, 0, 7", l.Value(), l.Min(), l.Max())
	}
}

func TestLevelStartForgets(t *testing.T) {
	var l Level
	l.Set(second, 100)
	l.Start(10*second, 4)
	if got := l.Mean(10 * second); got != 4 {
		t.Errorf("mean of no time %v, want the value, 4", got)
	}
	l.Set(11*second, 2)
	if got := l.Mean(12 * second); got != 3 || l.Min() != 2 || l.Max() != 4 {
		t.Errorf("mean %v, min %d, max %d, want 3, 2, 4", got, l.Min(), l.Max())
	}
	mustPanic(t, "des: level asked at 10s, want no earlier than its last change, 11s", func() { l.Set(10*second, 1) })
}

// The twin of the sum is math/big; values and times reach their limits.
func TestLevelIsExactAtAnySize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	for range 50 {
		var l Level
		now, value, area := Time(0), int64(0), new(big.Int)
		for now < Never {
			step := min(Time(r.Int64N(math.MaxInt64/20)), Never-now)
			area.Add(area, new(big.Int).Mul(big.NewInt(value), big.NewInt(int64(step))))
			now += step
			value = int64(r.Uint64())
			l.Set(now, value)
			if got := l.Integral(now).Big(); got.Cmp(area) != 0 {
				t.Fatalf("integral %v, want %v", got, area)
			}
		}
		want, _ := new(big.Float).Quo(new(big.Float).SetInt(area), big.NewFloat(float64(now))).Float64()
		if got := l.Mean(now); math.Abs(got-want) > 1e-14*math.Abs(want) {
			t.Fatalf("mean %v, want %v", got, want)
		}
	}
}
