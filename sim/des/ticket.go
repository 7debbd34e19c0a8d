package des

// Ticket is the right to cancel one event: the index and the generation of its
// word in the clock's Slots, so that a ticket is worth nothing once its event has
// happened or was cancelled. The zero Ticket never belongs to an event.
//
//	ticket = index × 2^32 + generation, index < 2^31
type Ticket uint64

// ticketBit tells the queue's tickets from plain words.
const ticketBit = 1 << 63

// AtTicket is At for an event that may be cancelled. For Never the ticket is
// zero. It costs one slot more than At, which is used again when the event has
// happened or is cancelled.
func (c *Clock) AtTicket(t Time, word uint64) Ticket {
	if t < c.now || word&ticketBit != 0 {
		c.refuse(t, word)
	}
	if t == Never {
		return 0
	}
	i := c.tickets.Take()
	*c.tickets.At(i) = word
	ticket := Ticket(uint64(i)<<32 | uint64(c.tickets.Gen(i)))
	c.queue.Push(Event{t, uint64(ticket) | ticketBit})
	return ticket
}

// Cancel prevents the event of a ticket and says whether it was still to happen.
// The queue is not searched: what is cancelled falls through when its time
// comes, seen by nobody, and until then takes its 16 bytes.
func (c *Clock) Cancel(t Ticket) bool {
	if _, ok := c.redeem(t); !ok {
		return false
	}
	c.dead++
	return true
}

// redeem ends the life of a ticket and returns its word, and false when the
// ticket was worth nothing.
func (c *Clock) redeem(t Ticket) (word uint64, ok bool) {
	i, gen := int32(t>>32), uint32(t)
	if !c.tickets.Live(i, gen) {
		return 0, false
	}
	word = *c.tickets.At(i)
	c.tickets.Free(i)
	return word, true
}

// alive says whether a queued word is still to happen.
func (c *Clock) alive(word uint64) bool {
	t := Ticket(word &^ ticketBit)
	return word&ticketBit == 0 || c.tickets.Live(int32(t>>32), uint32(t))
}
