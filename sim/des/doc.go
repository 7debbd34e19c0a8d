// Package des is a kernel for discrete-event simulation: a clock that lets events
// happen in order, chance that can be repeated, and measures that are exact. It
// knows nothing of what is simulated.
//
// # A model
//
// A model is a state, and a handler that changes it for each kind of event. An
// event is an instant and a word of 63 bits, which says what happens and to whom;
// there are no processes, callbacks or objects, so that an event costs tens of
// nanoseconds and no garbage. The handler runs to its end, at one instant. To wait
// is to schedule:
//
//	clock.After(work.Draw(source), departure)
//	clock.Run(func(word uint64) { ... })
//
// The example of the package is a whole model, the queue M/M/1, in 40 lines.
//
//   - Time is an instant, time.Duration a length, both whole nanoseconds.
//   - Clock runs what is due in the order of (time, order of scheduling). An event
//     that may have to be cancelled gets a Ticket. Queue is the structure below it.
//   - Slots keeps the records that words refer to, by index and generation.
//
// # Chance
//
// Nothing here is random unless it is asked to be, and then it is fixed by a seed,
// the number of the run, and a name:
//
//   - Streams gives each named source of chance its own Stream.
//   - Dist is a distribution of lengths, drawn from a Stream.
//   - Luck is all the chance of one entity in 8 bytes: draws that stay the same
//     whatever else differs between two runs.
//
// Compare two policies under the same seed, run by run, and give every entity its
// Luck when it is created: then both policies meet the same entities, and Paired
// shows a difference that two independent sets of runs would bury in noise.
//
// # Measures
//
//   - Level is a quantity over time, with its time-weighted mean.
//   - Sample is a set of lengths, with mean, spread and quantiles.
//   - Interval is what several runs together say, with confidence.
//   - Trace is the fingerprint of a run.
//
// Level and Sample add up whole numbers, so their results do not depend on the
// order of additions, and Little's law holds in them to the nanosecond.
//
// # Promises
//
// The same program, seed and run number give the same results, bit for bit, on
// every processor: what chance and statistics need of floating point is in
// float.go, and a test of cmd/ecssim finds what might differ.
//
// No type here may be used by two goroutines at once, and none starts one. Runs
// are independent: give each goroutine its own Clock and its own Streams, and
// store results by run number. Reset makes a used Clock, Queue or Slots as good as
// new without returning its memory, and after the first run nothing is allocated.
//
// A panic of this package means that the model is wrong: it scheduled into the
// past, or used a record that it had freed. What a user may get wrong, the
// parameters of distributions, is returned as an error.
package des
