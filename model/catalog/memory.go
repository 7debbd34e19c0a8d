package catalog

import (
	_ "embed"
	"slices"
	"sync"
)

// Registered is one published figure of the memory that a container instance
// registered with ECS. Such figures move by a percent or so with kernel and
// AMI, so they are samples.
type Registered struct {
	// MiB is the MEMORY resource as registered.
	MiB int
	// Year is the year of publication. Zero: unknown.
	Year int
	// Source names the publication.
	Source string
}

// PublishedRegistered gives the published figures for a type, newest first,
// those without a year last. Most types have none.
func PublishedRegistered(name string) []Registered {
	return slices.Clone(published()[name])
}

//go:embed registered.csv
var registeredCSV string

var published = sync.OnceValue(parseRegistered)

func parseRegistered() map[string][]Registered {
	figures := map[string][]Registered{}
	for line := range lines(registeredCSV) {
		r := row{rest: line}
		name := r.text()
		figures[name] = append(figures[name], Registered{MiB: r.number(), Year: r.number(), Source: r.text()})
		r.end()
	}
	for _, f := range figures {
		slices.SortStableFunc(f, func(a, b Registered) int { return b.Year - a.Year })
	}
	return figures
}

// What RegisteredMemorySource says, by origin.
const (
	measuredSource = "measured: the operating system's total on a running instance (vantage-sh/ec2instances.info, 2025-12 to 2026-07)"
	fittedSource   = "fitted, not published: nominal - "
)

// overhead is a line fitted to the measured types of one hypervisor: fixed MiB
// and so many ten-thousandths of the nominal memory never reach the operating
// system. The fit is an assumption of ours: within 1.4 % for 95 of 100 nitro
// types, poor below 2 GiB.
type overhead struct {
	fixed, perTenThousand int64
	words                 string
}

var overheads = map[string]overhead{
	"nitro": {150, 330, "150 MiB - 3.3 % (nitro)"},
	"xen":   {60, 175, "60 MiB - 1.75 % (xen)"},
	"metal": {400, 160, "400 MiB - 1.6 % (bare metal)"},
}

// setRegistered decides what t registers: the measured total of the operating
// system if there is one, which is what the agent reads (MemTotal, see
// aws/amazon-ecs-agent ecs_client.go, getHostMemoryInMiB, 2026-06-30); else the
// newest published ECS figure; else the fitted line. Measured comes before
// published because it is newer and of one kind for all types; over the 91
// types that have both it is off by 0.65 % on average.
func setRegistered(t *Type, measured int, figures []Registered) {
	switch {
	case measured > 0:
		t.RegisteredMemoryMiB, t.RegisteredMemorySource = measured, measuredSource
	case len(figures) > 0:
		t.RegisteredMemoryMiB, t.RegisteredMemorySource = figures[0].MiB, "published: "+figures[0].Source
	default:
		o, known := overheads[t.Hypervisor]
		if !known {
			o = overheads["nitro"] // the seven types without one are all newer than nitro
		}
		left := int64(t.MemoryMiB)*(10000-o.perTenThousand) - o.fixed*10000
		t.RegisteredMemoryMiB = int(left / 10000)
		t.RegisteredMemorySource = fittedSource + o.words
	}
}
