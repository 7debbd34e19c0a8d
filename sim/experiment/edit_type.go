package experiment

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// enlarge gives a group another instance type, which registers what the catalogue says of it, or keeps
// what the group has of its own. Of a capacity provider's types it takes the place of the launched one.
func enlarge(c *config.Config, e report.Edit) bool {
	t, err := catalog.Lookup(e.Name)
	if err != nil {
		return false
	}
	memory, slots := ownFigures(&c.Groups[e.In[0]])
	g := group(c, e.In[0])
	was := g.InstanceSize
	g.InstanceType, g.InstanceSize = t.Name, t.Registers()
	g.Memory -= g.ReservedMemory
	if e.In[1] == keepsOwn && memory {
		g.Memory = was.Memory
	}
	if e.In[1] == keepsOwn && slots {
		g.SlotsPlain, g.SlotsTrunk = was.SlotsPlain, was.SlotsTrunk
	}
	c.Providers = slices.Clone(c.Providers)
	for i := range c.Providers {
		if p := &c.Providers[i]; p.Group == e.In[0] && len(p.Types) > 0 {
			p.Types = slices.Clone(p.Types)
			p.Types[0] = g.InstanceSize
		}
	}
	return true
}

// keepsOwn is In[1] of an EditInstanceType that leaves a group the figures that it has of its own.
const keepsOwn = 1

// ownFigures says whether a group has registered memory, or attachment slots, that are not its type's.
func ownFigures(g *config.InstanceGroup) (memory, slots bool) {
	t, err := catalog.Lookup(g.InstanceType)
	if err != nil {
		return false, false
	}
	size := t.Registers()
	return g.Memory+g.ReservedMemory != size.Memory, g.SlotsPlain != size.SlotsPlain || g.SlotsTrunk != size.SlotsTrunk
}

// typeWords are what enlarge changes. Figures of a type that the group has of its own go with the type.
func typeWords(c *config.Config, e report.Edit) string {
	g := &c.Groups[e.In[0]]
	words := fmt.Sprintf("%s in place of %s in group %s", e.Name, g.InstanceType, g.Name)
	memory, slots := ownFigures(g)
	var own []string
	if memory {
		own = append(own, "registeredMemory")
	}
	if slots {
		own = append(own, "awsvpcTasks")
	}
	if len(own) == 0 || e.In[1] == keepsOwn {
		return words
	}
	return words + ", without its " + strings.Join(own, " and ")
}

// largerTypes are the types that a group may have in place of its own: the next larger ones of its
// family, the smallest first; and where no task of some workload fits even the largest of them, the
// cheapest type of another family that it fits.
func largerTypes(c *config.Config, g int) []catalog.Type {
	t, err := catalog.Lookup(c.Groups[g].InstanceType)
	if err != nil {
		return nil
	}
	family, err := catalog.Match(t.Family() + ".*")
	if err != nil {
		return nil
	}
	family = slices.DeleteFunc(slices.Clone(family), func(x catalog.Type) bool {
		return x.VCPU <= t.VCPU || bare(x)
	})
	slices.SortFunc(family, func(a, b catalog.Type) int {
		return cmp.Or(cmp.Compare(a.VCPU, b.VCPU), cmp.Compare(a.Name, b.Name))
	})
	largest := t
	if len(family) > 0 {
		largest = family[len(family)-1]
	}
	need := largestTask(c)
	if room(c, g, largest, need) {
		return family
	}
	if other, ok := cheapestFor(c, g, t.Arch(), need); ok {
		family = append(family, other)
	}
	return family
}

func bare(t catalog.Type) bool { return strings.Contains(t.Name, "metal") }

// largestTask is the most CPU and memory that any task of the scenario takes.
func largestTask(c *config.Config) (most model.Room) {
	for i := range c.Tasks {
		claim := c.Tasks[i].Claim(model.ServiceConnect{}, model.NewPortTable(nil))
		most.CPU, most.Memory = max(most.CPU, claim.CPU), max(most.Memory, claim.Memory)
	}
	return most
}

// room reports whether an empty instance of a type in a group has the CPU and the memory of a task.
func room(c *config.Config, g int, t catalog.Type, need model.Room) bool {
	size := t.Registers()
	return size.CPU >= need.CPU && size.Memory-c.Groups[g].ReservedMemory >= need.Memory
}

// cheapestFor is the type of an architecture that has room for a task at the lowest price an hour in
// the Region, of those with a price.
func cheapestFor(c *config.Config, g int, arch string, need model.Room) (best catalog.Type, ok bool) {
	prices, lowest := catalog.Prices(c.Region), math.Inf(1)
	all, err := catalog.Match("*")
	if err != nil {
		return best, false
	}
	for _, t := range all {
		if t.Arch() != arch || bare(t) || t.GPUs > 0 || t.MaxENIs == 0 || !room(c, g, t, need) {
			continue
		}
		if price, known := prices.USDPerHour(t.Name); known && price < lowest {
			best, lowest = t, price
		}
	}
	return best, !math.IsInf(lowest, 1)
}
