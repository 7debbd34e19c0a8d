package plan

import (
	"math"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Result is what a plan found.
type Result struct {
	Scenario string  `json:"scenario"`
	Seed     uint64  `json:"seed"`
	Fleets   []Fleet `json:"fleets"` // by what they cost, then by hosts; of each setup the best, and the next types
	// AnyFleetLowerBoundUSDPerHour is proved of every fleet of the candidates, whatever its types and however its
	// tasks were placed, under any of the setups. AnyProvedBy are the resources that prove it, of the setup with the
	// lowest.
	AnyFleetLowerBoundUSDPerHour float64             `json:"anyFleetLowerBoundUsdPerHour"`
	AnyProvedBy                  []string            `json:"anyFleetProvedBy"`
	AnyCertificates              []Proved            `json:"anyFleetCertificates"` // by setup
	Changes                      []Change            `json:"changes"`              // of the first fleet
	Own                          []OwnHosts          `json:"ownHosts"`             // of the scenario, at the start
	TypesConsidered              int                 `json:"typesConsidered"`
	TypesLeftOut                 map[string]int      `json:"typesLeftOut"`
	NotPossible                  map[string]string   `json:"notPossible,omitempty"` // setups that ECS would refuse, and why
	NeverPlaceable               map[string]NoPlace  `json:"neverPlaceable"`        // by setup: types on which some task fits on no host
	Fargate                      *report.FargateLine `json:"fargate"`
	Headroom                     string              `json:"headroom"`
	MinHosts                     int                 `json:"minHosts"` // that a fleet has at least
	SurviveZone                  bool                `json:"surviveZone"`
	Order                        bool                `json:"orderSearched"`
	Strategies                   bool                `json:"strategiesSearched"`
	Prices                       PriceInfo           `json:"prices"`
	NotInTheSum                  []string            `json:"notInTheSum"`
	Notes                        []string            `json:"notes"`
	Effort                       Spent               `json:"effort"`
	DataDate                     string              `json:"dataDate"`
}

// NoPlace is on how many types a task fits on no host, and an example.
type NoPlace struct {
	Types int    `json:"types"`
	Why   string `json:"why"`
}

// Proved is the bound of any fleet under a setup.
type Proved struct {
	Setup        string                `json:"setup"`
	USDPerHour   float64               `json:"usdPerHour"`
	ProvedBy     []string              `json:"provedBy"`
	Certificates []*report.Certificate `json:"certificates"`
}

// PriceInfo says what the prices are.
type PriceInfo struct {
	Region     string  `json:"region"`
	Date       string  `json:"date"` // of the catalogue's
	Kind       string  `json:"kind"` // of the catalogue's
	File       string  `json:"file,omitempty"`
	PerHostUSD float64 `json:"perHostUsd"` // of every host, in the sum
}

// Spent is what a plan took, in counted steps.
type Spent struct {
	Name       string `json:"name"`
	Steps      int64  `json:"boundSteps"`
	Placements int64  `json:"placements"` // of the search for an order and strategies
	Runs       int    `json:"runs"`       // of the simulator
}

// Fleet is hosts that take the workload, placed and run.
type Fleet struct {
	Setup       string  `json:"setup"`
	Pools       []Pool  `json:"pools"`
	Hosts       int     `json:"hosts"`
	USDPerHour  float64 `json:"usdPerHour"`
	USDPerMonth float64 `json:"usdPerMonth"`
	// LowerBoundHosts is proved of fleets of the same types with the same services on each, and what is asked of
	// them, MinHosts at least; the price is that of so many.
	LowerBoundHosts      int                 `json:"lowerBoundHosts"`
	LowerBoundUSDPerHour float64             `json:"lowerBoundUsdPerHour"`
	ProvedBy             []string            `json:"provedBy"`
	ProvedTogether       bool                `json:"provedTogether,omitempty"` // none of them proves it without the others
	Certificate          *report.Certificate `json:"certificate,omitempty"`
	// Cheapest says that no fleet of one type is cheaper, whichever candidate and however its tasks were placed.
	Cheapest    bool         `json:"provedCheapestSingleType"`
	Gap         float64      `json:"gap"`          // of what it costs to the bound of any fleet, less 1
	AsWritten   int          `json:"hostsPlaced"`  // that everything needs as the scenario has it, placed once
	Placed      int          `json:"hostsOfOrder"` // that everything needs in the order and with the strategies of Changes, placed once
	Redeploys   *Redeploys   `json:"redeploys"`
	Survives    bool         `json:"survivesZone"` // any one zone may be lost: looked at only where it is asked for
	BoundBy     string       `json:"boundBy"`
	NextBound   string       `json:"nextBound"`
	TasksByHost float64      `json:"tasksPerHost"` // daemons apart
	Subnets     []SubnetTake `json:"subnets"`
	Spot        *SpotShare   `json:"spot,omitempty"`
	changes     []Change
	arrange     *Arrangement   `json:"-"`
	config      *config.Config `json:"-"`
}

// Pool is hosts of one type.
type Pool struct {
	Name         string         `json:"name"`
	InstanceType string         `json:"instanceType"`
	Setup        string         `json:"setup"`
	Hosts        int            `json:"hosts"`
	Zones        map[string]int `json:"zones"`
	Services     []string       `json:"services"` // daemons, which run on all hosts, apart
	Prices       []PoolPrice    `json:"prices"`
}

// PoolPrice is how many hosts of a pool are had at a price.
type PoolPrice struct {
	Kind       string  `json:"kind"`
	Hosts      int     `json:"hosts"`
	USDPerHour float64 `json:"usdPerHour"` // of one host, all that is counted for it included
	Own        bool    `json:"own"`        // a price file's, or with something added for every host
}

// SubnetTake is how many addresses are taken of a subnet.
type SubnetTake struct {
	SubnetID   string `json:"subnetId"`
	Usable     *int   `json:"usable"` // nil = no limit
	Steady     int    `json:"steady"`
	Deployment *int   `json:"deployment"` // the most while every service is deployed once more
	ZoneLost   *int   `json:"zoneLost"`   // the most when a zone is lost; nil = it was not asked for
}

// SpotShare is how much of a fleet Spot interruptions can take at once.
type SpotShare struct {
	Hosts   int `json:"hosts"`
	Largest int `json:"largestTypeAndZone"` // hosts of one type in one zone
}

// Change is a change of the scenario with which the fleet is enough.
type Change struct {
	Service    string `json:"service"` // "" = the order of all
	Change     string `json:"change"`
	HostsSaved int    `json:"hostsSaved"` // that are needed more without it and with the others
}

// Arrangement is an order in which services are created, and strategies by service.
type Arrangement struct {
	Order      []string                    // of services, daemons apart; nil = as written
	Strategies map[string][]model.Strategy // of those that change
}

// Arranged is what of a fleet is otherwise than in the scenario; nil = nothing.
func (f *Fleet) Arranged() *Arrangement { return f.arrange }

// Config is the scenario of the fleet that was run: its hosts, and what is asked for at the start.
func (f *Fleet) Config() *config.Config { return f.config }

// OwnPrices are the prices of the fleet's types that are not the catalogue's, the mean where there are several; nil = there
// are none.
func (f *Fleet) OwnPrices() map[string]float64 {
	var out map[string]float64
	for _, p := range f.Pools {
		own, sum := false, 0.0
		for _, x := range p.Prices {
			sum += float64(float64(x.Hosts) * x.USDPerHour)
			own = own || x.Own
		}
		if own && p.Hosts > 0 {
			if out == nil {
				out = map[string]float64{}
			}
			out[p.InstanceType] = math.Round(sum/float64(p.Hosts)*micro) / micro
		}
	}
	return out
}

// usd is an amount in US dollars.
func usd(amount int64) float64 { return float64(amount) / micro }
