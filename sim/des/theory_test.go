package des

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// erlangB returns the share of arrivals that c servers without a queue turn away
// when the load is a erlangs.
//
//	B(0) = 1,  B(c) = a B(c−1) / (c + a B(c−1))
func erlangB(c int, a float64) float64 {
	b := 1.0
	for i := 1; i <= c; i++ {
		b = a * b / (float64(i) + a*b)
	}
	return b
}

// erlangC returns the share of arrivals that wait for one of c servers, when
// the load is a < c erlangs.
func erlangC(c int, a float64) float64 {
	b := erlangB(c, a)
	return b / (1 - a/float64(c)*(1-b))
}

// TestErlangFormulas holds the formulas that are the oracle below against tables.
func TestErlangFormulas(t *testing.T) {
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"B(1, 1)", erlangB(1, 1), 1. / 2},
		{"B(2, 1)", erlangB(2, 1), 1. / 5},
		{"B(10, 5)", erlangB(10, 5), 0.018385},
		{"B(100, 90)", erlangB(100, 90), 0.026957},
		{"C(1, 0.8)", erlangC(1, 0.8), 0.8},
		{"C(2, 1)", erlangC(2, 1), 1. / 3},
	} {
		if math.Abs(c.got-c.want) > 1e-6 {
			t.Errorf("%s is %v, want %v", c.what, c.got, c.want)
		}
	}
}

// station is c servers, Poisson arrivals, exponential service with mean 1 s, and
// a waiting line with room for so many. It is written as a model would be.
type station struct {
	servers, room int
	warmUp, last  int // customers of these numbers, from 0, are counted

	clock   Clock
	source  *Stream
	gap     Dist
	work    Dist
	scratch Scratch

	people  Slots[int32, customer]
	line    []int32 // in the order of arrival, from head on
	head    int
	busy    int
	arrived int

	lost   int
	waits  Sample
	stays  Sample
	inside Level
}

type customer struct {
	number  int
	arrived Time
	luck    Luck
}

// Words are arrival, or departure with the customer's index.
const (
	arrival   = 0
	departure = 1 << 32
)

func newStation(servers, room int, load float64, run int) *station {
	gap, err := Exponential(Seconds(1 / load))
	if err != nil {
		panic(err)
	}
	work, _ := Exponential(time.Second)
	name := fmt.Sprintf("M/M/%d at %v", servers, load)
	return &station{servers: servers, room: room, gap: gap, work: work, source: NewStreams(1, run).Stream(name)}
}

// simulate lets so many customers come and all of them go again.
func (s *station) simulate(warmUp, customers int) {
	s.warmUp, s.last = warmUp, customers
	s.clock.After(s.gap.Draw(s.source), arrival)
	s.clock.Run(func(word uint64) {
		if word == arrival {
			s.onArrival()
		} else {
			s.onDeparture(int32(word))
		}
	})
}

func (s *station) onArrival() {
	c := customer{s.arrived, s.clock.Now(), Luck(s.source.Uint64())}
	if s.arrived++; s.arrived < s.last {
		s.clock.After(s.gap.Draw(s.source), arrival)
	}
	if s.busy == s.servers && len(s.line)-s.head == s.room {
		if c.number >= s.warmUp {
			s.lost++
		}
		return
	}
	i := s.people.Take()
	*s.people.At(i) = c
	s.inside.Add(s.clock.Now(), 1)
	if s.busy < s.servers {
		s.busy++
		s.serve(i)
	} else {
		s.line = append(s.line, i)
	}
}

func (s *station) serve(i int32) {
	c := s.people.At(i)
	if c.number >= s.warmUp {
		s.waits.Add(s.clock.Now().Sub(c.arrived))
	}
	s.clock.After(c.luck.Draw(0, s.work, &s.scratch), departure|uint64(i))
}

func (s *station) onDeparture(i int32) {
	if c := s.people.At(i); c.number >= s.warmUp {
		s.stays.Add(s.clock.Now().Sub(c.arrived))
	}
	s.people.Free(i)
	s.inside.Add(s.clock.Now(), -1)
	if s.head == len(s.line) {
		s.busy--
		return
	}
	next := s.line[s.head]
	if s.head++; 2*s.head > len(s.line) {
		s.line, s.head = append(s.line[:0], s.line[s.head:]...), 0
	}
	s.serve(next)
}

