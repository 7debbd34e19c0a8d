package des

import "fmt"

// Level is a quantity that steps through time, such as the length of a queue or
// the servers that are busy, and remembers its time-weighted mean. The zero Level
// is 0 since the beginning; Start begins elsewhere. It takes constant memory.
//
// All is kept in whole numbers, so that the order of additions cannot matter and
// the mean of a year is as exact as that of a second:
//
//	area(now) = Σ value × how long it lasted, from start to now
//	mean(now) = area(now) / (now − start)
type Level struct {
	value    int64
	min, max int64
	start    Time
	since    Time // value has lasted since then
	area     Wide // from start to since
}

// Start begins the record anew at now, with this value. What was before is
// forgotten: do so at the end of a warm-up, with the present value.
func (l *Level) Start(now Time, value int64) {
	*l = Level{value: value, min: value, max: value, start: now, since: now}
}

// Set makes value the present one. It panics when now is before an earlier call.
func (l *Level) Set(now Time, value int64) {
	l.area = l.Integral(now)
	l.since = now
	l.value = value
	l.min, l.max = min(l.min, value), max(l.max, value)
}

// Add changes the value by delta. It panics when now is before an earlier call.
func (l *Level) Add(now Time, delta int64) { l.Set(now, l.value+delta) }

// Value returns the present value.
func (l *Level) Value() int64 { return l.value }

// Min returns the least value since the start, even if it lasted no time. The
// value at the start counts.
func (l *Level) Min() int64 { return l.min }

// Max returns the greatest value since the start, even if it lasted no time. The
// value at the start counts.
func (l *Level) Max() int64 { return l.max }

// Integral returns the sum of value × nanoseconds from the start to now, exactly.
// It panics when now is before the last change.
func (l *Level) Integral(now Time) Wide {
	if now < l.since {
		panic(fmt.Sprintf("des: level asked at %v, want no earlier than its last change, %v", now, l.since))
	}
	return l.area.Plus(product(l.value, int64(now-l.since)))
}

// Mean returns the time-weighted mean from the start to now, and the value itself
// when no time has passed. It panics when now is before the last change.
func (l *Level) Mean(now Time) float64 {
	area := l.Integral(now)
	if now == l.start {
		return float64(l.value)
	}
	return area.Float64() / float64(now-l.start)
}
