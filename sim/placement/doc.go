// Package placement chooses the container instance on which a task starts, and
// the task that stops when a service shrinks.
//
// A choice goes the four steps of the ECS developer guide (task-placement): keep
// the container instances that have the resources, keep those that meet every
// constraint, let each rule of the placement strategy narrow what is left, pick
// one. The steps see claims only: no network mode has a name here.
//
// Two schedulers stand side by side. The linear one (linear.go) walks over all
// hosts at every decision and is meant to be obviously right. The indexed one
// keeps, for what is asked, which hosts fit (feasible.go), how many tasks of a
// group each host has (levels.go), and the hosts in order of what they have left
// (runs.go), and makes the same choice.
package placement
