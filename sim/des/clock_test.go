package des

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

const second = Time(time.Second)

// happened is one line of a test's log: when, and which word.
type happened struct {
	at   Time
	word uint64
}

// record runs the clock and lists what happens.
func record(c *Clock) (log []happened) {
	c.Run(func(word uint64) { log = append(log, happened{c.Now(), word}) })
	return log
}

func TestClockRunsInOrderOfTimeThenOfScheduling(t *testing.T) {
	var c Clock
	c.At(3*second, 1)
	c.After(time.Second, 2)
	c.At(3*second, 3)
	c.At(0, 4)
	want := []happened{{0, 4}, {second, 2}, {3 * second, 1}, {3 * second, 3}}
	if got := record(&c); !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
}

func TestClockWhatIsScheduledForNowComesLastNow(t *testing.T) {
	var c Clock
	var log []happened
	c.At(second, 1)
	c.At(second, 2)
	c.Run(func(word uint64) {
		log = append(log, happened{c.Now(), word})
		if word == 1 {
			c.After(0, 3)
		}
	})
	want := []happened{{second, 1}, {second, 2}, {second, 3}}
	if !slices.Equal(log, want) {
		t.Errorf("happened %v, want %v", log, want)
	}
}

func TestClockNeverHappensNever(t *testing.T) {
	var c Clock
	c.At(Never, 1)
	c.After(Forever, 2)
	if ticket := c.AtTicket(Never, 3); ticket != 0 || c.Cancel(ticket) {
		t.Errorf("the ticket for never is %v, want 0, which cancels nothing", ticket)
	}
	if got := record(&c); got != nil || c.Pending() != 0 {
		t.Errorf("happened %v, %d pending", got, c.Pending())
	}
}

func TestClockCancelledEventsFallThrough(t *testing.T) {
	var c Clock
	a := c.AtTicket(second, 1)
	b := c.AtTicket(2*second, 2)
	c.At(3*second, 3)
	if c.Pending() != 3 || !c.Cancel(a) || c.Pending() != 2 {
		t.Fatalf("%d pending after a cancelled one of three", c.Pending())
	}
	if c.Cancel(a) {
		t.Error("cancelled twice")
	}
	if at, ok := c.PeekTime(); at != 2*second || !ok {
		t.Errorf("next is %v, %v, want 2s", at, ok)
	}
	want := []happened{{2 * second, 2}, {3 * second, 3}}
	if got := record(&c); !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
	if c.Cancel(b) {
		t.Error("cancelled after it happened")
	}
}

// A cancelled event must not move the clock, nor close the time before it.
func TestClockCancelledEventsLeaveNoTrace(t *testing.T) {
	var c Clock
	c.Cancel(c.AtTicket(10*second, 1))
	if word, ok := c.Next(); ok || c.Now() != 0 {
		t.Fatalf("word %d happened at %v, want nothing", word, c.Now())
	}
	if at, ok := c.PeekTime(); ok {
		t.Errorf("next is at %v, want nothing", at)
	}
	c.At(second, 2)
	if got, want := record(&c), []happened{{second, 2}}; !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
}

func TestClockTicketsOfAUsedSlotDiffer(t *testing.T) {
	var c Clock
	a := c.AtTicket(second, 1)
	c.Cancel(a)
	b := c.AtTicket(2*second, 2) // in the slot of a
	if a == b || c.Cancel(a) {
		t.Fatalf("ticket %x cancels the event of %x", a, b)
	}
	if got, want := record(&c), []happened{{2 * second, 2}}; !slices.Equal(got, want) {
		t.Errorf("happened %v, want %v", got, want)
	}
}

func TestClockRunUntilIncludesTheLimit(t *testing.T) {
	var c Clock
	for i := range Time(5) {
		c.At(i*second, uint64(i))
	}
	n := 0
	c.RunUntil(2*second, func(uint64) { n++ })
	if n != 3 || c.Now() != 2*second || c.Pending() != 2 {
		t.Errorf("%d events by 2s, now %v, %d pending; want 3, 2s, 2", n, c.Now(), c.Pending())
	}
	c.RunUntil(2500*second/1000, func(uint64) { n++ })
	c.After(0, 9) // 2.5 s: before what is pending
	if word, _ := c.Next(); word != 9 || c.Now() != 2500*second/1000 {
		t.Errorf("word %d at %v, want 9 at 2.5s", word, c.Now())
	}
}

