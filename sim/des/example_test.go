package des_test

import (
	"fmt"
	"time"

	"ecssim/sim/des"
)

// The queue M/M/1: customers arrive at random, 0.8 a second, and are served one
// by one, a second each on average. Theory says that they wait four seconds.
func Example() {
	const arrives, leaves = 0, 1 // the words

	var clock des.Clock
	source := des.NewStreams(1, 0).Stream("customers")
	gap, _ := des.Exponential(1250 * time.Millisecond)
	work, _ := des.Exponential(time.Second)

	var line []des.Time // when those inside arrived; the first is being served
	var inside des.Level
	var waits des.Sample
	serve := func() {
		waits.Add(clock.Now().Sub(line[0]))
		clock.After(work.Draw(source), leaves)
	}

	clock.After(gap.Draw(source), arrives)
	clock.RunUntil(des.Time(1000*time.Hour), func(word uint64) {
		switch word {
		case arrives:
			clock.After(gap.Draw(source), arrives)
			line = append(line, clock.Now())
			if len(line) == 1 {
				serve()
			}
		case leaves:
			line = line[1:]
			if len(line) > 0 {
				serve()
			}
		}
		inside.Set(clock.Now(), int64(len(line)))
	})

	fmt.Printf("%d customers\n", waits.Count())
	fmt.Printf("wait %.2f s on average, one in twenty more than %.1f s\n", waits.Mean().Seconds(), waits.Quantile(0.95).Seconds())
	fmt.Printf("%.2f inside on average\n", inside.Mean(clock.Now()))
	// Output:
	// 2878643 customers
	// wait 3.96 s on average, one in twenty more than 13.8 s
	// 3.96 inside on average
}

// Several runs, each with its own streams, and what they say together.
func ExampleConfidence() {
	var means []float64
	for run := range 10 {
		source := des.NewStreams(1, run).Stream("dice")
		sum := 0
		for range 1000 {
			sum += 1 + source.IntN(6)
		}
		means = append(means, float64(sum)/1000)
	}
	i := des.Confidence(means, 0.95)
	fmt.Printf("%.3f, with 95 %% confidence from %.3f to %.3f\n", i.Mean, i.Low, i.High)
	// Output:
	// 3.517, with 95 % confidence from 3.485 to 3.549
}

// A job may be stopped before it ends. Its end is still in the queue then, and
// falls through because the generation in its word is not that of the record any
// more, even though another job has the place.
func ExampleSlots() {
	type job struct{ name byte }
	var clock des.Clock
	var jobs des.Slots[int32, job]
	start := func(name byte, length time.Duration) int32 {
		i := jobs.Take()
		jobs.At(i).name = name
		clock.After(length, uint64(i)<<32|uint64(jobs.Gen(i)))
		return i
	}

	a := start('a', time.Hour)
	start('b', time.Minute)
	jobs.Free(a)            // stopped
	start('c', 2*time.Hour) // in the place of a

	clock.Run(func(word uint64) {
		i, gen := int32(word>>32), uint32(word)
		if !jobs.Live(i, gen) {
			fmt.Println(clock.Now(), "nothing")
			return
		}
		fmt.Printf("%v %c ends\n", clock.Now(), jobs.At(i).name)
		jobs.Free(i)
	})
	// Output:
	// 1m0s b ends
	// 1h0m0s nothing
	// 2h0m0s c ends
}

// An attempt that may time out. Whichever comes first cancels the other.
func ExampleClock_AtTicket() {
	const answer, timeout = 1, 2
	var clock des.Clock
	clock.At(des.Time(3*time.Second), answer)
	ticket := clock.AtTicket(des.Time(10*time.Second), timeout)
	clock.Run(func(word uint64) {
		switch word {
		case answer:
			fmt.Println("answer after", clock.Now(), "- timeout cancelled:", clock.Cancel(ticket))
		case timeout:
			fmt.Println("timeout after", clock.Now())
		}
	})
	fmt.Println("the end is", clock.Now())
	// Output:
	// answer after 3s - timeout cancelled: true
	// the end is 3s
}

// Two policies that ask different questions meet the same job.
func ExampleLuck() {
	const running, restarting = 1, 2 // purposes
	work, _ := des.LogNormal(3*time.Minute, time.Minute)
	boot, _ := des.Uniform(10*time.Second, 20*time.Second)
	luck := des.Luck(des.NewStreams(1, 0).Stream("arrivals").Uint64())

	var scratch des.Scratch
	fmt.Println(luck.Draw(running, work, &scratch).Round(time.Second))
	fmt.Println(luck.Draw(restarting, boot, &scratch).Round(time.Second))
	fmt.Println(luck.Draw(running, work, &scratch).Round(time.Second))
	// Output:
	// 5m34s
	// 19s
	// 5m34s
}
