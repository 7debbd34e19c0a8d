package model

import (
	"net/netip"
	"testing"
)

// Rows 46 and 47, as far as they are limits: each container takes a port and an
// address of docker0, of which the ports run out first unless the network is narrow.
func TestBridgeLimits(t *testing.T) {
	if BridgePortsMax != 1023 || BridgeSoftLimit != 1001 || EcsBridgeAddresses != 1021 || Docker0Addresses != 65533 {
		t.Errorf("%d ports, %d in reach, %d and %d addresses, want 1023, 1001, 1021, 65533",
			BridgePortsMax, BridgeSoftLimit, EcsBridgeAddresses, Docker0Addresses)
	}
	for _, c := range []struct {
		network             string
		addresses, capacity int
	}{
		{"172.17.0.0/16", 65533, 1023},
		{"10.200.0.0/21", 2045, 1023},
		{"169.254.172.0/22", 1021, 1021},
		{"192.168.5.0/24", 253, 253},
		{"192.168.5.0/29", 5, 5},
		{"192.168.5.0/30", 1, 1},
		{"192.168.5.0/31", 0, 0},
		{"192.168.5.0/32", 0, 0},
	} {
		n := netip.MustParsePrefix(c.network)
		if a, k := BridgeAddresses(n), BridgeCapacity(n); a != c.addresses || k != c.capacity {
			t.Errorf("%s: %d addresses, %d containers, want %d, %d", c.network, a, k, c.addresses, c.capacity)
		}
	}
	if n := Docker0Network(); n.String() != "172.17.0.0/16" || BridgeAddresses(n) != Docker0Addresses {
		t.Errorf("docker0 is %v", n)
	}
}

func TestRow47Unreachable(t *testing.T) {
	for _, c := range []struct{ running, want int }{{0, 0}, {1001, 0}, {1002, 1}, {1023, 22}} {
		if got := BridgeUnreachable(c.running); got != c.want {
			t.Errorf("%d containers: %d out of reach, want %d", c.running, got, c.want)
		}
	}
}

func TestBridgeErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{ExchangeFull("veth1a2b3c4"), "adding interface veth1a2b3c4 to bridge docker0 failed: exchange full"},
		{NoBridgeAddress("f1e2"), "no available IPv4 addresses on this network's address pools: bridge (f1e2)"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// Row 48: ten published ports, proxy on, IPv6 up.
func TestRow48Proxies(t *testing.T) {
	for _, c := range []struct {
		ports, processes int
		memory           MiB
	}{{0, 0, 0}, {1, 2, 4}, {10, 20, 35}, {1001, 2002, 3504}} {
		if n, m := BridgeProxies(c.ports); n != c.processes || m != c.memory {
			t.Errorf("%d ports: %d processes, %d MiB, want %d, %d", c.ports, n, m, c.processes, c.memory)
		}
	}
}
