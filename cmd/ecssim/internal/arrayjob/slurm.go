package arrayjob

import (
	"fmt"
	"strings"

	"ecssim/cmd/ecssim/internal/results"
)

// slurm writes a script for sbatch (https://slurm.schedmd.com/job_array.html). A task whose node fails
// is put into the queue again; Slurm's index is the shard.
func slurm(j *Job) (string, error) {
	args, err := j.command("")
	if err != nil {
		return "", err
	}
	array := fmt.Sprintf("0-%d", j.Of-1)
	if j.Only != nil {
		array = results.Ranges(j.Only)
	}
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = quote(a)
	}
	return fmt.Sprintf(`#!/bin/bash
# The sweep %[1]s in %[2]d shards. Submit it with sbatch; when the array is over:
#   ecssim sweep merge %[6]s
# which names the shards that are missing. sbatch --array=LIST and this script run those again.
#SBATCH --job-name=ecssim-%[1]s
#SBATCH --array=%[3]s
#SBATCH --cpus-per-task=%[4]d
#SBATCH --mem=%[5]dM
#SBATCH --requeue
exec ecssim %[7]s
`, j.Name, j.Of, array, j.CPUs, j.Memory, quote(j.Out), strings.Join(quoted, " ")), nil
}

// quote writes a word as a shell takes it.
func quote(word string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-=,:@%+"
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
