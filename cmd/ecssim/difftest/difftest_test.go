// Package difftest holds what ecssim writes to what others read: the array jobs to the types that
// Kubernetes and the AWS SDK publish, and the Parquet file to another library's reader.
package difftest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	batchtypes "github.com/aws/aws-sdk-go-v2/service/batch/types"
	batchv1 "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

const sweepFile = `sweep: hosts
scenario: two-tasks-and-a-wall
vary:
  cluster.instances.0.count: {range: [1, 5]}
  cluster.instances.0.instanceType: [m5.large, m5.huge]
  prices.m5.large: [0.1, 0.25]
replications: 3
measure: [tasks.waiting, timeToRunningSeconds.p95, services.web.networkMode, instances.0.trunk]
`

// folder is one with the command and a sweep file.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-C", "../../..", "-o", filepath.Join(dir, "ecssim"), "./cmd/ecssim")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "sweep.yaml"), []byte(sweepFile), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ecssim runs the command there and returns its stdout.
func ecssim(t *testing.T, dir string, status int, args ...string) []byte {
	t.Helper()
	c := exec.Command("./ecssim", args...)
	c.Dir = dir
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, _ := c.Output()
	if have := c.ProcessState.ExitCode(); have != status {
		t.Fatalf("%v: exit status %d, want %d: %s", args, have, status, &stderr)
	}
	return out
}

func TestArrayJobs(t *testing.T) {
	dir := folder(t)
	container := []string{"sweep", "submit", "sweep.yaml", "--of", "8", "--out", "results", "--image", "ecssim:1", "--volume", "fs-0123", "--queue", "spot", "--engine"}
	t.Run("Kubernetes", func(t *testing.T) {
		var job batchv1.Job
		if err := yaml.UnmarshalStrict(ecssim(t, dir, 0, append(container, "k8s")...), &job); err != nil {
			t.Fatal(err)
		}
		s := job.Spec
		if job.APIVersion != batchv1.SchemeGroupVersion.String() || job.Kind != "Job" || *s.CompletionMode != batchv1.IndexedCompletion || *s.Completions != 8 ||
			*s.BackoffLimitPerIndex < 1 || s.PodFailurePolicy.Rules[0].Action != batchv1.PodFailurePolicyActionFailIndex ||
			s.PodFailurePolicy.Rules[0].OnExitCodes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn ||
			s.PodFailurePolicy.Rules[1].Action != batchv1.PodFailurePolicyActionIgnore || s.Template.Spec.RestartPolicy != "Never" {
			t.Errorf("%+v", s)
		}
		c := s.Template.Spec.Containers[0]
		if c.Name != *s.PodFailurePolicy.Rules[0].OnExitCodes.ContainerName || c.Resources.Requests.Memory().Value() != 1<<30 || c.Resources.Requests.Cpu().Value() != 1 ||
			c.VolumeMounts[0].Name != s.Template.Spec.Volumes[0].Name || s.Template.Spec.Volumes[0].PersistentVolumeClaim.ClaimName != "fs-0123" {
			t.Errorf("%+v", c)
		}
	})
	t.Run("AWS Batch", func(t *testing.T) {
		var x struct { // the members of RegisterJobDefinition and SubmitJob that are used (AWS Batch API reference)
			RegisterJobDefinition struct {
				JobDefinitionName   string
				Type                batchtypes.JobDefinitionType
				ContainerProperties batchtypes.ContainerProperties
				RetryStrategy       batchtypes.RetryStrategy
			}
			SubmitJob struct {
				JobName, JobQueue, JobDefinition string
				ArrayProperties                  batchtypes.ArrayProperties
			}
		}
		dec := json.NewDecoder(bytes.NewReader(ecssim(t, dir, 0, append(container, "batch")...)))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&x); err != nil {
			t.Fatal(err)
		}
		d := x.RegisterJobDefinition
		if !slices.Contains(d.Type.Values(), d.Type) || *x.SubmitJob.ArrayProperties.Size != 8 || x.SubmitJob.JobDefinition != d.JobDefinitionName || *d.RetryStrategy.Attempts < 2 {
			t.Errorf("%+v", x)
		}
		for _, r := range d.ContainerProperties.ResourceRequirements {
			if !slices.Contains(r.Type.Values(), r.Type) {
				t.Errorf("resource %s", r.Type)
			}
		}
		for _, r := range d.RetryStrategy.EvaluateOnExit {
			if !slices.ContainsFunc(r.Action.Values(), func(a batchtypes.RetryAction) bool { return a == r.Action }) {
				t.Errorf("action %s", r.Action)
			}
		}
		if v := d.ContainerProperties.Volumes[0].EfsVolumeConfiguration; *v.FileSystemId != "fs-0123" || !slices.Contains(v.TransitEncryption.Values(), v.TransitEncryption) {
			t.Errorf("%+v", v)
		}
	})
}

// Apache Arrow reads the same rows out of the Parquet file, which has more than one row group, as stand in the CSV file.
func TestParquet(t *testing.T) {
	dir := folder(t)
	ecssim(t, dir, 3, "sweep", "run", "sweep.yaml", "--out", "results", "--csv", "--replications", "500") // m5.huge is no type
	in, err := os.Open(filepath.Join(dir, "results", "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	want, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	have := arrowRows(t, filepath.Join(dir, "results", "results.parquet"))
	if len(have) != len(want) || len(have) != 1+5*2*500+5*2 {
		t.Fatalf("%d lines, CSV has %d", len(have), len(want))
	}
	for i := range want {
		if !slices.Equal(have[i], want[i]) {
			t.Errorf("line %d: Parquet has %q, CSV %q", i, have[i], want[i])
		}
	}
}

// arrowRows are the names of the columns and the rows of a Parquet file, as text.
func arrowRows(t *testing.T, name string) (lines [][]string) {
	t.Helper()
	f, err := file.OpenParquetFile(name, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if meta := f.MetaData().KeyValueMetadata(); meta.FindValue("ecssim.fingerprint") == nil {
		t.Errorf("no fingerprint in the metadata %v", meta)
	}
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	lines = make([][]string, 1+table.NumRows())
	for c := range int(table.NumCols()) {
		lines[0] = append(lines[0], table.Column(c).Name())
		row := 1
		for _, chunk := range table.Column(c).Data().Chunks() {
			for i := range chunk.Len() {
				lines[row] = append(lines[row], text(t, chunk, i))
				row++
			}
		}
	}
	return lines
}

func text(t *testing.T, a arrow.Array, i int) string {
	t.Helper()
	if a.IsNull(i) {
		return ""
	}
	switch a := a.(type) {
	case *array.Int64:
		return strconv.FormatInt(a.Value(i), 10)
	case *array.Float64:
		return strconv.FormatFloat(a.Value(i), 'g', -1, 64)
	case *array.Boolean:
		return strconv.FormatBool(a.Value(i))
	case *array.String:
		return a.Value(i)
	}
	t.Fatalf("a column of %s", a.DataType())
	return ""
}
