// Package plan finds the cheapest container instances for what a scenario asks for, with a proved bound beside them.
//
// The scenario's own hosts are ignored, but for what they are like: zones, subnets, reserved ports, attributes. Every
// instance type that is a candidate is first bounded by package packing: below so many hosts, or dollars, nobody
// can go. Types whose bound is above what is found already are left aside with that proof. For the others ECS's own
// placement says how many hosts it takes, and runs of the simulator whether these hosts still do when every service is
// deployed once more, in several orders, and when a zone is lost. Only what has been run so is in a Result.
//
// Fleets are of one type, or of two or three pools: a capacity provider for each type, and every service on one of
// them, since ECS cannot be told to mix types freely. The bound of any fleet whatever stands beside them.
//
// Equal scenarios and options give equal results on every machine and at any number of workers: work is counted in
// steps, never in seconds.
package plan
