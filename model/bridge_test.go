package model

import "testing"

// Rows 46 and 47, as far as they are limits.
func TestBridgeLimits(t *testing.T) {
	if BridgePortsMax != 1023 || BridgeSoftLimit != 1001 || EcsBridgeAddresses != 1021 {
		t.Errorf("%d ports, %d in reach, %d addresses, want 1023, 1001, 1021", BridgePortsMax, BridgeSoftLimit, EcsBridgeAddresses)
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
