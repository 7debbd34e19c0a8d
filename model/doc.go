// Package model is what exists on a container instance of Amazon ECS and the
// rules that it obeys. It knows no time and no chance.
//
// The life of a task, as this package sees it:
//
//  1. A TaskDefinition is registered, or refused: Validate.
//  2. A Setup may rewrite its network mode and host ports.
//  3. Its network mode says what it uses of a host and a subnet: Network.
//  4. That and its sizes are one Claim, in units the scheduler can compare.
//  5. Hosts.Check names the first Reason why a host cannot take it; Take takes all
//     of it at once.
//  6. In awsvpc mode an ENI is attached: a plain one or a branch of a trunk, by Slots.
//  7. The agent starts it when its own ledger has room: pause containers first, then
//     the rest, in the namespaces that the pauses hold.
//  8. In bridge mode the agent picks dynamic host ports, and Docker binds them.
//  9. Told to stop, the task gives its claim back; stopped, the agent's part; and
//     when its interface is gone, the ENI slot.
//
// Left out on purpose: Windows and its mode "default", External instances, IPv6,
// bandwidth, volumes, secrets and roles. A container image is a name.
package model
