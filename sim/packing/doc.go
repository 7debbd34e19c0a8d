// Package packing computes how cheap a fleet of hosts can be that holds a number of tasks:
// a bound that no fleet goes below, with a certificate, and a fleet that comes as near to it as
// can be found. It knows no time and no chance, and nothing of how ECS chooses a host.
//
// # The problem
//
// Tasks are of classes, hosts of types. A host offers an amount of each resource, and a task
// takes some: CPU, memory, ENI slots, GPUs, dynamic ports, ports of a bridge. A static port is a
// resource of which every host has one, and so is a distinctInstance group. Daemons are
// taken off what a host offers. A supply is one amount for the whole fleet: addresses of a subnet,
// hosts that a group may have. Hosts in several zones are as many types. Fleet makes a Problem
// from claims and rooms of package model.
//
// This is vector packing with several bin types and prices. Placement strategies, memberOf
// constraints on other tasks and the order of placement are left out. That makes bounds weaker,
// never wrong; a packing has to be placed by sim/placement before anybody is told that ECS
// reaches it.
//
// # The method
//
//   - rows: classes that take the same are one row, host types that another one replaces are
//     left out, resources that cannot run short too.
//   - The linear program of all patterns, a pattern being tasks that one host holds, is
//     solved by column generation (Gilmore and Gomory 1961): a simplex method for the patterns
//     known, and a knapsack for each host type that looks for a better one.
//   - Any weights of tasks give a bound: see Certificate. The program's duals, cut to
//     integers, give the best one of a single division; whole hosts of several types a better one.
//   - Packings are greedy, or rounded from the program step by step (diving), or rebuilt
//     in part.
//
// # Promises
//
// The same problem and effort give the same result on every machine: work is counted in
// steps, floating point is a guide whose rounding is the same on every processor, and what is
// reported is made of integers. A bound holds however badly the guide goes wrong.
//
// gonum has a simplex method, but not one for this: it returns no duals, so that it has to
// be given the dual program, and solves every basis anew. BenchmarkSimplex has the two side by
// side on the same programs of 25 to 60 rows: gonum takes 600 to 2,700 times as long for the
// duals, and 50 to 280 times as long for the value alone (November 2026, gonum 0.17).
//
// # Files
//
//   - problem.go, and fleet.go and fleetports.go, which make one of claims, rooms and subnets;
//     effort.go.
//   - rows.go, box.go: what is merged and left out.
//   - knapsack.go, search.go, multipliers.go; simplex.go, inverse.go.
//   - generate.go, proof.go, finish.go: column generation. bound.go, certificate.go, cover.go,
//     whole.go, combine.go: what is proved. single.go, name.go, shorten.go: how it is told.
//   - solve.go; greedy.go, sequence.go, dive.go, rebuild.go on draft.go: packings. packing.go.
//
// No type here may be used by two goroutines at once, and none starts one.
package packing
