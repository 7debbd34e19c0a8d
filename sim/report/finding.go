package report

import (
	"cmp"
	"slices"
)

// Finding is something that a reader of a report has to be told.
type Finding struct {
	Code     string `json:"code" report:"called"` // one of Codes
	Severity string `json:"severity"`             // Error, Warning or Note
	// What it is about, as far as it is about one: a service or a RunTask request, a capacity
	// provider, a container instance, a subnet.
	Service          string `json:"service,omitempty" report:"called"`
	RunTask          string `json:"runTask,omitempty" report:"called"`
	CapacityProvider string `json:"capacityProvider,omitempty" report:"called"`
	Instance         string `json:"instance,omitempty" report:"called"`
	Subnet           string `json:"subnet,omitempty" report:"called"`

	From     float64         `json:"from" report:"neither,unit=s"` // since when it is so
	To       *float64        `json:"to" report:"neither,unit=s"`   // until when; nil = to the end of the run
	Text     string          `json:"text"`                         // without a full stop
	Remedies []FindingRemedy `json:"remedies" report:"position"`   // any one of them helps, the smallest first
	// TriedInVain are the largest changes that were tried where none has been found that helps.
	TriedInVain []string `json:"triedInVain,omitempty"`
	// RemediesBy is the end that the scenario sets, by which changes have to help; a longer run could
	// do with less.
	RemediesBy *float64 `json:"remediesBy,omitempty" report:"neither,unit=s"`

	Drained int    `json:"-"` // instances that began to drain with tasks on them, but not by scaling, where it is about draining
	Warning string `json:"-"` // of Report.Warnings: one that says no more than this
}

// Same reports whether another run is told the same, of whatever instant and in whatever words.
func (f Finding) Same(other Finding) bool {
	return f.Code == other.Code && f.Service == other.Service && f.RunTask == other.RunTask && f.CapacityProvider == other.CapacityProvider
}

// FindingRemedy is a change that does away with what was found, and what comes of it.
type FindingRemedy struct {
	Change  string `json:"change" report:"called"`
	Outcome string `json:"outcome"`       // "" = it was not simulated
	All     bool   `json:"all,omitempty"` // it lets in the tasks of all workloads that wait
	Edit    Edit   `json:"-"`             // zero = nothing that can be simulated
}

// Severities of findings.
const (
	Error   = "error"   // something that was asked for does not run, or will not
	Warning = "warning" // it went wrong for a while, or may
	Note    = "note"
)

// Workload is the service or the RunTask request that a finding is about; "" = none.
func (f *Finding) Workload() string { return cmp.Or(f.Service, f.RunTask) }

// SortFindings puts the most important findings first: by the order of Codes, then by time, then
// by what they are about.
func SortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(rank(a.Code), rank(b.Code)), cmp.Compare(a.From, b.From),
			cmp.Compare(a.Service, b.Service), cmp.Compare(a.RunTask, b.RunTask),
			cmp.Compare(a.CapacityProvider, b.CapacityProvider),
			cmp.Compare(a.Subnet, b.Subnet), cmp.Compare(a.Instance, b.Instance), cmp.Compare(a.Text, b.Text))
	})
}
