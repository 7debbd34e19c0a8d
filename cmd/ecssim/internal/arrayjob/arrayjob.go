// Package arrayjob writes what submits a sweep as an array job: a script for Slurm's sbatch, the
// requests for AWS Batch, a Job for Kubernetes. It submits nothing itself.
package arrayjob

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"ecssim/cmd/ecssim/internal/results"
)

// Job is a sweep to be run by an array job.
type Job struct {
	Name   string // of the sweep
	File   string // the sweep file
	Out    string // the folder of the results, which all tasks share
	Of     int    // shards
	Only   []int  // the shards to be run, sorted; nil = all
	CPUs   int    // of each task
	Memory int    // of each task, in MiB
	Flags  []string

	// Of container engines alone: the image, and what is mounted at Mount in every container, an EFS file
	// system or a claim.
	Image, Volume string
	Queue         string // of AWS Batch
}

// Mount is where a container has the volume that holds the sweep file and the results.
const Mount = "/sweep"

// An Engine turns a job into what its own tool takes.
type Engine struct {
	Name   string
	Render func(*Job) (string, error)
}

// Engines are all that are known.
func Engines() []Engine {
	return []Engine{{"slurm", slurm}, {"batch", batch}, {"k8s", kubernetes}}
}

// attempts is how often a task is tried that ended for a reason of its machine's.
const attempts = 5

// tasks is how many the array has.
func (j *Job) tasks() int {
	if j.Only != nil {
		return len(j.Only)
	}
	return j.Of
}

// command is what a task runs, the paths of its files below a folder. Its shard comes of the index of
// the array.
func (j *Job) command(below string) ([]string, error) {
	file, out := j.File, j.Out
	if below != "" {
		for _, p := range []*string{&file, &out} {
			if path.IsAbs(*p) || *p == ".." || strings.HasPrefix(*p, "../") {
				return nil, fmt.Errorf("%s is outside of the volume: wanted a path relative to its root, which is %s in the container", *p, Mount)
			}
			*p = path.Join(below, *p)
		}
	}
	args := []string{"sweep", "run", file, "--of", strconv.Itoa(j.Of), "--out", out, "--workers", strconv.Itoa(j.CPUs)}
	return append(args, j.Flags...), nil
}

// withOnly adds the shards that an array is of: its index is a place among them.
func (j *Job) withOnly(args []string) []string {
	if j.Only == nil {
		return args
	}
	return append(args, "--only", results.Ranges(j.Only))
}

// container checks what engines that run containers need.
func (j *Job) container(volume string) error {
	if j.Image == "" {
		return fmt.Errorf("wanted --image, the image of ecssim (make image builds one)")
	}
	if j.Volume == "" {
		return fmt.Errorf("wanted --volume, %s which holds the sweep file and takes the results", volume)
	}
	return nil
}

// lower is a name as Kubernetes takes it: small letters, digits and hyphens.
func lower(name string) string {
	name = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '-'
	}, strings.ToLower(name))
	const most = 50 // of 63, so that the names of pods fit
	return strings.Trim(name[:min(len(name), most)], "-")
}
