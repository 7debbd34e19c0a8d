package film

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// An event takes a byte for its kind, whose highest bit says that it is at the instant of the
// event before it; else the time since then. What follows is the set of those of its fields
// that are not as expected, a bit for each field that the kind carries, and how far each of
// these is from what was expected. Both ends expect the same: they remember what the events of
// the block said before. A block remembers nothing of another, so that it can be read by itself.
//
// All numbers are varints, and those that may be negative in zigzag.

// sameInstant is the bit of an event's first byte.
const sameInstant = 0x80

// memory is what both ends remember of the events of a block.
type memory struct {
	at        des.Time
	task      event.TaskID
	subnet    event.SubnetID
	port      model.HostPort
	kinds     [event.NumKinds]event.Event // the last of each
	tasks     [memoTasks]taskMemo         // by the last bits of their numbers, so that two may share one
	instances [memoInstances]instanceMemo
	workloads [memoWorkloads]workloadMemo
}

const (
	memoTasks     = 1 << 12
	memoInstances = 1 << 10
	memoWorkloads = 1 << 8
)

type taskMemo struct {
	workload   event.WorkloadID
	deployment event.DeploymentID
	instance   event.InstanceID
	port       model.HostPort
	asked      des.Time
}

type instanceMemo struct {
	slots    int32
	launched des.Time
}

type workloadMemo struct {
	deployment event.DeploymentID
	provider   event.ProviderID
	definition int32
	number     int32
	placedAt   des.Time
	asked      des.Time
}

func (m *memory) taskMemo(i event.TaskID) *taskMemo { return &m.tasks[uint32(i)%memoTasks] }
func (m *memory) instanceMemo(h event.InstanceID) *instanceMemo {
	return &m.instances[uint32(h)%memoInstances]
}
func (m *memory) workloadMemo(i event.WorkloadID) *workloadMemo {
	return &m.workloads[uint32(i)%memoWorkloads]
}

// expect is what an event of a kind at an instant may say of a task and a workload. Which
// these are is expected before, by expectTask and expectWorkload.
func (m *memory) expect(e, p *event.Event, f event.Fields) {
	*p = m.kinds[e.Kind]
	if f&event.HasUntil != 0 {
		p.Until = e.At + p.Until - p.At
	}
	if f&event.HasSubnet != 0 && e.Kind != event.InstanceLaunched {
		p.Subnet = m.subnet
	}
	if f&event.HasTask == 0 {
		if e.Kind == event.InstanceLaunched {
			p.Instance++
		}
		if f&(event.HasLength|event.HasInstance) == event.HasLength|event.HasInstance {
			p.Length = e.At.Sub(m.instanceMemo(p.Instance).launched)
		}
		return
	}
	t := m.taskMemo(e.Task)
	switch e.Kind {
	case event.TaskRequested:
		w := m.workloadMemo(e.Workload)
		p.Deployment, p.Provider, p.Definition, p.Number = w.deployment, w.provider, w.definition, w.number+1
		return
	case event.TaskPlaced:
		p.Deployment, p.Length = t.deployment, e.At.Sub(t.asked)
		if w := m.workloadMemo(e.Workload); w.placedAt == e.At {
			p.Length = e.At.Sub(w.asked)
		}
		return
	case event.TaskRunning:
		p.Length = e.At.Sub(t.asked)
	case event.SlotTaken:
		p.Have = m.instanceMemo(t.instance).slots - 1
	case event.SlotFreed:
		p.Have = m.instanceMemo(t.instance).slots + 1
	case event.PortChosen:
		p.Port = m.port
	case event.PortBound, event.PortReleased:
		p.Port = t.port
	case event.TargetRegistered:
		if t.port.Port != 0 {
			p.Port = t.port
		}
	}
	if e.Task >= 0 {
		p.Deployment, p.Instance = t.deployment, t.instance
	}
}

// expectWorkload is the workload that an event of a kind is about, after its task.
func (m *memory) expectWorkload(e *event.Event, f event.Fields) event.WorkloadID {
	if f&event.HasTask != 0 && e.Kind != event.TaskRequested {
		return m.taskMemo(e.Task).workload
	}
	return m.kinds[e.Kind].Workload
}

