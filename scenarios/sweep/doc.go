// Package sweep reads sweep files: which values of a scenario file are varied, in which combinations,
// how often each is run and what is measured. A sweep's points are a function of its file and of the
// files that it names, and of nothing else: each becomes a scenario by the path that every scenario
// file takes, with its values put into the tree of the file before that is decoded and checked.
//
// Nothing runs here; package sim/experiment/sweep does that.
package sweep
