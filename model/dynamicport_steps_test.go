package model

import "fmt"

// stepwise is the slow twin of DynamicPorts: the agent's published procedure
// (amazon-ecs-agent agent/utils/ephemeral_ports.go at 1.105.1), one step after the
// other, one probe a port. It uses nothing of the package that it is held against.
type stepwise struct {
	S, E int // the first and the last port of the range
	T    int // the tracker, 0 in an agent just started
}

// request asks for n contiguous ports and returns the first, or the agent's error.
func (a *stepwise) request(n int, available func(port int) bool) (first int, failure string) {
	// L is the last available port seen in a scan, length the number of available
	// ports that follow each other up to it, and first where those begin.
	var L, length int
	scan := func(from, to int) {
		first, L, length = 0, 0, 0
		for port := from; port <= to; port++ {
			if !available(port) {
				continue
			}
			if port-L == 1 {
				length++
			} else {
				first, length = port, 1
			}
			L = port
			if length == n {
				return
			}
		}
	}

	// Step 1: begin after the tracker, an agent just started at the range's first port.
	start, end := a.S, a.E
	if a.T != 0 {
		start = a.T + 1
	}

	// Step 2: scan upward to the range's last port.
	scan(start, end)

	// Step 3: not found, and begun after a tracker: scan from the range's first port
	// to the one below L.
	if length != n && a.T != 0 {
		scan(a.S, L-1)
	}

	// Step 4: remember L, or where it is the range's last port, the one before the first.
	if L == a.E {
		a.T = a.S - 1
	} else {
		a.T = L
	}

	// Step 5: not found.
	if length != n && n == 1 {
		return 0, "a host port is unavailable"
	}
	if length != n {
		return 0, fmt.Sprintf("%d contiguous host ports are unavailable", n)
	}

	// Step 6: what is found must lie in the range.
	if first >= a.S && L <= a.E {
		return first, ""
	}
	if n == 1 {
		return 0, fmt.Sprintf("The host port: %d found by ECS Agent is not within the expected host port range: %d-%d", first, a.S, a.E)
	}
	return 0, fmt.Sprintf("The host port range: %d-%d found by ECS Agent is not within the expected host port range: %d-%d", first, L, a.S, a.E)
}

// occupants are who has the ports of one protocol on one host. Both may have one:
// they listen on different addresses of it, and the probe wants all of them.
type occupants struct {
	containers, strangers map[int]bool
	met                   int // probes that failed because of a stranger alone
}

func (o *occupants) available(port int) bool {
	if o.containers[port] {
		return false
	}
	if o.strangers[port] {
		o.met++
		return false
	}
	return true
}
