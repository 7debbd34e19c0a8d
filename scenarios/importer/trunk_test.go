package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
)

// TestTrunks goes through the conditions of a trunk: what is said of each sort of hosts.
func TestTrunks(t *testing.T) {
	const trunk = "ecs.awsvpc-trunk-id=1"
	version := func(v string) string { return fmt.Sprintf(`, "versionInfo": {"agentVersion": %q}`, v) }
	settings := func(value string) string {
		return fmt.Sprintf(`{"settings": [{"name": "awsvpcTrunking", "value": %q, "principalArn": "arn:aws:iam::123456789012:root"}]}`, value)
	}
	burstable := strings.Replace(hostJSON("h3", "a", version("1.96.0")), "m5.large", "t3.medium", 1)
	for _, row := range []struct {
		name  string
		texts []string
		want  []string
	}{
		{"nobody wants one", []string{settings("disabled"), hostsJSON(hostJSON("h1", "a", ""))}, nil},
		{"all sorts", []string{settings("enabled"), hostsJSON(hostJSON("h1", "a", version("1.96.0"), trunk), hostJSON("h2", "a", version("1.96.0")), burstable, hostJSON("h4", "a", version("1.20.0")), hostJSON("h5", "a", ""))}, []string{
			"m5.large [hosts-m5.large-trunk-1] right=true: they have a trunk",
			"m5.large [hosts-m5.large-no-trunk-1] right=false: no trunk, though the account setting and the type would have one, and the agent knows how: launched before the opt-in, or under another role; replace them",
			"t3.medium [hosts-t3.medium-1] right=true: no trunk: the type gains nothing by one",
			"m5.large [hosts-m5.large-no-trunk-2] right=false: no trunk: the agent is older than 1.28.1; replace them with a current ECS-optimized AMI",
			"m5.large [hosts-m5.large-no-trunk-3] right=false: no trunk, though the account setting and the type would have one, and the agent's version is not said: launched before the opt-in, or under another role; replace them",
		}},
		{"opted out", []string{settings("disabled"), hostsJSON(hostJSON("h1", "a", version("1.96.0"), trunk), hostJSON("h2", "a", version("1.96.0")))}, []string{
			"m5.large [hosts-trunk-1] right=false: they have a trunk, and awsvpcTrunking is disabled now: what replaces them will have none; enable it for the role of the instances or the account",
			"m5.large [hosts-1] right=false: no trunk: awsvpcTrunking is not enabled for the role of the instances or the account",
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			res := imported(t, importer.Request{}, append(row.texts, agentDaemon)...)
			for _, c := range res.Cluster.List.Trunks {
				got = append(got, fmt.Sprintf("%s %v right=%v: %s", c.Type, c.Hosts, c.Right, c.Text))
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
			for i, g := range res.Scenario.Config.Groups {
				trunk, _ := g.Trunked(res.Scenario.Config.Trunking)
				if want := strings.Contains(g.Name, "-trunk") && !strings.Contains(g.Name, "no-trunk"); trunk != want {
					t.Errorf("group %d, %s, has a trunk: %v, want %v", i, g.Name, trunk, want)
				}
			}
		})
	}
}
