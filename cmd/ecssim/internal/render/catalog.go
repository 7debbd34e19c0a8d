package render

import (
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
)

// detailsBeside is the most types that TypeDetails can show as columns.
const detailsBeside = 4

// typeEntry is one instance type as JSON shows it. A nil number is unknown.
type typeEntry struct {
	InstanceType           string   `json:"instanceType"`
	VCPU                   int      `json:"vcpu"`
	CPUUnits               int      `json:"cpuUnits"`
	MemoryMiB              int      `json:"memoryMiB"`
	RegisteredMemoryMiB    int      `json:"registeredMemoryMiB"`
	RegisteredMemorySource string   `json:"registeredMemorySource"`
	Architecture           string   `json:"architecture"`
	MaxENIs                *int     `json:"maxENIs"`
	IPv4PerENI             *int     `json:"ipv4PerENI"`
	Tasks                  int      `json:"awsvpcTasks"`
	TasksTrunking          int      `json:"awsvpcTasksTrunking"`
	Trunking               bool     `json:"trunking"`
	TrunkingNote           string   `json:"trunkingNote"`
	TasksNote              string   `json:"awsvpcTasksNote,omitempty"`
	GPUs                   int      `json:"gpus"`
	GPUName                string   `json:"gpuName"`
	NetworkBandwidth       string   `json:"networkBandwidth"`
	CurrentGeneration      *bool    `json:"currentGeneration"`
	Burstable              bool     `json:"burstable"`
	USDPerHour             *float64 `json:"usdPerHour"`
	PriceRegion            string   `json:"priceRegion,omitempty"`
	PriceDate              string   `json:"priceDate,omitempty"`
	PriceKind              string   `json:"priceKind,omitempty"`
	Source                 string   `json:"source"`
}

func entry(t catalog.Type, prices catalog.PriceList) typeEntry {
	e := typeEntry{
		InstanceType: t.Name, VCPU: t.VCPU, CPUUnits: t.CPUUnits(), MemoryMiB: t.MemoryMiB,
		RegisteredMemoryMiB: t.RegisteredMemoryMiB, RegisteredMemorySource: t.RegisteredMemorySource, Architecture: t.Arch(),
		MaxENIs: known(t.MaxENIs), IPv4PerENI: known(t.IPv4PerENI), Tasks: t.Slots(false), TasksTrunking: t.Slots(true),
		Trunking: t.Trunking, TrunkingNote: t.TrunkingNote, TasksNote: t.TasksNote, GPUs: t.GPUs, GPUName: t.GPUName, NetworkBandwidth: t.NetworkBandwidth,
		Burstable: t.Burstable, Source: t.Source,
	}
	if t.Described {
		e.CurrentGeneration = &t.CurrentGeneration
	}
	if usd, ok := prices.USDPerHour(t.Name); ok {
		e.USDPerHour, e.PriceRegion, e.PriceDate, e.PriceKind = &usd, prices.Region, prices.Date, catalog.OnDemand
	}
	return e
}

