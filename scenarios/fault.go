package scenarios

import "ecssim/scenarios/internal/strict"

// Error is a file that was refused: everything wrong with it, in file order.
type Error = strict.Error

// Fault is one thing wrong with a file.
type Fault = strict.Fault

// Nearest returns up to n of some known words that are like one, the nearest first.
func Nearest(word string, known []string, n int) []string { return strict.Nearest(word, known, n) }
