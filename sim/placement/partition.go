package placement

// partition divides the hosts by the value of one attribute. A host without the
// attribute has the value "" (not documented by ECS).
//
// value[h] = v if and only if bit h of sets[v] is set, for registered hosts h.
type partition struct {
	name  string
	value []int32 // by host; -1 = not registered
	names []string
	index map[string]int32
	sets  []bitset
}

func (p *partition) add(h int32, info *Instance) {
	for len(p.value) <= int(h) {
		p.value = append(p.value, -1)
	}
	name, _ := info.Attribute(p.name)
	v, ok := p.index[name]
	if !ok {
		v = int32(len(p.names))
		p.index[name] = v
		p.names = append(p.names, name)
		p.sets = append(p.sets, nil)
	}
	p.value[h] = v
	p.sets[v] = p.sets[v].grown(int(h) + 1)
	p.sets[v].set(h)
}

// partition returns the number of the partition by an attribute.
func (f *Fleet) partition(attribute string) int32 {
	for i := range f.parts {
		if f.parts[i].name == attribute {
			return int32(i)
		}
	}
	p := partition{name: attribute, index: map[string]int32{}}
	for _, h := range f.order {
		p.add(h, &f.info[h])
	}
	f.parts = append(f.parts, p)
	return int32(len(f.parts) - 1)
}
