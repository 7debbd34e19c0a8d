package render

import (
	"fmt"
	"slices"

	"ecssim/sim/report"
)

// instanceTable shows the instances, equal neighbours folded into one row.
func instanceTable(r *report.Report) Table {
	t := Table{Title: "Instances (used of total)", Columns: []Column{
		text("instance"), count("count"), text("type"), text("status"), text("trunk"), count("tasks"),
		number("CPU", "units"), number("memory", "MiB"), number("ENI", "slots"), number("ports", "reserved"),
		number("ports", "dynamic"), text("bound by"), text("next bound")}}
	var states []sameState
	at := map[string]int{}
	for i := range r.Instances {
		x := &r.Instances[i]
		if x.TerminatedAt != nil {
			continue
		}
		row := instanceRow(x)
		key := fmt.Sprint(row)
		k, ok := at[key]
		if !ok {
			k = len(states)
			at[key] = k
			states = append(states, sameState{first: x.InstanceID, row: row})
		}
		states[k].n++
	}
	for _, f := range states {
		name := f.first
		if f.n > 1 {
			name += ", ..."
		}
		t.add(append([]string{name, integer(f.n)}, f.row...)...)
	}
	if !slices.ContainsFunc(r.Instances, boundByDynamicPorts) {
		t.drop(10)
	}
	if !slices.ContainsFunc(t.Rows, func(row []string) bool { return row[3] != "ACTIVE" }) {
		t.drop(3)
	}
	t.limit(maxRows)
	return t
}

// sameState is some instances in the same state.
type sameState struct {
	first string
	n     int
	row   []string
}

// instanceRow is what two instances must share to be folded.
func instanceRow(x *report.InstanceReport) []string {
	return []string{x.InstanceType, x.Status, yesNo(x.Trunk), integer(x.Tasks),
		usedOf(x, "CPU"), usedOf(x, "MEMORY"), usedOf(x, "ENI"), usedOf(x, "PORTS"),
		usedOf(x, "DYNAMIC_PORTS"), pointed(x.BoundBy), pointed(x.NextBound)}
}

// boundByDynamicPorts reports whether dynamic host ports are what binds or comes next:
// elsewhere their range is far from full, and no column of the table.
func boundByDynamicPorts(x report.InstanceReport) bool {
	const code = "HOST:DYNAMIC_PORTS"
	return value(x.BoundBy) == code || value(x.NextBound) == code
}

func usedOf(x *report.InstanceReport, resource string) string {
	v, ok := x.Resources[resource]
	if !ok {
		return none
	}
	return fmt.Sprintf("%d/%d", v.Used, v.Total)
}
