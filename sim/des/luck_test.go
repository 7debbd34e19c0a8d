package des

import (
	"math"
	"math/bits"
	"testing"
	"time"
)

func TestLuckIsAFunctionOfLuckAndPurpose(t *testing.T) {
	d, _ := Exponential(time.Second)
	var a, b Scratch
	seen := map[time.Duration]bool{}
	for luck := range Luck(50) {
		for purpose := range uint32(20) {
			x := luck.Draw(purpose, d, &a)
			luck.Draw(purpose+1, d, &b) // other questions in between change nothing
			if y := luck.Draw(purpose, d, &b); x != y {
				t.Fatalf("luck %d, purpose %d: %v and %v", luck, purpose, x, y)
			}
			if seen[x] {
				t.Fatalf("luck %d, purpose %d drew %v, as another did", luck, purpose, x)
			}
			seen[x] = true
		}
	}
}

// Neighbouring lucks and neighbouring purposes draw independently: means and
// correlations are those of independent exponential lengths.
func TestLuckNeighboursAreIndependent(t *testing.T) {
	d, _ := Exponential(time.Second)
	var s Scratch
	const n = 50_000
	check := func(what string, draw func(i int) (x, y float64)) {
		var mean, cov float64
		for i := range n {
			x, y := draw(i)
			mean += x / n
			cov += (x - 1) * (y - 1) / n
		}
		if se := 1 / math.Sqrt(n); math.Abs(mean-1) > 5*se || math.Abs(cov) > 5*se {
			t.Errorf("%s: mean %v, covariance %v, want 1 and 0 ± %v", what, mean, cov, se)
		}
	}
	at := func(l Luck, purpose uint32) float64 { return l.Draw(purpose, d, &s).Seconds() }
	check("lucks", func(i int) (x, y float64) { return at(Luck(i), 1), at(Luck(i+1), 1) })
	check("purposes", func(i int) (x, y float64) { return at(1, uint32(i)), at(1, uint32(i+1)) })
	check("both", func(i int) (x, y float64) { return at(Luck(i), uint32(i)), at(Luck(i+1), uint32(i+1)) })
}

func TestLuckIndexNIsUniform(t *testing.T) {
	var byLuck, byPurpose [7]int
	for i := range 70_000 {
		byLuck[Luck(i).IndexN(3, 7)]++
		byPurpose[Luck(3).IndexN(uint32(i), 7)]++
	}
	chiSquared(t, "by luck", byLuck[:])
	chiSquared(t, "by purpose", byPurpose[:])
	mustPanic(t, "des: a choice of 0, want at least 1", func() { Luck(1).IndexN(0, 0) })
}

func TestLuckMixesEveryBit(t *testing.T) {
	n, d := 0, 0
	for bit := range 64 {
		for luck := range Luck(50) {
			hi, lo := luck.mixed(1)
			hi2, lo2 := (luck ^ 1<<bit).mixed(1)
			d += bits.OnesCount64(hi^hi2) + bits.OnesCount64(lo^lo2)
			n += 128
		}
	}
	if want := float64(n) / 2; math.Abs(float64(d)-want) > 5*math.Sqrt(want/2) {
		t.Errorf("%d of %d bits change with one bit of luck, want about half", d, n)
	}
}

func TestLuckFirstDraws(t *testing.T) {
	d, _ := Exponential(time.Second)
	var s Scratch
	got := [3]int64{int64(Luck(1).Draw(1, d, &s)), int64(Luck(1).Draw(2, d, &s)), int64(Luck(1).IndexN(1, 1e6))}
	if want := [3]int64{239_310_020, 2_137_937_045, 479_944}; got != want {
		t.Errorf("the first answers are %v, want %v", got, want)
	}
}

// A share of all lucks hits: none of 0, all of 1, and a quarter in about a quarter of the cases; one
// that hits a share hits every larger one.
func TestLuckHits(t *testing.T) {
	const n = 100_000
	for _, share := range []float64{0, 0.25, 0.5, 1} {
		hits := 0
		for i := range uint64(n) {
			l := Luck(i * 0x9e3779b97f4a7c15)
			if l.Hits(7, share) {
				hits++
			}
			if l.Hits(7, share) && !l.Hits(7, 1) || l.Hits(7, 0) {
				t.Fatalf("luck %d hits %v and not 1, or 0", i, share)
			}
		}
		if want := share * n; math.Abs(float64(hits)-want) > 5*math.Sqrt(want) || share == 1 && hits != n {
			t.Errorf("share %v: %d of %d", share, hits, n)
		}
	}
}
