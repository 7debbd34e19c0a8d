package packing

import "context"

// Effort limits what Solve does, in counted steps and never in seconds, so that the same
// problem gives the same answer on every machine.
type Effort struct {
	// Rounds is how often the linear program is solved and asked for better patterns.
	Rounds int
	// Quick, Thorough and Last are the nodes of one search for the most valuable pattern: at
	// first, when no quick search finds a pattern that helps, and of the searches of which the
	// bound depends at the end.
	Quick, Thorough, Last int64
	// Corrections is how often hosts are filled one after the other with values corrected by
	// the last time; Dives how often a packing is rounded from the linear program, the first
	// time as it stands and then with other choices; Rebuilds how often the hosts of a packing
	// that waste most are taken apart.
	Corrections, Dives, Rebuilds int
	// Cuts is how many numbers of hosts are tried, or forbidden by a certificate, where there
	// are several host types; Whole the nodes of the search for each.
	Cuts  int
	Whole int64
	// Steps ends everything: the sum of nodes, pivots and placements, each counted by about
	// what it costs; 0 = no limit.
	Steps int64
}

// Low is the effort of a quick look. Its bounds hold as well.
func Low() Effort {
	return Effort{
		Rounds: 60, Quick: 1_000, Thorough: 40_000, Last: 200_000, Corrections: 10, Dives: 1, Rebuilds: 10,
		Cuts: 60, Whole: 100_000, Steps: 5_000_000,
	}
}

// Normal is the effort at which the fleets of the tests are solved.
func Normal() Effort {
	return Effort{
		Rounds: 1_000, Quick: 3_000, Thorough: 400_000, Last: 40_000_000, Corrections: 30, Dives: 2, Rebuilds: 30,
		Cuts: 200, Whole: 10_000_000, Steps: 100_000_000,
	}
}

// High is the effort of a search that may take minutes.
func High() Effort {
	return Effort{
		Rounds: 10_000, Quick: 6_000, Thorough: 4_000_000, Last: 400_000_000, Corrections: 300, Dives: 10, Rebuilds: 1_000,
		Cuts: 2_000, Whole: 400_000_000, Steps: 4_000_000_000,
	}
}

// Work is what was done.
type Work struct {
	Rounds   int   // of column generation
	Patterns int   // generated
	Pivots   int64 // of the simplex method
	Nodes    int64 // of all knapsacks
	Packings int   // tried
	Steps    int64 // as Effort.Steps counts them
}

// meter counts work and says when it is enough.
type meter struct {
	Work
	effort Effort
	ctx    context.Context // whose end ends everything, without a result
}

// spent reports whether no steps are left, or nobody waits for a result.
func (m *meter) spent() bool {
	return m.effort.Steps > 0 && m.Steps >= m.effort.Steps || m.ctx.Err() != nil
}

// within does something with no more than a part of the steps that are left.
func (m *meter) within(parts int64, do func()) {
	all := m.effort.Steps
	if all > 0 {
		m.effort.Steps = m.Steps + max(all-m.Steps, 0)/parts
	}
	do()
	m.effort.Steps = all
}

// nodes is a limit of nodes within the steps that are left.
func (m *meter) nodes(limit int64) int64 {
	if m.effort.Steps > 0 {
		limit = min(limit, max(m.effort.Steps-m.Steps, 0))
	}
	return limit
}

// knapsack is a box's, counted: its nodes within what is left, and some steps for the
// relaxation before it.
func (m *meter) knapsack(b *box, q query) found {
	q.nodes, q.ctx = m.nodes(q.nodes), m.ctx
	f := b.knapsack(q)
	m.Nodes += f.nodes
	m.Steps += f.nodes + 100
	return f
}

// count counts pivots of a program.
func (m *meter) count(s *simplex, pivots int64) {
	m.Pivots += pivots
	m.Steps += pivots * int64(1+(s.rows*s.rows+8*len(s.columns))/64)
}

// add adds work done by another meter.
func (m *meter) add(w Work) {
	m.Rounds, m.Patterns, m.Packings = m.Rounds+w.Rounds, m.Patterns+w.Patterns, m.Packings+w.Packings
	m.Pivots, m.Nodes, m.Steps = m.Pivots+w.Pivots, m.Nodes+w.Nodes, m.Steps+w.Steps
}
