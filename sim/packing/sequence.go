package packing

import "math/rand/v2"

// correct makes packings host after host, each filled by a knapsack, and corrects the
// values of the tasks from one packing to the next (sequential value correction): what came to
// lie on hosts with much waste becomes worth more and so is placed earlier.
func (x *packer) correct(rounds int) {
	values := x.duals()
	luck := rand.New(rand.NewPCG(uint64(rounds), 1))
	for ; rounds > 0 && !x.finished(); rounds-- {
		f := x.sequential(values)
		if f == nil {
			return
		}
		waste := x.wastes(f)
		for row, y := range x.duals() {
			strength := float64(512+luck.IntN(1024)) / 512
			worse := float64(y * (1 + float64(waste[row]*strength)))
			values[row] = float64(values[row]+worse) / 2
		}
		x.tell(f)
	}
}

// duals are the weights that prove the bound, the largest 1, those of large tasks a little
// more: small ones find a place later.
func (x *packer) duals() []float64 {
	list, most := make([]float64, len(x.r.count)), 1.0
	for _, w := range x.proof.weights {
		most = max(most, float64(w))
	}
	for row, w := range x.proof.weights {
		v := float64(w) / most
		list[row] = v + float64(v*v)/20
	}
	return list
}

// sequential fills one host after the other; nil where none can be opened for what is left.
func (x *packer) sequential(values []float64) *draft {
	f := x.r.empty()
	whole := make([]int64, len(values))
	for row, v := range values {
		whole[row] = 1 + int64(v*(1<<30))
	}
	for !f.done() {
		best, ok := x.bestLoad(f, whole)
		if !ok || x.spent() || !f.load(best) {
			return nil
		}
		for f.again(best) && f.load(best) {
		}
	}
	return f
}

// bestLoad is the pattern of tasks without a host that is worth most for its price.
func (x *packer) bestLoad(f *draft, values []int64) (best pattern, ok bool) {
	worth := int64(0)
	for _, i := range x.useful() {
		b := x.r.boxes[i]
		if !f.open(i) {
			continue
		}
		caps := f.caps(len(f.bins) - 1)
		f.close(len(f.bins) - 1)
		r := x.knapsack(b, query{values: values, caps: caps, nodes: x.effort.Quick})
		if len(r.tasks) > 0 && (!ok || compareProducts(r.value, x.r.boxes[best.box].price, worth, b.price) > 0) {
			best, worth, ok = pattern{i, r.tasks}, r.value, true
		}
	}
	return best, ok
}

// caps are how many tasks of each row a host can take.
func (f *draft) caps(i int) []int64 {
	list := make([]int64, len(f.rest))
	for row := range list {
		list[row] = f.fits(i, row)
	}
	return list
}

// again reports whether all tasks of a pattern have others like them without a host.
func (f *draft) again(p pattern) bool {
	for _, t := range p.tasks {
		if f.rest[t.of] < t.amount {
			return false
		}
	}
	return true
}

// wastes is by row the mean waste of the hosts that its tasks are on.
func (x *packer) wastes(f *draft) []float64 {
	sum := make([]float64, len(x.r.count))
	for i := range f.bins {
		w := x.waste(&f.bins[i])
		for row, n := range f.bins[i].tasks {
			sum[row] += float64(w * float64(n))
		}
	}
	for row := range sum {
		sum[row] /= float64(x.r.count[row])
	}
	return sum
}
