package render

import (
	"cmp"
	"strings"

	"ecssim/sim/report"
)

// unreachableTable is the tasks that run and are cannot be reached, with what refuses their clients.
func unreachableTable(r *report.Report) Table {
	t := Table{Title: "Running but unreachable", Columns: []Column{
		text("workload"), text("port"), text("found at"), text("clients"), text("instances"), count("tasks"), text("why")}}
	for _, x := range r.Unreachable {
		port := integer(x.Port)
		if x.Port == 0 {
			port = "proxy"
		}
		t.add(cmp.Or(x.Service, x.RunTask), port+"/"+x.Protocol, x.HostPorts, x.From, strings.Join(x.Instances, ", "), integer(x.Tasks), x.Why)
	}
	t.limit(maxRows)
	return t
}

// coverageTable is how many of the ports that have to be open each set of rules opens.
func coverageTable(r *report.Report) Table {
	t := Table{Title: "Firewall ports (that have to be open, and are)", Columns: []Column{
		text("instances"), text("rules"), text("clients"), text("ports"), text("protocol"), count("open"), count("of"), number("share", "%"), text("not open")}}
	for _, x := range r.Firewall.Coverage {
		t.add(x.Group, x.By, x.From, x.Range, x.Protocol, integer(x.Covered), integer(x.Total), decimal(100*x.Share, 1), x.Missing)
	}
	t.limit(maxRows)
	return t
}

// exposureTable is the rules that each workload needs. A scenario that has no
// firewall does not ask for them.
func exposureTable(r *report.Report) Table {
	t := Table{Title: "Firewall rules (that each network mode needs)", Columns: []Column{
		text("workload"), text("network mode"), text("on"), text("ingress rule"), count("ports opened"), text("network ACL in"), text("network ACL out")}}
	for _, x := range r.Firewall.Exposure {
		if r.Firewall.Described {
			t.add(cmp.Or(x.Service, x.RunTask), x.NetworkMode, orNone(x.On), orNone(x.Rule), integer(x.OpenPorts), orNone(x.ACLIngress), orNone(x.ACLEgress))
		}
	}
	t.limit(maxRows)
	return t
}
