package firewall

import "ecssim/model"

// Client is a kind of program that opens connections. A stateless firewall has to
// let the answers back to the ports from which it does so.
type Client uint8

// The kinds of clients whose ports are public. AnyClient is one of them all.
const (
	AnyClient Client = iota
	LoadBalancer
	NATGateway
	LambdaFunction
	LinuxClient
	WindowsClient
)

var clients = [...]struct {
	name  string
	ports model.PortRange
}{
	AnyClient:      {"any client", model.PortRange{First: 1024, Last: 65535}},
	LoadBalancer:   {"Elastic Load Balancing", model.PortRange{First: 1024, Last: 65535}},
	NATGateway:     {"NAT gateways", model.PortRange{First: 1024, Last: 65535}},
	LambdaFunction: {"Lambda", model.PortRange{First: 1024, Last: 65535}},
	LinuxClient:    {"Linux", model.LinuxDynamicPorts()},
	WindowsClient:  {"Windows", model.WindowsDynamicPorts()},
}

// Ports is the ephemeral range of the client (VPC guide, vpc-network-acls). That
// page has 32768-61000 for Amazon Linux, an older kernel's figure: the one here is
// the kernel's own of today. Windows is 2008 and later.
func (c Client) Ports() model.PortRange { return clients[c].ports }

// String names the client.
func (c Client) String() string { return clients[c].name }

// ClientsServed names the kinds of clients that get all answers where these ports are open to
// answers.
func ClientsServed(open model.PortRanges) []string {
	served := []string{}
	for c := AnyClient + 1; int(c) < len(clients); c++ {
		if len(model.PortRanges{c.Ports()}.Subtract(open)) == 0 {
			served = append(served, c.String())
		}
	}
	return served
}