// remember takes over what an event has said.
func (m *memory) remember(e *event.Event, f event.Fields) {
	m.at = e.At
	m.kinds[e.Kind] = *e
	if f&event.HasSubnet != 0 {
		m.subnet = e.Subnet
	}
	if f&event.HasTask == 0 {
		if e.Kind == event.InstanceLaunched {
			m.instanceMemo(e.Instance).launched = e.At
		}
		return
	}
	m.task = e.Task
	t := m.taskMemo(e.Task)
	if f&event.HasWorkload != 0 {
		t.workload, t.deployment, t.instance = e.Workload, e.Deployment, e.Instance
	}
	switch e.Kind {
	case event.TaskRequested:
		t.asked, t.port = e.At, model.HostPort{}
		w := m.workloadMemo(e.Workload)
		w.deployment, w.provider, w.definition, w.number = e.Deployment, e.Provider, e.Definition, e.Number
	case event.TaskPlaced:
		t.asked = e.At.Add(-e.Length)
		w := m.workloadMemo(e.Workload)
		w.placedAt, w.asked = e.At, t.asked
	case event.SlotTaken, event.SlotFreed:
		m.instanceMemo(e.Instance).slots = e.Have
	case event.PortChosen, event.PortBound:
		t.port, m.port = e.Port, e.Port
	}
}

// appendEvent appends an event to a block.
func (m *memory) appendEvent(b []byte, e *event.Event) []byte {
	f := e.Kind.Fields()
	if e.At == m.at {
		b = append(b, byte(e.Kind)|sameInstant)
	} else {
		b = binary.AppendUvarint(append(b, byte(e.Kind)), uint64(e.At-m.at))
	}
	var room [2 * binary.MaxVarintLen64]byte
	var p event.Event
	mask, bit, rest := uint64(0), uint64(1), room[:0]
	if f&event.HasTask != 0 {
		p.Task = m.task
		mask, rest = delta(mask, bit, rest, int64(e.Task), int64(p.Task))
		bit <<= 1
	}
	if f&event.HasWorkload != 0 {
		p.Workload = m.expectWorkload(e, f)
		mask, rest = delta(mask, bit, rest, int64(e.Workload), int64(p.Workload))
		bit <<= 1
	}
	m.expect(e, &p, f)
	for left := f &^ (event.HasTask | event.HasWorkload); left != 0; left &= left - 1 {
		switch field := left & -left; field {
		case event.HasStopped:
			if e.Stopped != p.Stopped {
				mask, rest = mask|bit, appendStopped(rest, &e.Stopped)
			}
		default:
			mask, rest = delta(mask, bit, rest, get(e, field), get(&p, field))
		}
		bit <<= 1
	}
	m.remember(e, f)
	return append(binary.AppendUvarint(b, mask), rest...)
}

// delta appends how far a field is from what was expected, where it is another.
func delta(mask, bit uint64, b []byte, v, expected int64) (uint64, []byte) {
	if v == expected {
		return mask, b
	}
	return mask | bit, binary.AppendVarint(b, v-expected)
}

var errShort = errors.New("an event is cut off")

// readEvent reads an event of a block, and returns what is left of the block.
func (m *memory) readEvent(b []byte, e *event.Event) ([]byte, error) {
	if len(b) == 0 {
		return nil, errShort
	}
	*e = event.Event{Kind: event.Kind(b[0] &^ sameInstant), At: m.at}
	if e.Kind >= event.NumKinds {
		return nil, fmt.Errorf("kind %d, want less than %d", e.Kind, event.NumKinds)
	}
	r := reader{left: b[1:]}
	if b[0]&sameInstant == 0 {
		e.At += des.Time(r.uvarint())
	}
	f := e.Kind.Fields()
	mask := r.uvarint()
	next := func(expected int64) int64 {
		if mask&1 != 0 {
			expected += r.varint()
		}
		mask >>= 1
		return expected
	}
	var p event.Event
	if f&event.HasTask != 0 {
		r.set(e, event.HasTask, next(int64(m.task)))
	}
	if f&event.HasWorkload != 0 {
		r.set(e, event.HasWorkload, next(int64(m.expectWorkload(e, f))))
	}
	m.expect(e, &p, f)
	for left := f &^ (event.HasTask | event.HasWorkload); left != 0; left &= left - 1 {
		field := left & -left
		if field != event.HasStopped {
			r.set(e, field, next(get(&p, field)))
			continue
		}
		if e.Stopped = p.Stopped; mask&1 != 0 {
			r.stopped(&e.Stopped)
		}
		mask >>= 1
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case mask != 0:
		return nil, fmt.Errorf("%v: fields that it does not carry", e.Kind)
	}
	m.remember(e, f)
	return r.left, nil
}

// reader reads varints; after the first error all of them are 0.
type reader struct {
	left []byte
	err  error
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.left)
	if n <= 0 {
		r.err, r.left = errShort, nil
		return 0
	}
	r.left = r.left[n:]
	return v
}

