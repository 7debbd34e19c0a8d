package firewall

import (
	"fmt"
	"net/netip"
	"slices"

	"ecssim/model"
)

// Opening is a rule that lets pass what a filter refuses: a rule of a security group or, where Group
// is "", an entry of the network ACL of Subnet.
type Opening struct {
	Group, Subnet string
	Number        int // of the entry; 0 = of none yet
	Direction     Direction
	Ports         model.PortSet
	// For whom it is: the members of RemoteGroup or, without one, the addresses of Block; the zero
	// Prefix is anywhere.
	RemoteGroup string
	Block       netip.Prefix
}

// Opening is the rule that would let some ports pass at a check that a connection between two
// interfaces has not passed; false where no rule would.
func (c *Check) Opening(from, to *Interface, ports model.PortRanges) (o Opening, ok bool) {
	mine, other := to, from
	if (c.Direction == Egress) != c.Answers {
		mine, other = from, to
	}
	o = Opening{Direction: c.Direction, Ports: model.NewPortSet(c.Protocol, ports...)}
	if f := from.family(to); other.Location == Internet {
		o.Block = everyAddress(f)
	} else {
		o.Block = other.block(f)
	}
	switch c.Filter {
	case SecurityGroups:
		if len(mine.Described) == 0 {
			return o, false
		}
		o.Group = mine.Described[0].Name
		if len(other.Groups) > 0 {
			o.RemoteGroup, o.Block = other.Groups[0], netip.Prefix{}
		}
		return o, true
	case SubnetACL:
		o.Subnet = mine.Subnet
		return o, true
	}
	return o, false
}

// Rule is the opening as a rule of its security group.
func (o *Opening) Rule() SecurityGroupRule {
	return SecurityGroupRule{Ports: o.Ports, Group: o.RemoteGroup, Block: o.Block}
}

// String words the opening; who is the other end, where no group and no block says it.
func (o *Opening) String(who string) string {
	r := o.Rule()
	if r.Group == "" && !r.Block.IsValid() && who != "" {
		r.Group = who
	}
	ports := fmt.Sprintf("%v %s %s", o.Ports, preposition(o.Direction), r.Remote())
	if o.Group != "" {
		return fmt.Sprintf("an %v rule of %s: %s", o.Direction, o.Group, ports)
	}
	return fmt.Sprintf("an %v entry in the network ACL of %s: %d allow %s", o.Direction, o.Subnet, o.Number, ports)
}

// numberStep is what rule numbers are apart, as AWS advises to have them (VPC guide, nacl-rules).
const numberStep = 10

// With is the network ACL with an opening as an entry, and its number: behind the others, but before
// the first that denies some of its ports. It is false where no number is free there.
func (a *NetworkACL) With(o Opening) (*NetworkACL, int, bool) {
	entries := a.entries(o.Direction)
	at, low, high := len(entries), 0, maxNumber+1
	for i := range entries {
		if !entries[i].Allow && entries[i].Ports.Intersect(o.Ports).Size() > 0 {
			at, high = i, entries[i].Number
			break
		}
	}
	if at > 0 {
		low = entries[at-1].Number
	}
	number := low + numberStep
	if number >= high {
		number = (low + high) / 2
	}
	if number == low {
		return nil, 0, false
	}
	changed := *a
	list := &changed.Ingress
	if o.Direction == Egress {
		list = &changed.Egress
	}
	*list = slices.Insert(slices.Clone(entries), at, ACLEntry{Number: number, Ports: o.Ports, Block: o.Block, Allow: true})
	return &changed, number, true
}

// maxNumber is the highest rule number of a network ACL (EC2 API, CreateNetworkAclEntry).
const maxNumber = 32766
