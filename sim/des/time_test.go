package des

import (
	"fmt"
	"math"
	"testing"
	"time"
)

func TestTimeAddSaturates(t *testing.T) {
	for _, c := range []struct {
		at   Time
		d    time.Duration
		want Time
	}{
		{0, time.Second, 1e9},
		{5, -5, 0},
		{5, -6, -1},
		{0, Forever, Never},
		{-7, Forever, Never},
		{Never, 0, Never},
		{Never, -time.Hour, Never},
		{Never - 1, 1, Never},
		{Never - 1, 2, Never},
		{Never - 5, 3, Never - 2},
		{math.MinInt64 + 1, -2, math.MinInt64},
	} {
		if got := c.at.Add(c.d); got != c.want {
			t.Errorf("Time(%d).Add(%d) = %d, want %d", c.at, c.d, got, c.want)
		}
	}
}

func TestTimeSubSaturates(t *testing.T) {
	for _, c := range []struct {
		t, u Time
		want time.Duration
	}{
		{3e9, 1e9, 2 * time.Second},
		{1e9, 3e9, -2 * time.Second},
		{Never, 1e9, Forever},
		{Never, -1, Forever},
		{Never, Never, 0},
		{0, Never, math.MinInt64},
		{Never - 1, -3, Forever},
		{-3, Never - 1, math.MinInt64},
	} {
		if got := c.t.Sub(c.u); got != c.want {
			t.Errorf("Time(%d).Sub(%d) = %d, want %d", c.t, c.u, got, c.want)
		}
	}
}

func TestTenTenthsMakeOneSecond(t *testing.T) {
	var now Time
	for range 10 {
		now = now.Add(Seconds(0.1))
	}
	if now != Time(time.Second) {
		t.Errorf("ten steps of 0.1 s end at %v, want 1s", now)
	}
}

func TestSecondsRoundsAndSaturates(t *testing.T) {
	for _, c := range []struct {
		s    float64
		want time.Duration
	}{
		{0, 0},
		{1.5, 1500 * time.Millisecond},
		{0.1, 100 * time.Millisecond},
		{0.4e-9, 0},
		{0.5e-9, 1},
		{-0.5e-9, -1},
		{9.3e9, Forever},
		{math.Inf(1), Forever},
		{math.Inf(-1), -Forever},
	} {
		if got := Seconds(c.s); got != c.want {
			t.Errorf("Seconds(%v) = %d, want %d", c.s, got, c.want)
		}
	}
	mustPanic(t, "des: a length of NaN seconds, want a number", func() { Seconds(math.NaN()) })
}

func TestTimeAsText(t *testing.T) {
	for at, want := range map[Time]string{0: "0s", 90_500_000_000: "1m30.5s", Never: "never"} {
		if got := at.String(); got != want {
			t.Errorf("Time(%d) reads %q, want %q", at, got, want)
		}
	}
	if got := Time(1_500_000_000).Seconds(); got != 1.5 {
		t.Errorf("1.5 s is %v seconds", got)
	}
}

// mustPanic runs f and compares what it panics with.
func mustPanic(t *testing.T, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := fmt.Sprint(recover()); got != want {
			t.Errorf("panic %q, want %q", got, want)
		}
	}()
	f()
}
