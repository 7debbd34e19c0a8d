package sim_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime/debug"
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

// someConfig is one of the library that has much in it, read anew.
func someConfig(t *testing.T, r *rand.Rand) *config.Config {
	names := []string{
		"who-talks-to-whom", "daemons-and-sidecars", "service-connect-tax", "survive-a-zone-deploy", "quota-stops-the-launches",
		"static-port-in-the-dynamic-range", "firewall-range-too-narrow", "three-modes-one-port", "day-in-the-life", "empty-group-target-90",
		"smallest-instance-veto", "stopping-is-not-stopped",
	}
	s, err := scenarios.Load(names[r.IntN(len(names))])
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
	var all []place
	places(reflect.ValueOf(c).Elem(), "", &all)
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
	switch {
	case v.Type() == reflect.TypeFor[des.Dist]():
		v.Set(reflect.ValueOf([]des.Dist{{}, des.Endless(), des.Constant(1)}[r.IntN(3)]))
	case v.CanInt():
		high := int64(math.MaxInt64) >> (64 - 8*v.Type().Size())
		v.SetInt([]int64{0, -1, -1 - high, 1, 2, v.Int() + 1, v.Int() - 1, 7, 1000, high}[r.IntN(10)])
	case v.CanUint():
		v.SetUint([]uint64{0, 1, 3, 200, uint64(math.MaxUint64) >> (64 - 8*v.Type().Size())}[r.IntN(5)])
	case v.CanFloat():
		v.SetFloat([]float64{0, -1, math.NaN(), math.Inf(1), 1e300, 1e-300}[r.IntN(6)])
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
