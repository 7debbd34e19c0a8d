// Package firewall is who may talk to whom: the security groups and network ACLs between two
// network interfaces, the network namespaces and bridges within an instance, and the path
// of a connection through them, hop by hop.
//
// It knows the two sides of one connection and nothing of a run: who listens where, which
// ports a task has been given and which of them its clients ask for is told to it.
package firewall
