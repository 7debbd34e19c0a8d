package catalog

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
)

// withAdded is the table with types that were added; nil = none were.
var (
	withAdded atomic.Pointer[parsed]
	adding    sync.Mutex
)

// typeName is a name as EC2 gives one.
var typeName = regexp.MustCompile(`^[a-z0-9-]+\.[a-z0-9-]+$`)

// The bounds of what an instance type has, far above any there is.
const (
	mostVCPU   = 100_000
	mostMemory = 1 << 30 // MiB
	mostENIs   = 1000
)

// Describes says what a type lacks that EC2 describes of every type: a name, vCPUs, memory, an
// architecture and network interfaces.
func (t Type) Describes() error {
	switch {
	case len(t.Name) > 64 || !typeName.MatchString(t.Name):
		return errors.New("that is no name of an instance type")
	case t.VCPU < 1 || t.VCPU > mostVCPU:
		return fmt.Errorf("DefaultVCpus is %d, wanted 1 or more", t.VCPU)
	case t.MemoryMiB < 1 || t.MemoryMiB > mostMemory:
		return fmt.Errorf("SizeInMiB is %d, wanted 1 or more", t.MemoryMiB)
	case len(t.Architectures) == 0:
		return errors.New("SupportedArchitectures is missing")
	case t.MaxENIs < 1 || t.MaxENIs > mostENIs:
		return fmt.Errorf("MaximumNetworkInterfaces is %d, wanted 1 or more", t.MaxENIs)
	case t.GPUs < 0 || t.GPUs > mostENIs:
		return fmt.Errorf("there are %d GPUs, wanted 0 or more", t.GPUs)
	}
	return nil
}

// Add adds types that the catalogue lacks, for the rest of this process, and returns their names; a
// type that it has stays as it is. Of each it takes what EC2 describes, and works out the rest:
// awsvpc tasks without a trunk as one interface fewer than there are, none more with a trunk, which
// EC2 does not describe, and registered memory by the line fitted over other types. Add panics at a
// type that does not describe itself (Describes).
func Add(types []Type) (added []string) {
	adding.Lock()
	defer adding.Unlock()
	old := table()
	p := &parsed{types: slices.Clone(old.types), index: maps.Clone(old.index)}
	for _, t := range types {
		if err := t.Describes(); err != nil {
			panic(fmt.Sprintf("catalog: type %q: %v, invariant: a type that describes itself", t.Name, err))
		}
		if _, known := p.index[t.Name]; known {
			continue
		}
		t.Architectures = slices.Clone(t.Architectures)
		t.TasksDefault = t.MaxENIs - 1
		t.TrunkingNote = "EC2 does not describe what a trunk gives, and the catalogue has no figure: the plain limit counts"
		t.Source = "describe-instance-types, given by the user"
		countCards(&t)
		setRegistered(&t, 0, nil)
		p.index[t.Name] = 0 // set below
		added = append(added, t.Name)
		at := slices.IndexFunc(p.types, func(x Type) bool { return x.Family() == t.Family() })
		for at >= 0 && at < len(p.types) && p.types[at].Family() == t.Family() {
			at++ // behind its family
		}
		if at < 0 {
			at = len(p.types)
		}
		p.types = slices.Insert(p.types, at, t)
	}
	for i, t := range p.types {
		p.index[t.Name] = i
	}
	withAdded.Store(p)
	return added
}
