package main

import (
	"context"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim"
)

// BenchmarkFindings is a run with what a reader has to be told of it, and without.
func BenchmarkFindings(b *testing.B) {
	s, err := scenarios.Load("day-in-the-life")
	if err != nil {
		b.Fatal(err)
	}
	for name, findings := range map[string]bool{"with": true, "without": false} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := sim.Run(context.Background(), s.Config, 0, &sim.Watch{Findings: findings}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
