package model

import "testing"

// portRequest is one request in a row of the table of worked examples, or what happens
// before it: free ports, a listener, a restart.
type portRequest struct {
	free    []uint16
	restart bool
	proto   Protocol
	n       int // contiguous ports asked for
	first   uint16
	err     string
	tracker int // -1 = the row does not say
}

func wantPort(first uint16) portRequest { return portRequest{n: 1, first: first, tracker: -1} }

func wantPorts(n int, first uint16) portRequest { return portRequest{n: n, first: first, tracker: -1} }

func wantNone(n int, err string, tracker int) portRequest {
	return portRequest{n: n, err: err, tracker: tracker}
}
func (s portRequest) after(free ...uint16) portRequest { s.free = free; return s }
func (s portRequest) with(proto Protocol) portRequest  { s.proto = proto; return s }
func (s portRequest) at(tracker int) portRequest       { s.tracker = tracker; return s }
func (s portRequest) afterRestart() portRequest        { s.restart = true; return s }

const noPort = "a host port is unavailable"

// Rows 24 to 39 of the table of worked examples: what the agent's own allocator
// does, most of them seen by running its source (amazon-ecs-agent 1.105.1). C rows are
// what its tests ask of it (agent/utils/ephemeral_ports_test.go); C06 is row 38.
func TestDynamicPortsRows(t *testing.T) {
	fresh, small := LinuxDynamicPorts(), PortRange{100, 103}
	six, ten, eighty := PortRange{100, 105}, PortRange{100, 109}, PortRange{40001, 40080}
	for _, c := range []struct {
		row     string
		r       PortRange
		listen  []uint16 // TCP
		tracker int
		steps   []portRequest
	}{
		{"24", fresh, nil, 0, []portRequest{wantPort(32768), wantPort(32769), wantPort(32770)}},
		{"25", fresh, []uint16{32768}, 0, []portRequest{wantPort(32769), wantPort(32770)}},
		{"26", fresh, nil, 0, []portRequest{wantPort(32768), wantPort(32769).with(UDP)}},
		{"27", fresh, nil, 0, []portRequest{wantPort(32768), wantPorts(3, 32769), wantPort(32772)}},
		{"28", fresh, []uint16{32770}, 0, []portRequest{wantPort(32768), wantPort(32769), wantPort(32771)}},
		{"29", fresh, []uint16{51678, 51679}, 51677, []portRequest{wantPort(51680)}},
		{"30", small, nil, 0, []portRequest{wantPort(100), wantPort(101), wantPort(102), wantPort(103).at(99), wantNone(1, noPort, 0)}},
		{"31", small, nil, 0, []portRequest{
			wantPort(100), wantPort(101), wantPort(102), wantPort(103).at(99), wantNone(1, noPort, 0),
			wantPort(101).after(101), wantNone(1, noPort, -1),
		}},
		{"32", six, nil, 0, []portRequest{
			wantPort(100), wantPort(101), wantPort(102),
			wantPort(103).after(100, 101), wantPort(104), wantPort(105), wantPort(100), wantPort(101),
		}},
		{"33", six, []uint16{101, 102, 103, 104, 105}, 103, []portRequest{wantNone(1, noPort, 0), wantPort(100)}},
		{"34", ten, []uint16{102, 106}, 0, []portRequest{
			wantPorts(3, 103), wantPorts(3, 107), wantNone(3, "3 contiguous host ports are unavailable", 100),
		}},
		{"35", ten, []uint16{104}, 0, []portRequest{wantPorts(5, 105), wantNone(5, "5 contiguous host ports are unavailable", 102)}},
		{"36", ten, nil, 107, []portRequest{wantPorts(4, 100), wantPorts(4, 104), wantNone(4, "4 contiguous host ports are unavailable", 108)}},
		{"37", eighty, nil, 0, row37()},
		{"38", PortRange{40001, 40005}, nil, 0, []portRequest{wantNone(20, "20 contiguous host ports are unavailable", 40000)}},
		{"39", eighty, nil, 0, append(row37(), wantPort(40001).after(40001, 40011, 40041, 40061).afterRestart())},
		{"C01 to C05", eighty, nil, 0, []portRequest{
			wantPorts(10, 40001).at(40010), wantPorts(30, 40011).with(UDP).at(40040), wantPorts(20, 40041).at(40060), wantPorts(20, 40061).at(40000),
			wantPorts(15, 40001).with(UDP).after(40001, 40011, 40041, 40061).at(40015),
		}},
		{"C07", PortRange{40001, 40005}, []uint16{40001, 40002, 40003, 40004, 40005}, 0, []portRequest{wantNone(5, "5 contiguous host ports are unavailable", 0)}},
		{"C08", PortRange{40090, 40099}, nil, 0, []portRequest{wantPort(40090).at(40090)}},
		{"C09", PortRange{40090, 40099}, nil, 0, []portRequest{wantPort(40090).with(UDP).at(40090)}},
		{"C10 and C11", PortRange{50090, 50099}, nil, 0, []portRequest{
			wantPort(50090), wantPort(50091), wantPort(50092), wantPort(50093), wantPort(50094).at(50094),
			wantPort(50095).with(UDP), wantPort(50096).with(UDP), wantPort(50097).with(UDP), wantPort(50098).with(UDP), wantPort(50099).with(UDP).at(50089),
		}},
		{"C12", ten, nil, 100, []portRequest{wantPort(101), wantPort(100).afterRestart().at(100)}},
		{"C14", small, []uint16{100, 101, 102, 103}, 0, []portRequest{wantNone(1, noPort, 0)}},
	} {
		t.Run("row "+c.row, func(t *testing.T) {
			h := rehearse(t, c.r)
			h.ports.tracker, h.twin.T = uint16(c.tracker), c.tracker
			for _, p := range c.listen {
				h.listen(TCP, p)
			}
			for i, s := range c.steps {
				h.prepare(s)
				first, err := h.take(s.proto, s.n)
				if first != s.first || err != s.err {
					t.Errorf("request %d: %d, %q, want %d, %q", i+1, first, err, s.first, s.err)
				}
				if s.tracker >= 0 && int(h.ports.Tracker()) != s.tracker {
					t.Errorf("request %d: tracker %d, want %d", i+1, h.ports.Tracker(), s.tracker)
				}
			}
		})
	}
}

func row37() []portRequest {
	return []portRequest{
		wantPorts(10, 40001), wantPorts(30, 40011), wantPorts(20, 40041), wantPorts(20, 40061).at(40000),
		wantNone(15, "15 contiguous host ports are unavailable", -1),
	}
}

// prepare does what a row says happens before a request.
func (h *rehearsal) prepare(s portRequest) {
	h.t.Helper()
	for _, p := range s.free {
		h.free(p)
	}
	if s.restart {
		h.restart()
	}
}
