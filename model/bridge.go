package model

import (
	"fmt"
	"net/netip"
)

// Limits of a Linux bridge, each container's network endpoint being one port of
// it. Only running containers hold one.
const (
	// BridgePortsMax is the kernel's limit of ports on one bridge, docker0 and
	// ecs-bridge alike: BR_MAX_PORTS is 1 << 10 and number 0 is not used (linux
	// net/bridge/br_private.h; br_if.c, find_portno).
	BridgePortsMax = 1<<10 - 1
	// BridgeSoftLimit is the number of containers on one bridge beyond which the
	// earliest become unreachable although they run: a broadcast is copied to every
	// port and overflows net.core.netdev_max_backlog, 1,000 packets (measured, and
	// confirmed by a maintainer, in moby issues 44973 and 34098).
	BridgeSoftLimit = 1001
	// EcsBridgeAddresses is the number of awsvpc tasks for which ecs-bridge has
	// addresses: 169.254.172.0/22 less network, broadcast and gateway
	// (amazon-ecs-agent agent/ecscni/types.go). BridgePortsMax is above it.
	EcsBridgeAddresses = 1<<(32-22) - bridgeReserved
	// Docker0Addresses is the number of container addresses in docker0's default
	// network, 172.17.0.0/16 (moby libnetwork/ipamutils/utils.go).
	Docker0Addresses = 1<<(32-16) - bridgeReserved

	bridgeReserved = 3 // network, broadcast, gateway
)

// Docker0Network is docker0's default network, 172.17.0.0/16 (moby
// libnetwork/ipamutils/utils.go). A VPC that uses it clashes with it.
func Docker0Network() netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{172, 17, 0, 0}), 16)
}

// BridgeAddresses is the number of container addresses in a bridge's IPv4
// network, 2^(32-bits) - 3: all but network, broadcast and the bridge's own. It is
// 0 for a network too small to hold a container.
func BridgeAddresses(network netip.Prefix) int {
	return max(1<<(32-network.Bits())-bridgeReserved, 0)
}

// BridgeCapacity is the number of containers that can run on a bridge with that
// network: addresses bind only where Docker's bip setting narrows it to a /22 or
// less, BridgePortsMax everywhere else.
func BridgeCapacity(network netip.Prefix) int {
	return min(BridgeAddresses(network), BridgePortsMax)
}

// BridgeUnreachable is how many of the running containers on one bridge, the
// earliest, others fail to reach: those beyond BridgeSoftLimit (22 at 1,023).
func BridgeUnreachable(running int) int { return max(running-BridgeSoftLimit, 0) }

// BridgeError is Docker's failure to connect a container to a bridge that has a
// full network or no port left: one of the two below. Docker puts
// "failed to set up container networking: " before it from version 28 on.
type BridgeError string

// Error returns Docker's text.
func (e BridgeError) Error() string { return string(e) }

// ExchangeFull is the error of the 1,024th port: "adding interface veth1a2b3c4 to
// bridge docker0 failed: exchange full" (moby libnetwork/drivers/bridge/bridge_linux.go;
// issues 14718 and 31100). veth is the name of the container's interface on the host.
func ExchangeFull(veth string) BridgeError {
	return BridgeError(fmt.Sprintf("adding interface %s to bridge docker0 failed: exchange full", veth))
}

// NoBridgeAddress is the error of a full network: "no available IPv4 addresses on
// this network's address pools: bridge (<id>)" (moby libnetwork/endpoint.go). id is the Docker
// network's. It comes before ExchangeFull where both would: the address is first.
func NoBridgeAddress(id string) BridgeError {
	return BridgeError(fmt.Sprintf("no available IPv4 addresses on this network's address pools: bridge (%s)", id))
}

// ProxiesPerPort is the number of docker-proxy processes of one published port:
// one for 0.0.0.0 and one for [::], with the userland proxy on (Docker's default, and the
// ECS-optimized AMI's) and IPv6 up (moby libnetwork/portmapper/mapper.go).
const ProxiesPerPort = 2

// quarterMiBsPerProxy is 1.75 MiB: 1,001 published ports, so 2,002 proxies, were
// measured at about 3.5 GB (maziggy/bambuddy issue 1646, 2026). Docker 17.06 took about
// 1.2 MB a port (moby issue 34328).
const quarterMiBsPerProxy = 7

// BridgeProxies returns the docker-proxy processes that a number of published
// ports starts on a container instance, and their memory, rounded up. That memory
// is the host's own: no task's limit or reservation covers it.
func BridgeProxies(ports int) (processes int, memory MiB) {
	processes = ports * ProxiesPerPort
	return processes, MiB((processes*quarterMiBsPerProxy + 3) / 4)
}