func (r *reader) varint() int64 {
	u := r.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

// set gives an event a field, if it is one that the field's type holds.
func (r *reader) set(e *event.Event, field event.Fields, v int64) {
	if !set(e, field, v) && r.err == nil {
		r.err = fmt.Errorf("%v: %s %d is beyond its type", e.Kind, field.Names()[0], v)
	}
}

// get is a field as a number.
func get(e *event.Event, field event.Fields) int64 {
	switch field {
	case event.HasCause:
		return int64(e.Cause)
	case event.HasState:
		return int64(e.State)
	case event.HasReason:
		return int64(e.Reason)
	case event.HasContainer:
		return int64(e.Container)
	case event.HasOn:
		if e.On {
			return 1
		}
		return 0
	case event.HasPort:
		return int64(e.Port.Port)<<8 | int64(e.Port.Protocol)
	case event.HasLength:
		return int64(e.Length)
	case event.HasUntil:
		return int64(e.Until)
	case event.HasMetric:
		return int64(bits.Reverse64(math.Float64bits(e.Metric))) // round numbers end in many zeros
	}
	return int64(*handle(e, field))
}

// handle is a field that is a handle or a count.
func handle(e *event.Event, field event.Fields) *int32 {
	switch field {
	case event.HasTask:
		return (*int32)(&e.Task)
	case event.HasWorkload:
		return (*int32)(&e.Workload)
	case event.HasDeployment:
		return (*int32)(&e.Deployment)
	case event.HasInstance:
		return (*int32)(&e.Instance)
	case event.HasProvider:
		return (*int32)(&e.Provider)
	case event.HasGroup:
		return (*int32)(&e.Group)
	case event.HasSubnet:
		return (*int32)(&e.Subnet)
	case event.HasTargetGroup:
		return (*int32)(&e.TargetGroup)
	case event.HasZone:
		return (*int32)(&e.Zone)
	case event.HasScript:
		return &e.Script
	case event.HasOther:
		return &e.Other
	case event.HasNumber:
		return &e.Number
	case event.HasDefinition:
		return &e.Definition
	case event.HasCount:
		return &e.Count
	case event.HasFrom:
		return &e.From
	case event.HasTo:
		return &e.To
	case event.HasHave:
		return &e.Have
	case event.HasNeed:
		return &e.Need
	}
	panic(fmt.Sprintf("film: field %b has no code, invariant: every field of an event has", field))
}

// set sets what get gets; false where the field's type does not hold it.
func set(e *event.Event, field event.Fields, v int64) bool {
	switch field {
	case event.HasCause:
		e.Cause = event.Cause(v)
		return v == int64(e.Cause)
	case event.HasState:
		e.State = event.TaskState(v)
		return v == int64(e.State)
	case event.HasReason:
		e.Reason = model.Reason(v)
		return v == int64(e.Reason)
	case event.HasContainer:
		e.Container = int8(v)
		return v == int64(e.Container)
	case event.HasOn:
		e.On = v == 1
		return v>>1 == 0
	case event.HasPort:
		e.Port = model.HostPort{Port: uint16(v >> 8), Protocol: model.Protocol(v)}
		return v>>24 == 0
	case event.HasLength:
		e.Length = time.Duration(v)
	case event.HasUntil:
		e.Until = des.Time(v)
	case event.HasMetric:
		e.Metric = math.Float64frombits(bits.Reverse64(uint64(v)))
	default:
		*handle(e, field) = int32(v)
		return v == int64(int32(v))
	}
	return true
}

// appendStopped appends why a task stopped, all of it.
func appendStopped(b []byte, s *model.StoppedReason) []byte {
	b = append(b, byte(s.Code), byte(s.Reason), byte(s.Container), byte(s.Dependency), byte(s.Port.Protocol))
	for _, n := range [...]uint16{s.Port.Port, s.Ports.First, s.Ports.Last, s.Range.First, s.Range.Last, s.Count} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return binary.AppendVarint(b, int64(s.Limit))
}

func (r *reader) stopped(s *model.StoppedReason) {
	if len(r.left) < 5 {
		r.err, r.left = errShort, nil
		return
	}
	b := r.left
	s.Code, s.Reason, s.Container, s.Dependency = model.StoppedCode(b[0]), model.Reason(b[1]), int8(b[2]), int8(b[3])
	s.Port.Protocol = model.Protocol(b[4])
	r.left = b[5:]
	for _, n := range [...]*uint16{&s.Port.Port, &s.Ports.First, &s.Ports.Last, &s.Range.First, &s.Range.Last, &s.Count} {
		v := r.uvarint()
		if *n = uint16(v); v != uint64(*n) {
			r.err = fmt.Errorf("a stopped reason with port %d", v)
		}
	}
	s.Limit = time.Duration(r.varint())
}
