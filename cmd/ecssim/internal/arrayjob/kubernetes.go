package arrayjob

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// mostCompletions bounds the tasks of an Indexed Job (Kubernetes API reference, JobSpec: up to 100,000
// with backoffLimitPerIndex).
const mostCompletions = 100_000

type k8sJob struct {
	APIVersion string  `yaml:"apiVersion"`
	Kind       string  `yaml:"kind"`
	Metadata   k8sMeta `yaml:"metadata"`
	Spec       k8sSpec `yaml:"spec"`
}

type k8sMeta struct {
	Name string `yaml:"name"`
}

type k8sSpec struct {
	Completions    int         `yaml:"completions"`
	Parallelism    int         `yaml:"parallelism"`
	CompletionMode string      `yaml:"completionMode"`
	Backoff        int         `yaml:"backoffLimitPerIndex"`
	Failure        k8sFailure  `yaml:"podFailurePolicy"`
	Template       k8sTemplate `yaml:"template"`
}

type k8sFailure struct {
	Rules []k8sRule `yaml:"rules"`
}

type k8sRule struct {
	Action     string         `yaml:"action"`
	ExitCodes  *k8sExitCodes  `yaml:"onExitCodes,omitempty"`
	Conditions []k8sCondition `yaml:"onPodConditions,omitempty"`
}

type k8sExitCodes struct {
	Container string `yaml:"containerName"`
	Operator  string `yaml:"operator"`
	Values    []int  `yaml:"values,flow"`
}

type k8sCondition struct {
	Type   string `yaml:"type"`
	Status string `yaml:"status"`
}

type k8sTemplate struct {
	Spec k8sPod `yaml:"spec"`
}

type k8sPod struct {
	Restart    string         `yaml:"restartPolicy"`
	Containers []k8sContainer `yaml:"containers"`
	Volumes    []k8sVolume    `yaml:"volumes"`
}

type k8sContainer struct {
	Name      string       `yaml:"name"`
	Image     string       `yaml:"image"`
	Args      []string     `yaml:"args,flow"`
	Resources k8sResources `yaml:"resources"`
	Mounts    []k8sMount   `yaml:"volumeMounts"`
}

type k8sResources struct {
	Requests map[string]string `yaml:"requests"`
	Limits   map[string]string `yaml:"limits"`
}

type k8sMount struct {
	Name string `yaml:"name"`
	Path string `yaml:"mountPath"`
}

type k8sVolume struct {
	Name  string   `yaml:"name"`
	Claim k8sClaim `yaml:"persistentVolumeClaim"`
}

type k8sClaim struct {
	Name string `yaml:"claimName"`
}

// kubernetes writes an Indexed Job (Kubernetes documentation, Jobs: backoff limit per index, pod failure
// policy). An index that ends with 2 or 3 is not tried again, for it would end so again; pods that
// were evicted or preempted do not count.
func kubernetes(j *Job) (string, error) {
	if err := j.container("the name of the persistent volume claim"); err != nil {
		return "", err
	}
	n := j.tasks()
	if n > mostCompletions {
		return "", fmt.Errorf("an Indexed Job has at most %d completions, not %d", mostCompletions, n)
	}
	args, err := j.command(Mount)
	if err != nil {
		return "", err
	}
	memory := strconv.Itoa(j.Memory) + "Mi"
	x := k8sJob{"batch/v1", "Job", k8sMeta{"ecssim-" + lower(j.Name)}, k8sSpec{
		Completions: n, Parallelism: n, CompletionMode: "Indexed", Backoff: attempts,
		Failure: k8sFailure{[]k8sRule{
			{Action: "FailIndex", ExitCodes: &k8sExitCodes{"ecssim", "In", []int{2, 3}}},
			{Action: "Ignore", Conditions: []k8sCondition{{"DisruptionTarget", "True"}}},
		}},
		Template: k8sTemplate{k8sPod{"Never", []k8sContainer{{
			Name: "ecssim", Image: j.Image, Args: j.withOnly(args),
			Resources: k8sResources{Requests: map[string]string{"cpu": strconv.Itoa(j.CPUs), "memory": memory}, Limits: map[string]string{"memory": memory}},
			Mounts:    []k8sMount{{"sweep", Mount}},
		}}, []k8sVolume{{"sweep", k8sClaim{j.Volume}}}}},
	}}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The sweep %s in %d shards; when the job is over: ecssim sweep merge, with the folder of the results.\n", j.Name, j.Of)
	dumper, err := yaml.NewDumper(&b, yaml.WithIndent(2))
	if err != nil {
		return "", err
	}
	if err := errors.Join(dumper.Dump(x), dumper.Close()); err != nil {
		return "", err
	}
	return b.String(), nil
}
