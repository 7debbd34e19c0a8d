package importer_test

import (
	"errors"
	"strings"
	"testing"

	"ecssim/scenarios"
	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/document"
)

// FuzzAnswers imports any text as answers of the AWS CLI: it comes to an end without a panic, what
// comes of it loads where nothing is unknown, and no account number is left.
func FuzzAnswers(f *testing.F) {
	for _, text := range []string{someHosts, someServices, someTasks, someSettings, someGroups, someSubnets, webDefinition, apiDefinition, agentDaemon,
		someHosts + "\n" + someServices + someTasks + webDefinition + apiDefinition + agentDaemon + someSubnets + someGroups + someSettings,
		`{"Reservations": [{"ReservationId": "r", "Instances": [{"InstanceId": "i-1", "InstanceType": "m5.large", "LaunchTime": {"year": 1}}]}]}`,
		`{"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": {"InstanceType": "m5.large", "UserData": "RUNTX1JFU0VSVkVEX01FTU9SWT0yNTY="}}]}`,
		`{"capacityProviders": [{"name": "general", "status": "ACTIVE", "autoScalingGroupProvider": {"autoScalingGroupArn": "x/plain", "managedScaling": {"status": "ENABLED"}}}]}`,
		`{"InstanceTypes": [{"InstanceType": "m5.zz", "VCpuInfo": {"DefaultVCpus": 2}}]}`, `{"TargetGroups": [{"TargetGroupName": "web", "Protocol": "HTTP"}]}`,
		"\xff\xfe{\x00}\x00", "[[]]", `{"Services": [{"ServiceName": "a", "TaskDefinition": "b"}]}`,
	} {
		f.Add([]byte(text), "")
		f.Add([]byte(text), "services")
	}
	f.Fuzz(func(t *testing.T, data []byte, as string) {
		if len(data) > 1<<16 {
			return
		}
		docs, err := document.Split("fuzz.json", data)
		if err != nil {
			return
		}
		req := importer.Request{}
		if as != "" {
			req.As = []string{as}
		}
		res, err := importer.FromDocuments(docs, importer.Input{}, req)
		var wrong *scenarios.Error
		switch {
		case err != nil && errors.As(err, &wrong):
			for _, f := range wrong.Faults {
				if f.Message == "" {
					t.Errorf("a fault without words: %+v", f)
				}
			}
		case err != nil:
		case res.Scenario == nil && res.Cluster.List.Unknown() == 0:
			t.Errorf("nothing is unknown, and there is no scenario:\n%s", res.Text)
		case res.Scenario == nil:
			if _, err := scenarios.Parse("again", res.Text); err == nil {
				t.Errorf("%d values are unknown, and the loader takes the scenario:\n%s", res.Cluster.List.Unknown(), res.Text)
			}
		}
		if res != nil && strings.Contains(string(data), "arn:aws:ecs:us-east-1:123456789012:") && strings.Contains(string(res.Text), "123456789012") {
			t.Errorf("an account number is left:\n%s", res.Text)
		}
	})
}
