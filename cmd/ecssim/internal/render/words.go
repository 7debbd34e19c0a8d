package render

import "ecssim/sim/observe/words"

// boundWords says which limit stops the next task and which comes after it, as
// a sentence; empty where nothing binds.
func boundWords(bound, next string) string {
	if bound == "" {
		return ""
	}
	return words.Stops(bound, next, "") + "."
}
