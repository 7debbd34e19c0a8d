package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// median returns the middle of xs, of which there is at least one.
func median(xs []float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// ratios divides round by round, as far as both have run.
func ratios(xs, ys []float64) []float64 {
	rs := make([]float64, min(len(xs), len(ys)))
	for i := range rs {
		rs[i] = xs[i] / ys[i]
	}
	return rs
}

// interval bounds the median of what xs were drawn from: the narrowest pair of
// their order statistics that holds it with 90 % confidence or more, whatever the
// distribution, and the least and the greatest where there are too few.
//
//	P(x(k+1) ≤ median ≤ x(n−k)) = 1 − 2 Σ_{i≤k} C(n,i) / 2^n
//
// So five rounds give 94 % from the least to the greatest, three 75 %.
func interval(xs []float64) (low, high float64) {
	s := slices.Sorted(slices.Values(xs))
	n := len(s)
	k, outside := 0, math.Pow(2, 1-float64(n))
	for choose := float64(n); 2*(k+1) < n; k++ {
		outside += choose * math.Pow(2, 1-float64(n))
		if outside > 0.1 {
			break
		}
		choose *= float64(n-k-1) / float64(k+2)
	}
	return s[k], s[n-1-k]
}

// figure writes a number with three digits that count.
func figure(x float64) string {
	switch a := math.Abs(x); {
	case a == 0:
		return "0"
	case a >= 100:
		return group(fmt.Sprintf("%.0f", x))
	case a >= 10:
		return trim(strconv.FormatFloat(x, 'f', 1, 64))
	case a >= 1:
		return trim(strconv.FormatFloat(x, 'f', 2, 64))
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

func trim(s string) string {
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

// group puts commas between thousands.
func group(s string) string {
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
