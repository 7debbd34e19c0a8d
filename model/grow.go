package model

// GrowSlice returns s with room for n more elements. It is slices.Grow for millions of elements:
// that one clears the new memory in one piece, in which the goroutine cannot be stopped, and a
// signal waits for seconds where the system is slow to give memory.
func GrowSlice[S ~[]E, E any](s S, n int) S {
	if cap(s)-len(s) >= n {
		return s
	}
	return append(make(S, 0, len(s)+n), s...)
}
