package des

import (
	"fmt"
	"time"
)

// Clock knows what time it is and what is due, and lets it happen in the order
// of (time, order of scheduling). The zero Clock stands at the beginning with
// nothing due; one in use must not be copied. It is a Queue with a hand, and with
// tickets for the events that may be cancelled (see AtTicket).
//
// What happens is a word, of which the Clock keeps the top bit for itself. For
// the tickets of others, an event scheduled with At pays the test of that bit
// and nothing else.
type Clock struct {
	now     Time
	queue   Queue
	tickets Slots[int32, uint64] // the words of the events that may be cancelled
	dead    int                  // cancelled events that are still in the queue
}

// Now returns the present instant.
func (c *Clock) Now() Time { return c.now }

// At schedules word for the instant t. The present is allowed, and comes after
// all that is already due now. At Never nothing happens and nothing is kept. It
// panics when t is past, or when the top bit of word is set.
func (c *Clock) At(t Time, word uint64) {
	if t < c.now || word&ticketBit != 0 {
		c.refuse(t, word)
	}
	if t != Never {
		c.queue.Push(Event{t, word})
	}
}

// After schedules word for d from now: it is At(Now().Add(d), word), so that
// after Forever nothing happens.
func (c *Clock) After(d time.Duration, word uint64) { c.At(c.now.Add(d), word) }

func (c *Clock) refuse(t Time, word uint64) {
	if t < c.now {
		panic(fmt.Sprintf("des: word %#x scheduled for %v, want no earlier than now, %v", word, t, c.now))
	}
	panic(fmt.Sprintf("des: word %#x scheduled, want the top bit clear: the clock uses it", word))
}

// Next moves now to the next event and returns its word. It returns false when
// nothing is due any more, and now stays.
func (c *Clock) Next() (word uint64, ok bool) { return c.NextBy(Never) }

// NextBy is Next for events at the limit or before. When there is none it
// returns false and moves now to the limit, unless that is Never. It panics when
// the limit is past.
func (c *Clock) NextBy(limit Time) (word uint64, ok bool) {
	e, due := c.queue.PopBy(limit)
	for ; due; e, due = c.queue.PopBy(limit) {
		word, ok = e.Word, true
		if word&ticketBit != 0 {
			word, ok = c.redeem(Ticket(word &^ ticketBit))
		}
		if ok {
			c.now = e.At
			return word, true
		}
		c.dead--
	}
	c.rest(limit)
	return 0, false
}

// rest is the end of NextBy: nothing is due up to the limit.
func (c *Clock) rest(limit Time) {
	switch {
	case limit < c.now:
		panic(fmt.Sprintf("des: clock asked for events by %v, want no earlier than now, %v", limit, c.now))
	case limit < Never:
		c.now = limit
	default: // the queue is empty, but a cancelled event may have moved it beyond now
		c.queue.Reset()
	}
}

// Run hands every event to handle, in order, until nothing is due any more.
// What handle schedules is handed to it in turn.
func (c *Clock) Run(handle func(word uint64)) { c.RunUntil(Never, handle) }

// RunUntil hands every event at the limit or before to handle, and leaves now at
// the limit. RunUntil(Never, handle) is Run(handle).
func (c *Clock) RunUntil(limit Time, handle func(word uint64)) {
	for {
		word, ok := c.NextBy(limit)
		if !ok {
			return
		}
		handle(word)
	}
}

// Soon is Queue.Soon. A word whose top bit is set is the clock's own, of an event that
// may be cancelled, and no word of the caller's.
func (c *Clock) Soon() []Event { return c.queue.Soon() }

// Pending returns how many events are still to happen.
func (c *Clock) Pending() int { return c.queue.Len() - c.dead }

// PeekTime returns the instant of the next event, and false when nothing is due
// any more. It changes nothing. For its cost see Queue.Peek; cancelled events in
// front of the next one add to it.
func (c *Clock) PeekTime() (Time, bool) {
	if c.dead == 0 {
		return c.queue.Peek()
	}
	return c.queue.peek(c.alive)
}

// Reset goes back to the beginning with nothing due. Tickets of before must not
// be used any more. The memory stays, so that the next run allocates nothing.
func (c *Clock) Reset() {
	c.now, c.dead = 0, 0
	c.queue.Reset()
	c.tickets.Reset()
}
