package model

import "fmt"

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
	EcsBridgeAddresses = 1<<(32-22) - 3
)

// BridgeUnreachable is how many of the running containers on one bridge, the
// earliest, others fail to reach: those beyond BridgeSoftLimit (22 at 1,023).
func BridgeUnreachable(running int) int { return max(running-BridgeSoftLimit, 0) }

// BridgeError is Docker's failure to connect a container to a bridge that has no port
// left. Docker puts "failed to set up container networking: " before it from version 28 on.
type BridgeError string

// Error returns Docker's text.
func (e BridgeError) Error() string { return string(e) }

// ExchangeFull is the error of the 1,024th port: "adding interface veth1a2b3c4 to
// bridge docker0 failed: exchange full" (moby libnetwork/drivers/bridge/bridge_linux.go;
// issues 14718 and 31100). veth is the name of the container's interface on the host.
func ExchangeFull(veth string) BridgeError {
	return BridgeError(fmt.Sprintf("adding interface %s to bridge docker0 failed: exchange full", veth))
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
