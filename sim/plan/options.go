package plan

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/sim/experiment"
	"ecssim/sim/packing"
)

// Options say which fleets are looked for.
type Options struct {
	Candidates *Candidates
	Setups     []model.Setup // none = the workload as it is written
	Move       experiment.Move
	Pools      int // how many instance types a fleet may have, 1 to MostPools
	// MinHosts is how many hosts a fleet has at least; 0 = one in every zone of the scenario's hosts,
	// of every pool too.
	MinHosts int
	// SurviveZone asks that any one availability zone may be lost.
	SurviveZone bool
	Headroom    Headroom
	// Order and Strategies let the search change the order in which services are created, and their placement
	// strategies.
	Order, Strategies bool
	Effort            Effort
	Workers           int          // runs at a time; 0 = 1
	Progress          func(string) // told what is done now; nil = nobody is
}

// MostPools is the largest number of instance types of a fleet.
const MostPools = 3

// Headroom is the room for tasks that a fleet has beyond those asked for.
type Headroom uint8

// HeadroomNone is none. HeadroomOne is a task more of any one service whose deployment has to start a task before
// it may stop one; HeadroomWave as many as the deployment of any one service may start at once; HeadroomAll those
// of all services together. All but HeadroomNone ask also that every service can be deployed again: see Redeploys.
const (
	HeadroomNone Headroom = iota
	HeadroomOne
	HeadroomWave
	HeadroomAll
)

var headrooms = [...]string{"none", "one", "wave", "all"}

// String is the name by which ParseHeadroom knows it.
func (h Headroom) String() string { return headrooms[h] }

// Headrooms are the names of all.
func Headrooms() []string { return headrooms[:] }

// ParseHeadroom reads a name, to the letter.
func ParseHeadroom(text string) (Headroom, error) {
	for h, name := range headrooms {
		if name == text {
			return Headroom(h), nil
		}
	}
	return 0, fmt.Errorf("headroom %q is unknown, wanted one of %s", text, strings.Join(headrooms[:], ", "))
}

// Effort limits the work of a plan, in counted steps.
type Effort struct {
	Name       string
	Types      int            // fleets of one type that are told, the cheapest first
	Bound      packing.Effort // of the bound of one type
	Any        packing.Effort // of the bound of any fleet
	Placements int64          // tasks that the search for an order and strategies may place
	Tries      int            // arrangements of one search that are run
	Pairs      int            // combinations of pools that are placed
}

// Efforts are the names that EffortNamed knows.
func Efforts() []string { return []string{"low", "normal", "high"} }

// EffortNamed is low, normal or high effort.
func EffortNamed(name string) (Effort, error) {
	low := packing.Low()
	e := Effort{Name: name, Types: 3, Bound: low, Placements: 4_000_000, Tries: 8, Pairs: 120}
	switch name {
	case "low":
		e.Types, e.Any, e.Placements, e.Tries, e.Pairs = 1, low, 400_000, 2, 20
	case "normal":
		e.Any = packing.Normal()
		e.Any.Steps = 20_000_000
	case "high":
		e.Bound, e.Any = packing.Normal(), packing.Normal()
		e.Placements, e.Tries, e.Pairs = 40_000_000, 20, 1000
	default:
		return e, fmt.Errorf("effort %q is unknown, wanted one of %s", name, strings.Join(Efforts(), ", "))
	}
	return e, nil
}
