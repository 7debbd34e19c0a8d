package film

import (
	"fmt"
	"iter"
	"sort"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Film is a run that is recorded: give it to the run as an observer, and ask for any step of it
// then. A step is an event; the first one is step 0.
//
// It takes about four bytes an event, and no more than Limit for all of them: of a longer run
// it keeps the beginning, and is Cut. Beside them it keeps scenes on the way, so that it need
// not fold a run from its beginning each time: as many as have keptRecords records together, or
// four, and so 40 MB or four times the largest scene.
//
// A Film is used by one goroutine at a time.
type Film struct {
	Config *config.Config
	Limit  int  // bytes of events; 0 = DefaultLimit
	Cut    bool // it has not all of the run

	blocks []block
	steps  int
	bytes  int
	last   des.Time
	end    memory // after the last event

	events  cursor
	scenes  cursor
	scene   *Scene      // at the step before that of scenes
	kept    []keptScene // by block, ascending
	every   int         // blocks between two of them
	records int         // of all of them
}

// DefaultLimit is the limit of a film that has none of its own.
const DefaultLimit = 1 << 28

// blockSteps is how many events a block has; the last one may have fewer.
const blockSteps = 1 << 12

// keptRecords is how many records the scenes have together that are kept on the way.
const keptRecords = 1 << 17

// block is some events, which can be read without those before.
type block struct {
	data  []byte
	first des.Time // the instant of its first event
}

// keptScene is what there is before a block.
type keptScene struct {
	block int
	scene *Scene
}

// cursor reads the events of a film one after the other.
type cursor struct {
	memory
	left  []byte // of the block of step
	step  int    // the next one
	event event.Event
}

// New is a film with nothing on it of a run of a scenario.
func New(c *config.Config) *Film { return &Film{Config: c, every: 1} }

// Wants is all kinds of events.
func (f *Film) Wants() event.Kinds { return event.AllKinds() }

// On records an event.
func (f *Film) On(e *event.Event) {
	limit := f.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	if f.Cut = f.Cut || f.bytes >= limit; f.Cut {
		return
	}
	if f.steps%blockSteps == 0 {
		f.end = memory{}
		f.blocks = append(f.blocks, block{first: e.At})
	}
	b := &f.blocks[len(f.blocks)-1]
	n := len(b.data)
	b.data = f.end.appendEvent(b.data, e)
	f.bytes += len(b.data) - n
	f.steps++
	f.last = e.At
}

// Steps is how many steps the film has.
func (f *Film) Steps() int { return f.steps }

// Size is how many bytes its events take.
func (f *Film) Size() int { return f.bytes }

// End is the instant of the last step.
func (f *Film) End() des.Time { return f.last }

// At is the event of a step. It panics where there is no such step.
func (f *Film) At(step int) event.Event {
	f.mustHave(step)
	f.seek(&f.events, step)
	f.next(&f.events)
	return f.events.event
}

// All gives every step and its event, from the first one on. The event may not be kept.
func (f *Film) All() iter.Seq2[int, *event.Event] {
	return func(yield func(int, *event.Event) bool) {
		var c cursor
		for step := range f.steps {
			f.next(&c)
			if !yield(step, &c.event) {
				return
			}
		}
	}
}

// StepAt is the last step that is at an instant or before, or -1.
func (f *Film) StepAt(at des.Time) int {
	b := sort.Search(len(f.blocks), func(b int) bool { return f.blocks[b].first > at }) - 1
	if b < 0 {
		return -1
	}
	var c cursor
	for f.seek(&c, b*blockSteps); c.step < min((b+1)*blockSteps, f.steps); {
		if f.next(&c); c.event.At > at {
			return c.step - 2
		}
	}
	return c.step - 1
}

// Scene is what there is when a step has happened, and for step -1 what there is before the
// first. It panics where there is no such step. To go on from one step to the next costs a
// copy of the scene; to go back, folding some thousands of events.
func (f *Film) Scene(step int) *Scene {
	if step >= 0 {
		f.mustHave(step)
	}
	f.rewind(step)
	for f.scenes.step <= step {
		f.keep()
		f.next(&f.scenes)
		f.scene.Apply(&f.scenes.event)
	}
	return f.scene.Copy()
}

func (f *Film) mustHave(step int) {
	if step < 0 || step >= f.steps {
		panic(fmt.Sprintf("film: step %d, want one of %d", step, f.steps))
	}
}

// rewind has the film's own scene be one that the step is not before: as it is, or one of those
// kept, whichever is nearer.
func (f *Film) rewind(step int) {
	n := sort.Search(len(f.kept), func(n int) bool { return f.kept[n].block*blockSteps > step+1 }) - 1
	from := 0
	if n >= 0 {
		from = f.kept[n].block * blockSteps
	}
	if f.scene != nil && f.scenes.step <= step+1 && f.scenes.step >= from {
		return
	}
	if f.scene = NewScene(f.Config); n >= 0 {
		f.scene = f.kept[n].scene.Copy()
	}
	f.seek(&f.scenes, from)
}

// keep keeps the scene before a block. Where there are too many, every second one goes.
func (f *Film) keep() {
	if f.scenes.step == 0 || f.scenes.step%(blockSteps*f.every) != 0 {
		return
	}
	b := f.scenes.step / blockSteps
	if n := len(f.kept); n > 0 && f.kept[n-1].block >= b {
		return
	}
	f.kept = append(f.kept, keptScene{b, f.scene.Copy()})
	f.records += f.scene.records()
	for f.records > keptRecords && len(f.kept) > 4 {
		f.every *= 2
		left := f.kept[:0]
		f.records = 0
		for _, x := range f.kept {
			if x.block%f.every == 0 {
				left = append(left, x)
				f.records += x.scene.records()
			}
		}
		clear(f.kept[len(left):])
		f.kept = left
	}
}

// seek moves a cursor to a step, from where it is if that is in the step's block and before it.
func (f *Film) seek(c *cursor, step int) {
	b := step / blockSteps
	if c.step > step || c.step < b*blockSteps {
		c.step = b * blockSteps
	}
	for c.step < step {
		f.next(c)
	}
}

// next reads the event of a cursor's step.
func (f *Film) next(c *cursor) {
	if c.step%blockSteps == 0 {
		c.memory, c.left = memory{}, f.blocks[c.step/blockSteps].data
	}
	var err error
	if c.left, err = c.readEvent(c.left, &c.event); err != nil {
		panic("film: " + err.Error() + ", invariant: what was recorded can be read")
	}
	c.step++
}
