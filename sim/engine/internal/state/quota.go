package state

import (
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// ZoneInterfaces counts the network interfaces in one availability zone: primary and
// trunk interfaces of instances, and those of awsvpc tasks. The quota on them is named
// after the Region and holds in each zone (VPC guide, amazon-vpc-limits).
type ZoneInterfaces struct {
	Zone       string
	Used, Peak int
}

// ENIsLeft is how many network interfaces more the quota allows in the zone of a
// subnet; model.NoLimit where it does not hold.
func (k *Cluster) ENIsLeft(subnet int32) int32 {
	if !k.ENIQuota {
		return model.NoLimit
	}
	return int32(max(0, k.Config.Quotas.ENIsPerZone-k.Zones[k.ZoneOf[subnet]].Used))
}

// LacksENIs reports whether the quota does not allow n network interfaces more in the
// zone of a subnet.
func (k *Cluster) LacksENIs(subnet, n int32) bool {
	left := k.ENIsLeft(subnet)
	return left != model.NoLimit && left < n
}

// Calls is the calls that create network interfaces, in order, and the bucket that lets
// them through. ECS makes them in the account, where EC2 may throttle them (developer
// guide, operating-at-scale-dealing-with-throttles). A throttled call is repeated; how,
// and for how long, is not published: here calls get through in the order in which they
// were first made, and one that has been repeated for Timings.CallTimeout
// fails its task.
type Calls struct {
	Bucket
	Line []Call // first come, first served
	Due  bool   // an event for its head is due
}

// Call is a task that waits for its interface, since. While it does its event
// eniAttached is due, at a time that nobody knows.
type Call struct {
	Ticket
	Since des.Time
}

// Next is when the bucket has a token, not before now.
func (b *Bucket) Next(now des.Time, size config.Bucket) des.Time {
	const token = int64(time.Second)
	lacking := b.Taken + token - int64(size.Burst)*token
	if lacking <= 0 {
		return now
	}
	per := int64(size.PerSecond)
	return max(now, b.At.Add(time.Duration((lacking+per-1)/per)))
}

// Bucket is a token bucket that fills with time. It counts what has been taken, a token
// as 10^9, so that a nanosecond gives back PerSecond of them and all is whole numbers.
//
//	0 <= taken <= Burst × 10^9, at the instant at
type Bucket struct {
	Taken int64 // tokens times nanoseconds
	At    des.Time
}

// Take takes one token; false where there is none. A bucket of size 0 has no end.
func (b *Bucket) Take(now des.Time, size config.Bucket) bool {
	if size.Burst == 0 {
		return true
	}
	const token = int64(1e9)
	full := int64(size.Burst) * token
	if since := int64(now - b.At); since > full/int64(size.PerSecond) {
		b.Taken = 0
	} else {
		b.Taken = max(0, b.Taken-since*int64(size.PerSecond))
	}
	b.At = now
	if b.Taken+token > full {
		return false
	}
	b.Taken += token
	return true
}

// WaitsForCall reports whether a task of the line still waits.
func (k *Cluster) WaitsForCall(c Call) bool {
	return k.Tasks.Live(c.Task, c.Gen) && k.Tasks.At(c.Task).Due&DueBit(ENIAttached) != 0
}
