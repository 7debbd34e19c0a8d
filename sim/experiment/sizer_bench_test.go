package experiment

import "testing"

func BenchmarkPlace(b *testing.B) {
	c := microservices()
	c.Trunking = true
	s, err := NewSizer(c)
	if err != nil {
		b.Fatal(err)
	}
	cases := [][]int{}
	for i := range s.Workloads() {
		x := make([]int, 40)
		x[i] = 1
		cases = append(cases, x)
	}
	for b.Loop() {
		if _, err := s.Place(26, cases, 0); err != nil {
			b.Fatal(err)
		}
	}
}
