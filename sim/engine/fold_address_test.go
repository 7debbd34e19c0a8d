package engine

import (
	"fmt"
	"net/netip"

	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
)

// addressError holds the addresses that a book has found to the interfaces that there are: each has
// one of its subnet's block, no address has two owners, and those of none are free.
func (k *cluster) addressError(c *config.Config, b *address.Book) error {
	blocks, owners, used := address.Blocks(c), map[netip.Addr]string{}, make([]int, len(c.Subnets))
	own := func(owner string, s event.SubnetID, a address.Address, beside bool) error {
		network := &c.Subnets[s].Network
		used[s]++
		if a.IPv4.IsValid() == network.IPv6Only() || a.IPv6.IsValid() != (network.IPv6Only() || beside && network.IPv6().IsValid()) {
			return fmt.Errorf("%s has %v in %s, %v", owner, a, c.Subnets[s].ID, network)
		}
		for _, x := range []struct {
			netip.Addr
			netip.Prefix
		}{{a.IPv4, blocks[s].IPv4}, {a.IPv6, blocks[s].IPv6}} {
			if !x.Addr.IsValid() {
				continue
			}
			if other, taken := owners[x.Addr]; taken || !x.Contains(x.Addr) {
				return fmt.Errorf("%s has %v of %v, which %q has", owner, x.Addr, x.Prefix, other)
			}
			owners[x.Addr] = owner
		}
		return nil
	}
	for h := range k.Instances {
		x, has := &k.Instances[h], b.Instance(event.InstanceID(h))
		if x.State > state.InService {
			if has != (address.Instance{}) {
				return fmt.Errorf("%s is gone and has %v", x.ID, has)
			}
			continue
		}
		if err := own(x.ID, event.SubnetID(x.Subnet), has.Primary, true); err != nil {
			return err
		}
		if x.Trunk {
			if err := own("the trunk of "+x.ID, event.SubnetID(x.Subnet), has.Trunk, true); err != nil {
				return err
			}
		} else if has.Trunk.Known() {
			return fmt.Errorf("%s has no trunk, and for it %v", x.ID, has.Trunk)
		}
	}
	for i := range k.Tasks.All() {
		t, a := k.Tasks.At(i), b.Task(i)
		if t.Subnet < 0 {
			if a.Known() {
				return fmt.Errorf("task %d has no interface and %v", i, a)
			}
			continue
		}
		if err := own(fmt.Sprintf("task %d", i), event.SubnetID(t.Subnet), a, c.DualStack); err != nil {
			return err
		}
	}
	for s := range used {
		if n := b.Used(event.SubnetID(s)); n != used[s] {
			return fmt.Errorf("%d addresses of %s have an owner, and %d interfaces are there", n, c.Subnets[s].ID, used[s])
		}
		if n := int(k.Subnets[s].Used()); n != used[s] && !c.Subnets[s].Network.IPv6Only() {
			return fmt.Errorf("%d addresses of %s are counted, and %d interfaces are there", n, c.Subnets[s].ID, used[s])
		}
	}
	return nil
}