// known turns the zero of an unknown figure into nil.
func known(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// dates are the days of the figures.
func dates(prices catalog.PriceList) map[string]string {
	return map[string]string{"limits": catalog.LimitsDate, "prices": prices.Date, "description": catalog.DescribeDate,
		"offered": catalog.OfferedDate, "names": catalog.NamesDate}
}

func typeData(types []catalog.Type, prices catalog.PriceList) any {
	entries := []typeEntry{}
	for _, t := range types {
		entries = append(entries, entry(t, prices))
	}
	data := map[string]any{"dates": dates(prices), "instanceTypes": entries}
	if note := prices.Lacking(unpriced(types, prices)); note != "" {
		data["priceNote"] = note
	}
	return data
}

// unpriced are the types that the list has no price of.
func unpriced(types []catalog.Type, prices catalog.PriceList) []string {
	var names []string
	for _, t := range types {
		if _, ok := prices.USDPerHour(t.Name); !ok {
			names = append(names, t.Name)
		}
	}
	return names
}

// Types builds the document of a list of instance types, with the prices of a Region.
func Types(types []catalog.Type, prices catalog.PriceList) *Document {
	t := Table{Columns: []Column{
		text("instance type"), count("vCPU"), number("memory", "MiB"), number("registered memory", "MiB"), text("architecture"),
		count("ENIs"), number("addresses per ENI", "IPv4"), count("awsvpc tasks"), count("awsvpc tasks with a trunk"), count("GPUs"), number("price", "USD/h")}}
	for _, x := range types {
		e := entry(x, prices)
		t.add(e.InstanceType, integer(e.VCPU), integer(e.MemoryMiB), integer(e.RegisteredMemoryMiB), e.Architecture,
			optional(e.MaxENIs), optional(e.IPv4PerENI), integer(e.Tasks), integer(e.TasksTrunking), integer(e.GPUs), optionalDecimal(e.USDPerHour, 4))
	}
	return &Document{Verdict: model.Counted(len(types), "instance type") + ".", Tables: []Table{t},
		Notes: datesNotes(types, prices), Data: typeData(types, prices)}
}

// datesNotes say of which days the figures are, and which types have no price.
func datesNotes(types []catalog.Type, prices catalog.PriceList) []string {
	s := fmt.Sprintf("ENI limits of %s; vCPU, memory and generation of %s", catalog.LimitsDate, catalog.DescribeDate)
	if prices.Date != "" {
		s += fmt.Sprintf("; on-demand prices in %s, Linux, of %s", prices.Region, prices.Date)
	}
	return append([]string{s + "."}, sentence(prices.Lacking(unpriced(types, prices)))...)
}

// TypeDetails builds the document of everything known about some types, with the prices of
// a Region: side by side where they are few, one after the other where they are many.
func TypeDetails(types []catalog.Type, prices catalog.PriceList) *Document {
	d := &Document{Data: typeData(types, prices)}
	for i := range min(len(types), detailsBeside) {
		d.Notes = append(d.Notes, sourceNote(types[i]))
	}
	d.Notes = append(d.Notes, datesNotes(types, prices)...)
	d.Verdict = typesVerdict(types)
	for from := 0; from < len(types); from += detailsBeside {
		d.Tables = append(d.Tables, details(types[from:min(from+detailsBeside, len(types))], prices))
	}
	d.CSV = func() *Table { t := details(types, prices); return &t }
	return d
}

// sourceNote says where the figures of a type come from, and what to doubt.
func sourceNote(t catalog.Type) string {
	s := t.Name + ": from " + t.Source + "; registered memory " + t.RegisteredMemorySource + "."
	if t.TasksNote != "" {
		s += " awsvpc tasks: " + t.TasksNote + "."
	}
	if t.TrunkingNote != "" {
		s += " Trunking: " + t.TrunkingNote + "."
	}
	return s
}

// typesVerdict says what a type can carry.
func typesVerdict(types []catalog.Type) string {
	if len(types) > detailsBeside {
		return model.Counted(len(types), "instance type") + "."
	}
	var parts []string
	for _, t := range types {
		s := fmt.Sprintf("%s runs %s in awsvpc mode", t.Name, model.Counted(t.Slots(false), "task"))
		if t.Trunking {
			s += fmt.Sprintf(", %d with a trunk", t.Slots(true))
		} else {
			s += " and takes no trunk"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "; ") + "."
}

// details has one row a property and one column a type.
func details(types []catalog.Type, prices catalog.PriceList) Table {
	t := Table{Columns: []Column{text("property")}}
	var all []typeEntry
	for _, x := range types {
		all = append(all, entry(x, prices))
		t.Columns = append(t.Columns, count(x.Name))
	}
	row := func(name string, cell func(e *typeEntry) string) {
		cells := []string{name}
		for i := range all {
			cells = append(cells, cell(&all[i]))
		}
		t.add(cells...)
	}
	row("vCPU", func(e *typeEntry) string { return integer(e.VCPU) })
	row("CPU (units)", func(e *typeEntry) string { return integer(e.CPUUnits) })
	row("memory (MiB)", func(e *typeEntry) string { return integer(e.MemoryMiB) })
	row("registered memory (MiB)", func(e *typeEntry) string { return integer(e.RegisteredMemoryMiB) })
	row("architecture", func(e *typeEntry) string { return e.Architecture })
	row("ENIs", func(e *typeEntry) string { return optional(e.MaxENIs) })
	row("IPv4 addresses per ENI", func(e *typeEntry) string { return optional(e.IPv4PerENI) })
	row("awsvpc tasks", func(e *typeEntry) string { return integer(e.Tasks) })
	row("awsvpc tasks with a trunk", func(e *typeEntry) string { return integer(e.TasksTrunking) })
	row("trunking", func(e *typeEntry) string { return yesNo(e.Trunking) })
	row("GPUs", func(e *typeEntry) string { return strings.TrimSpace(integer(e.GPUs) + " " + e.GPUName) })
	row("network bandwidth", func(e *typeEntry) string { return orNone(e.NetworkBandwidth) })
	row("current generation", func(e *typeEntry) string {
		if e.CurrentGeneration == nil {
			return none
		}
		return yesNo(*e.CurrentGeneration)
	})
	row("burstable", func(e *typeEntry) string { return yesNo(e.Burstable) })
	row("price (USD/h)", func(e *typeEntry) string { return optionalDecimal(e.USDPerHour, 4) })
	return t
}
