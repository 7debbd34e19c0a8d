package sim_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// TestRunTakesAnyConfig edits a few fields of valid Configs at random: set to nothing, below
// zero, far too high, past the end of a list. A run of each is an error that names a field,
// or a report; it never panics.
func TestRunTakesAnyConfig(t *testing.T) {
	edits := 1000
	if testing.Short() {
		edits = 300
	}
	if os.Getenv("ECSSIM_VERIFY") != "" {
		edits = 20_000
	}
	refused := 0
	for seed := range uint64(edits) {
		r := rand.New(rand.NewPCG(seed, 11))
		c := someConfig(t, r)
		what := ""
		for range 1 + r.IntN(3) {
			what += edit(r, c) + "\n"
		}
		err := tried(c, r.IntN(6))
		var field *config.FieldError
		switch {
		case err == nil || errors.Is(err, context.DeadlineExceeded):
		case errors.As(err, &field):
			refused++
		default:
			t.Errorf("seed %d: %s:\n%s%v", seed, c.Name, what, err)
		}
	}
	if refused < edits/10 || refused > edits*9/10 {
		t.Errorf("Validate refused %d of %d edits, wanted some of both", refused, edits)
	}
}

// someConfig is one that has much in it, of the library and read anew, or everything.
func someConfig(t *testing.T, r *rand.Rand) *config.Config {
	names := []string{
		"who-talks-to-whom", "daemons-and-sidecars", "service-connect-tax", "survive-a-zone-deploy", "quota-stops-the-launches",
		"static-port-in-the-dynamic-range", "firewall-range-too-narrow", "three-modes-one-port", "day-in-the-life", "empty-group-target-90",
		"smallest-instance-veto", "stopping-is-not-stopped",
	}
	i := r.IntN(len(names) + 1)
	if i == len(names) {
		return everything(t)
	}
	s, err := scenarios.Load(names[i])
	if err != nil {
		t.Fatal(err)
	}
	if end := des.Time(2 * time.Hour); s.Config.Duration > end {
		s.Config.Duration = end
	}
	return s.Config
}

// tried runs, explains or asks, whatever comes; a panic becomes an error.
func tried(c *config.Config, how int) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	switch how {
	case 0:
		_, _, err = sim.Explain(ctx, c)
	case 1:
		_, err = sim.HostsNeeded(ctx, c)
	case 2:
		_, err = sim.Compare(ctx, c, experiment.CompareOptions{Setups: []model.Setup{model.SetupTrunking, model.SetupHost}})
	case 3:
		if err = c.Validate(); err == nil {
			names := sim.ReachNames(c)
			for _, to := range names {
				_, _ = sim.Reach(ctx, c, sim.ReachQuery{From: names[0], To: to}) // an end without a task is an error
			}
		}
	default:
		var r *report.Report
		if r, err = sim.Run(ctx, c, 0, nil); err == nil && r == nil {
			return errors.New("neither a report nor an error")
		}
	}
	var impossible *sim.ImpossibleError
	if errors.As(err, &impossible) {
		return nil
	}
	return err
}

// edit sets one field, and says which.
func edit(r *rand.Rand, c *config.Config) string {
	all := placesIn(c)
	for {
		p := all[r.IntN(len(all))]
		if p.set(r) {
			return fmt.Sprintf("%s = %v", p.path, p.v)
		}
	}
}

// place is a field, or a member of a list, that can be set.
type place struct {
	v    reflect.Value
	path string
}

// placesIn lists those of a Config, the fields that pointers of Config.Own lead to among them.
func placesIn(c *config.Config) (all []place) {
	places(reflect.ValueOf(c).Elem(), "", &all)
	for _, name := range slices.Sorted(maps.Keys(c.Own)) {
		own := c.Own[name]
		places(reflect.ValueOf(own), ".Own["+name+"]", &all)
	}
	return all
}

func places(v reflect.Value, path string, all *[]place) {
	if v.CanSet() && path != "" {
		*all = append(*all, place{v, path})
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				places(v.Field(i), path+"."+v.Type().Field(i).Name, all)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			places(v.Index(i), fmt.Sprintf("%s[%d]", path, i), all)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			places(v.Elem(), path, all)
		}
	}
}

// set gives a place a value that a careless caller might; false = it had that already.
func (p place) set(r *rand.Rand) bool {
	v, before := p.v, fmt.Sprint(p.v)
	numbers := p.numbers()
	switch {
	case len(numbers) > 0:
		v.Set(numbers[r.IntN(len(numbers))])
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.String:
		v.SetString([]string{"", "x", "us-east-1a", "attribute:x == 1"}[r.IntN(4)])
	case v.Kind() == reflect.Slice && v.Len() > 0 && r.IntN(2) == 0:
		v.Set(v.Slice(0, v.Len()-1))
	case v.Kind() == reflect.Slice && v.Len() > 0 && r.IntN(2) == 0:
		v.Set(reflect.Append(v, v.Index(0)))
	default:
		v.SetZero()
	}
	return fmt.Sprint(p.v) != before
}

// numbers are those that a careless caller might give a place; none where it holds no number.
func (p place) numbers() (all []reflect.Value) {
	v := p.v
	add := func(n any) { all = append(all, reflect.ValueOf(n).Convert(v.Type())) }
	switch {
	case v.Type() == reflect.TypeFor[des.Dist]():
		for _, d := range []des.Dist{{}, des.Endless(), des.Constant(1)} {
			add(d)
		}
	case v.Type() == reflect.TypeFor[time.Duration]() || v.Type() == reflect.TypeFor[des.Time]():
		century := int64(100 * 365 * 24 * time.Hour)
		for _, n := range []int64{0, -1, math.MinInt64, 1, 60, v.Int() - 1, century, math.MaxInt64} {
			add(n)
		}
	case v.CanInt():
		high := int64(math.MaxInt64) >> (64 - 8*v.Type().Size())
		for _, n := range []int64{0, -1, -1 - high, 1, 2, v.Int() + 1, v.Int() - 1, 7, 1000, high} {
			add(n)
		}
	case v.CanUint():
		for _, n := range []uint64{0, 1, 3, 200, uint64(math.MaxUint64) >> (64 - 8*v.Type().Size())} {
			add(n)
		}
	case v.CanFloat():
		for _, n := range []float64{0, -1, math.NaN(), math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64} {
			add(n)
		}
	}
	return all
}