// runs repeats a measurement on stations that differ in their chance alone, and
// returns the 99 % interval of each result.
func runs(t *testing.T, n int, measure func(run int) []float64) []Interval {
	t.Helper()
	var results [][]float64
	for run := range n {
		for i, x := range measure(run) {
			if run == 0 {
				results = append(results, nil)
			}
			results[i] = append(results[i], x)
		}
	}
	var intervals []Interval
	for _, xs := range results {
		intervals = append(intervals, Confidence(xs, 0.99))
	}
	return intervals
}

// effort is the number of runs and of customers in each.
func effort() (n, customers int) {
	if verifying() {
		return 30, 400_000
	}
	return 10, 20_000
}

func within(t *testing.T, what string, got Interval, want float64) {
	t.Helper()
	t.Logf("%-36s %.5f in [%.5f, %.5f]", what, want, got.Low, got.High)
	if !got.Contains(want) {
		t.Errorf("%s: measured %.5f, 99 %% from %.5f to %.5f; theory says %.5f", what, got.Mean, got.Low, got.High, want)
	}
}

// Waiting at c servers for a load of a: the share that waits is Erlang C, and
// those who wait do so for an exponential time.
//
//	P(wait > t) = C(c, a) exp(−(c − a) t)
func TestWaitsAgainstErlangC(t *testing.T) {
	n, customers := effort()
	for _, q := range []struct {
		c int
		a float64
	}{{1, 0.5}, {1, 0.8}, {3, 2.4}, {20, 16}} {
		got := runs(t, n, func(run int) []float64 {
			s := newStation(q.c, math.MaxInt, q.a, run)
			s.simulate(customers/10, customers)
			return []float64{
				s.waits.Mean().Seconds(),
				s.stays.Mean().Seconds(),
				s.waits.Quantile(0.95).Seconds(),
			}
		})
		c, rate := erlangC(q.c, q.a), float64(q.c)-q.a
		name := fmt.Sprintf("M/M/%d at %v: ", q.c, q.a)
		within(t, name+"mean wait", got[0], c/rate)
		within(t, name+"mean stay", got[1], c/rate+1)
		within(t, name+"95 % of waits", got[2], math.Log(c/0.05)/rate)
	}
}

// A loss system turns away the share of Erlang B, whatever the load.
func TestLossAgainstErlangB(t *testing.T) {
	n, customers := effort()
	for _, c := range []int{2, 10, 120} {
		for _, load := range []float64{0.5, 0.9, 1, 1.5} {
			a := load * float64(c)
			want := erlangB(c, a)
			got := runs(t, n, func(run int) []float64 {
				s := newStation(c, 0, a, run)
				s.simulate(customers/10, customers)
				return []float64{float64(s.lost) / float64(customers-customers/10)}
			})
			name := fmt.Sprintf("M/M/%d/%d at %v: lost", c, c, a)
			if want*float64(n*customers) > 1e-3 {
				within(t, name, got[0], want)
			} else if got[0].Mean != 0 { // theory: not one among a thousand such tests
				t.Errorf("%s: measured %v, theory says %v", name, got[0].Mean, want)
			}
		}
	}
}

// Little's law holds for every single run, to the nanosecond: what is inside,
// integrated over time, is the sum of all stays.
func TestLittlesLawIsExact(t *testing.T) {
	for _, room := range []int{0, 5, math.MaxInt} {
		s := newStation(3, room, 2.7, 0)
		s.simulate(0, 20_000)
		area, stays := s.inside.Integral(s.clock.Now()), s.stays.Sum()
		if area != stays || s.inside.Value() != 0 || s.people.Len() != 0 {
			t.Errorf("room for %d: the level's area is %v, the sum of stays %v; %d still inside", room, area, stays, s.people.Len())
		}
	}
}

// Common random numbers: with the same luck in both systems, the difference
// between 10 servers and 11 is known far better than the losses of either.
func TestCommonRandomNumbersSharpenADifference(t *testing.T) {
	lost := func(c, run int) float64 {
		s := newStation(c, 0, 9, run)
		s.source = NewStreams(1, run).Stream("shared")
		s.simulate(0, 5000)
		return float64(s.lost) / 5000
	}
	var ten, eleven, other []float64
	for run := range 40 {
		ten = append(ten, lost(10, run))
		eleven = append(eleven, lost(11, run))
		other = append(other, lost(11, run+1000))
	}
	width := func(i Interval) float64 { return i.High - i.Low }
	common, independent := Paired(ten, eleven, 0.99), Paired(ten, other, 0.99)
	if gain := math.Pow(width(independent)/width(common), 2); gain < 10 {
		t.Errorf("common random numbers cut the variance %.1f times, want 10 or more", gain)
	}
	within(t, "B(10, 9) − B(11, 9)", common, erlangB(10, 9)-erlangB(11, 9))
}
