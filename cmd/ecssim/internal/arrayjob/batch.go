package arrayjob

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// AWS Batch: an array has 2 to 10,000 jobs (user guide, Array jobs), and a job definition tries a job 1
// to 10 times, by rules on its exit (user guide, Automated job retries).
const (
	leastBatchArray = 2
	mostBatchArray  = 10_000
)

type batchRequests struct {
	RegisterJobDefinition batchDefinition `json:"registerJobDefinition"`
	SubmitJob             batchSubmit     `json:"submitJob"`
}

type batchDefinition struct {
	Name      string         `json:"jobDefinitionName"`
	Type      string         `json:"type"`
	Container batchContainer `json:"containerProperties"`
	Retry     batchRetry     `json:"retryStrategy"`
}

type batchContainer struct {
	Image    string          `json:"image"`
	Command  []string        `json:"command"`
	Needs    []batchResource `json:"resourceRequirements"`
	Volumes  []batchVolume   `json:"volumes"`
	Mounts   []batchMount    `json:"mountPoints"`
	ReadOnly bool            `json:"readonlyRootFilesystem"`
}

type batchResource struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

type batchVolume struct {
	Name string   `json:"name"`
	EFS  batchEFS `json:"efsVolumeConfiguration"`
}

type batchEFS struct {
	FileSystem string `json:"fileSystemId"`
	Encryption string `json:"transitEncryption"`
}

type batchMount struct {
	Volume string `json:"sourceVolume"`
	Path   string `json:"containerPath"`
}

type batchRetry struct {
	Attempts int         `json:"attempts"`
	Rules    []batchRule `json:"evaluateOnExit"`
}

type batchRule struct {
	ExitCode string `json:"onExitCode,omitempty"`
	Reason   string `json:"onReason,omitempty"`
	Action   string `json:"action"`
}

type batchSubmit struct {
	Name       string      `json:"jobName"`
	Queue      string      `json:"jobQueue"`
	Definition string      `json:"jobDefinition"`
	Array      *batchArray `json:"arrayProperties,omitempty"`
}

type batchArray struct {
	Size int `json:"size"`
}

// batch writes the requests of RegisterJobDefinition and SubmitJob as one JSON object (AWS Batch API
// reference). A task that ends with 2 or 3 would end so again: the command line is wrong, or the shard is
// written and has points without a result.
func batch(j *Job) (string, error) {
	if err := j.container("the id of the EFS file system"); err != nil {
		return "", err
	}
	n := j.tasks()
	switch {
	case j.Queue == "":
		return "", fmt.Errorf("wanted --queue, the job queue of AWS Batch")
	case n > mostBatchArray:
		return "", fmt.Errorf("an array job of AWS Batch has at most %d jobs, not %d", mostBatchArray, n)
	}
	args, err := j.command(Mount)
	if err != nil {
		return "", err
	}
	name := "ecssim-" + lower(j.Name)
	x := batchRequests{
		RegisterJobDefinition: batchDefinition{Name: name, Type: "container",
			Container: batchContainer{Image: j.Image, Command: j.withOnly(args),
				Needs:    []batchResource{{"VCPU", strconv.Itoa(j.CPUs)}, {"MEMORY", strconv.Itoa(j.Memory)}},
				Volumes:  []batchVolume{{"sweep", batchEFS{j.Volume, "ENABLED"}}},
				Mounts:   []batchMount{{"sweep", Mount}},
				ReadOnly: true},
			Retry: batchRetry{attempts, []batchRule{{ExitCode: "2", Action: "EXIT"}, {ExitCode: "3", Action: "EXIT"}, {Reason: "*", Action: "RETRY"}}}},
		SubmitJob: batchSubmit{Name: name, Queue: j.Queue, Definition: name, Array: &batchArray{n}},
	}
	if n < leastBatchArray { // a job of its own says which shard it is
		shard := 0
		if j.Only != nil {
			shard = j.Only[0]
		}
		x.RegisterJobDefinition.Container.Command = append(args, "--shard", strconv.Itoa(shard))
		x.SubmitJob.Array = nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err = enc.Encode(x)
	return b.String(), err
}
