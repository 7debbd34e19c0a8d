package packing

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"ecssim/model"
)

// FuzzSolve makes a problem of any bytes, extreme numbers among them, and holds what Solve
// says of it to the checks.
func FuzzSolve(f *testing.F) {
	f.Add([]byte{3, 2, 1, 4, 9, 200, 7, 7, 1, 0, 3, 4, 5, 6, 250, 251, 252, 253, 254, 255, 1, 2, 3})
	f.Add([]byte{1, 1, 0, 1, 1, 1, 1})
	f.Add([]byte{4, 4, 2, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 10, 20, 30, 40, 50, 60})
	f.Fuzz(func(t *testing.T, data []byte) {
		p := problemOf(data)
		if err := p.Validate(); err != nil {
			return
		}
		e := Low()
		e.Steps = 200_000
		r, err := Solve(context.Background(), p, e)
		if err != nil {
			t.Fatal(err)
		}
		if r.Packing != nil {
			if err := r.Packing.Check(p); err != nil {
				t.Fatal(err)
			}
		}
		if (r.Packing != nil) == r.Bound.Impossible && r.Packing != nil {
			t.Fatalf("a packing of what no fleet holds\n%+v", r)
		}
		for i := range r.Bound.Certificates {
			if total, err := r.Bound.Certificates[i].total(p); err != nil || total != r.Bound.Certificates[i].Total {
				t.Fatalf("certificate %d: total %d (%v), wanted %d", i, r.Bound.Certificates[i].Total, err, total)
			}
		}
	})
}

// reader draws numbers from bytes, zeros after their end.
type reader []byte

func (r *reader) below(n int64) int64 {
	if len(*r) == 0 {
		return 0
	}
	b := (*r)[0]
	*r = (*r)[1:]
	return int64(b) % n
}

// amount is small most often, and sometimes as large as a problem may have it.
func (r *reader) amount(most int64) int64 {
	switch b := r.below(256); {
	case b < 200:
		return min(b, most)
	case b < 240:
		return min(b*b*b, most)
	case b < 250 && len(*r) >= 8:
		n := binary.LittleEndian.Uint64(*r)
		*r = (*r)[8:]
		return int64(n % uint64(most+1))
	default:
		return most
	}
}

func problemOf(data []byte) *Problem {
	r := reader(data)
	p := &Problem{}
	for i := range r.below(4) {
		p.Resources = append(p.Resources, Resource{fmt.Sprint(i), model.ReasonCPU + model.Reason(i)})
	}
	for i := range r.below(5) {
		h := HostType{Name: fmt.Sprint(i), Price: max(r.amount(MostPrice), 1)}
		for range p.Resources {
			h.Offers = append(h.Offers, r.amount(MostAmount)-2)
		}
		p.Hosts = append(p.Hosts, h)
	}
	supplies := r.below(3)
	for i := range r.below(6) {
		c := Class{Name: fmt.Sprint(i), Count: r.amount(1000)}
		for range p.Resources {
			c.Takes = append(c.Takes, r.amount(MostAmount))
		}
		p.Classes = append(p.Classes, c)
	}
	for i := range supplies {
		s := Supply{Name: fmt.Sprint(i), Reason: model.ReasonAddresses, Amount: r.amount(MostAmount)}
		for range p.Classes {
			s.Tasks = append(s.Tasks, r.amount(MostAmount))
		}
		for range p.Hosts {
			s.Hosts, s.Where = append(s.Hosts, r.amount(MostAmount)), append(s.Where, r.below(2) == 0)
		}
		p.Supplies = append(p.Supplies, s)
	}
	return p
}