func TestClockPanics(t *testing.T) {
	var c Clock
	c.At(2*second, 1)
	c.Next()
	mustPanic(t, "des: word 0x7 scheduled for 1s, want no earlier than now, 2s", func() { c.At(second, 7) })
	mustPanic(t, "des: word 0x7 scheduled for 1.999999999s, want no earlier than now, 2s", func() { c.After(-1, 7) })
	mustPanic(t, "des: word 0x8000000000000000 scheduled, want the top bit clear: the clock uses it", func() { c.At(3*second, 1<<63) })
	mustPanic(t, "des: word 0x8000000000000000 scheduled, want the top bit clear: the clock uses it", func() { c.AtTicket(3*second, 1<<63) })
	mustPanic(t, "des: clock asked for events by 1s, want no earlier than now, 2s", func() { c.NextBy(second) })
}

// The twin of Clock is a list that is searched for everything.
type clockTwin struct {
	now Time
	due []dueEvent
	seq int
}

type dueEvent struct {
	at   Time
	seq  int
	word uint64
}

func (c *clockTwin) at(t Time, word uint64) {
	c.seq++
	c.due = append(c.due, dueEvent{t, c.seq, word})
}

func (c *clockTwin) cancel(word uint64) bool {
	i := slices.IndexFunc(c.due, func(d dueEvent) bool { return d.word == word })
	if i < 0 {
		return false
	}
	c.due = slices.Delete(c.due, i, i+1)
	return true
}

func (c *clockTwin) first() int {
	first := -1
	for i, d := range c.due {
		if first < 0 || d.at < c.due[first].at || d.at == c.due[first].at && d.seq < c.due[first].seq {
			first = i
		}
	}
	return first
}

func (c *clockTwin) nextBy(limit Time) (uint64, bool) {
	i := c.first()
	if i < 0 || c.due[i].at > limit {
		if limit < Never {
			c.now = limit
		}
		return 0, false
	}
	d := c.due[i]
	c.due = slices.Delete(c.due, i, i+1)
	c.now = d.at
	return d.word, true
}

func TestClockAgainstItsTwin(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 4))
			var c Clock
			var twin clockTwin
			tickets := map[uint64]Ticket{}
			limit := func() Time { return c.Now() + Time(r.Int64N(1<<r.IntN(45))) }
			for word := range uint64(600) {
				switch r.IntN(10) {
				case 0, 1, 2:
					at := limit()
					c.At(at, word)
					twin.at(at, word)
				case 3, 4, 5:
					at := limit()
					tickets[word] = c.AtTicket(at, word)
					twin.at(at, word)
				case 6, 7:
					w := r.Uint64N(word + 1)
					if ticket, ok := tickets[w]; ok {
						if got, want := c.Cancel(ticket), twin.cancel(w); got != want {
							t.Fatalf("cancelled %d: %v, want %v", w, got, want)
						}
					}
				default:
					by := Never
					if r.IntN(2) == 0 {
						by = limit()
					}
					got, gotOK := c.NextBy(by)
					if want, ok := twin.nextBy(by); got != want || gotOK != ok || c.Now() != twin.now {
						t.Fatalf("word %d, %v at %v, want %d, %v at %v", got, gotOK, c.Now(), want, ok, twin.now)
					}
				}
				at, ok := c.PeekTime()
				if i := twin.first(); ok != (i >= 0) || ok && at != twin.due[i].at {
					t.Fatalf("next is %v, %v; want event %d of %v", at, ok, i, twin.due)
				}
				if c.Pending() != len(twin.due) {
					t.Fatalf("%d pending, want %d", c.Pending(), len(twin.due))
				}
			}
			checkQueue(t, &c.queue)
		})
	}
}

func TestClockAllocatesNothingInSteadyState(t *testing.T) {
	var c Clock
	gaps := newGapTable(1, "exponential", 1e9)
	run := func() {
		c.Reset()
		for k := range 5000 {
			c.At(c.Now()+gaps.draw(k), 1)
			ticket := c.AtTicket(c.Now()+gaps.draw(k+1), 2)
			if k%3 == 0 {
				c.Cancel(ticket)
			}
			if k > 100 {
				c.Next()
			}
		}
	}
	run()
	if n := testing.AllocsPerRun(3, run); n != 0 {
		t.Errorf("%v allocations in a run after the first, want 0", n)
	}
}
