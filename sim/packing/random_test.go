package packing

import (
	"fmt"
	"math/rand/v2"
)

// services is a random fleet of services of two to six tasks each, with sizes as they are
// common: from an eighth of a vCPU to two, and a memory that ECS sells on Fargate, or any.
func services(seed uint64, n int) (list []Class) {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	cpus := []int64{64, 128, 128, 256, 256, 256, 512, 512, 1024, 1024, 2048}
	for i := range n {
		cpu := cpus[r.IntN(len(cpus))]
		memory := cpu * (1 + r.Int64N(4)) // 1 to 4 times as many MiB as CPU units
		if r.IntN(3) == 0 {
			memory = 64 * (1 + r.Int64N(cpu/8))
		}
		list = append(list, Class{Name: fmt.Sprintf("s%d", i), Count: 2 + r.Int64N(5), Takes: []int64{cpu, min(memory, 7168), 1}})
	}
	return list
}

// itemClass is a class of random two-resource instances in the style of Caprara and Toth.
type itemClass struct {
	name  string
	host  int64
	tasks func(r *rand.Rand) (a, b int64)
}

func uniform(r *rand.Rand, from, to int64) int64 { return from + r.Int64N(to-from+1) }

func itemClasses() []itemClass {
	pair := func(from, to int64) func(*rand.Rand) (int64, int64) {
		return func(r *rand.Rand) (int64, int64) { return uniform(r, from, to), uniform(r, from, to) }
	}
	return []itemClass{
		{"1", 1000, pair(100, 400)}, {"2", 1000, pair(1, 1000)}, {"3", 1000, pair(200, 800)},
		{"4", 1000, pair(50, 200)}, {"5", 1000, pair(25, 100)}, {"6", 150, pair(20, 100)},
		{"7", 150, func(r *rand.Rand) (int64, int64) { a := uniform(r, 20, 100); return a, uniform(r, a-10, a+10) }},
		{"8", 150, func(r *rand.Rand) (int64, int64) { a := uniform(r, 20, 100); return a, uniform(r, 110-a, 130-a) }},
		{"9", 1000, func(r *rand.Rand) (int64, int64) { a := uniform(r, 100, 400); return a, uniform(r, a-50, a+50) }},
	}
}

// items is a problem of n single tasks of a class.
func (c *itemClass) items(seed uint64, n int) *Problem {
	r := rand.New(rand.NewPCG(seed, 9))
	p := &Problem{Resources: threeResources()[:2], Hosts: []HostType{{Name: "host", Price: 1, Offers: []int64{c.host, c.host}}}}
	for i := range n {
		a, b := c.tasks(r)
		p.Classes = append(p.Classes, Class{Name: fmt.Sprint(i), Count: 1, Takes: []int64{a, b}})
	}
	return p
}

// triplets is a problem of 3n tasks of which n hosts are filled to the last unit.
func triplets(seed uint64, n int) *Problem {
	r := rand.New(rand.NewPCG(seed, 10))
	c := itemClass{host: 1000}
	p := c.items(0, 0)
	for len(p.Classes) < 3*n {
		a, b := uniform(r, 100, 400), uniform(r, 100, 400)
		c, d := uniform(r, 100, 400), uniform(r, 100, 400)
		if 1000-a-c < 100 || 1000-b-d < 100 {
			continue
		}
		for _, x := range [][]int64{{a, b}, {c, d}, {1000 - a - c, 1000 - b - d}} {
			p.Classes = append(p.Classes, Class{Name: fmt.Sprint(len(p.Classes)), Count: 1, Takes: x})
		}
	}
	return p
}

// perfectCuts is n hosts cut at random points, in both resources, into three to six tasks
// each.
func perfectCuts(seed uint64, n int) *Problem {
	r := rand.New(rand.NewPCG(seed, 11))
	c := itemClass{host: 1000}
	p := c.items(0, 0)
	for range n {
		k := 3 + r.IntN(4)
		a, b := cut(r, 1000, k), cut(r, 1000, k)
		for i := range k {
			p.Classes = append(p.Classes, Class{Name: fmt.Sprint(len(p.Classes)), Count: 1, Takes: []int64{a[i], b[i]}})
		}
	}
	return p
}

// cut is k random numbers of at least 1 whose sum is all.
func cut(r *rand.Rand, all int64, k int) (list []int64) {
	for ; k > 1; k-- {
		n := 1 + r.Int64N(2*(all-int64(k)+1)/int64(k))
		list, all = append(list, n), all-n
	}
	return append(list, all)
}
