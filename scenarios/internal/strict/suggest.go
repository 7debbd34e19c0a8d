package strict

import (
	"slices"
	"strings"
)

// DidYouMean returns the hint that names the nearest of the known words, or ""
// where none is near.
func DidYouMean(word string, known []string) string {
	if near := Nearest(word, known, 1); len(near) == 1 {
		return "did you mean " + near[0] + "?"
	}
	return ""
}

// Reference returns the hint for a name that refers to nothing: near matches
// or, where there are none, the first of what there is.
func Reference(word string, known []string) string {
	const shown = 5
	if len(known) == 0 {
		return "there is none"
	}
	if near := Nearest(word, known, 3); len(near) > 0 {
		return "did you mean " + strings.Join(near, ", ") + "?"
	}
	if len(known) > shown {
		return "there are " + strings.Join(known[:shown], ", ") + ", ..."
	}
	return "there is " + strings.Join(known, ", ")
}

// Nearest returns up to n of the known words that somebody may have meant: those within a third of the word's length,
// nearest first, equally near ones in the order given.
func Nearest(word string, known []string, n int) []string {
	type match struct {
		word     string
		distance int
	}
	if len(word) > 100 {
		return nil
	}
	var found []match
	limit := max(2, len(word)/3)
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k), limit); d <= limit && d < len(k) {
			found = append(found, match{k, d})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return a.distance - b.distance })
	var words []string
	for _, m := range found[:min(n, len(found))] {
		words = append(words, m.word)
	}
	return words
}

// distance is the edit distance of two words, neighbours swapped counting one
// (optimal string alignment); above limit it is only known to be above.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit {
		return limit + 1
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twoAbove := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twoAbove[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
