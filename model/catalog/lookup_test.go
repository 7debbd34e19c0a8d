package catalog

import (
	"slices"
	"strings"
	"testing"

	"ecssim/model/plaintext"
)

func TestLookup(t *testing.T) {
	got := mustLookup(t, "m5.large")
	if got.VCPU != 2 || got.CPUUnits() != 2048 || got.MemoryMiB != 8192 || got.MaxENIs != 3 || got.IPv4PerENI != 10 || got.USDPerHour != 0.096 {
		t.Errorf("m5.large: %+v", got)
	}
	if got.Family() != "m5" || got.Size() != "large" || got.Generation() != 5 || got.Arch() != "x86_64" || got.Hypervisor != "nitro" {
		t.Errorf("m5.large: %+v", got)
	}
}

func TestUnknownNames(t *testing.T) {
	cases := []struct {
		name  string
		wants []string
	}{
		{"m5.larg", []string{`unknown instance type "m5.larg"`, NamesDate, "did you mean m5.large"}},
		{"M5.Large", []string{"did you mean m5.large"}},
		{"m5large", []string{"did you mean m5.large"}},
		{"m5", []string{"m5.large", " or "}},
		{"c5.32xlarge", []string{"c5.2xlarge", "c5.12xlarge"}},
		{"m5.large ", []string{"did you mean m5.large"}},
		{"", []string{`unknown instance type ""`, "such as m5.large"}},
		{"pineapple", []string{"wanted one of the catalogue's 1429"}},
		{strings.Repeat("m", 100000), []string{"..."}},
		{"cc1.4xlarge", []string{"no public source gives its vCPUs"}},
		{"c7g-flex.large", []string{"unknown"}},
	}
	for _, c := range cases {
		_, err := Lookup(c.name)
		if err == nil {
			t.Errorf("%q was found", plaintext.Short(c.name))
			continue
		}
		for _, want := range c.wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want it to hold %q", plaintext.Short(c.name), err, want)
			}
		}
		if len(err.Error()) > 300 {
			t.Errorf("%q: message of %d bytes", plaintext.Short(c.name), len(err.Error()))
		}
	}
}

func TestNear(t *testing.T) {
	if got := Near("m5.lrge"); len(got) == 0 || got[0] != "m5.large" || len(got) > 5 {
		t.Errorf("near m5.lrge: %v", got)
	}
	if got := Near("hpc6a.large"); !slices.Contains(got, "hpc6a.48xlarge") {
		t.Errorf("near hpc6a.large: %v, want the only size of the family", got)
	}
}

func TestDistance(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"", ""}: 0, {"", "abc"}: 3, {"abc", ""}: 3, {"kitten", "sitting"}: 3, {"m5.large", "m5.large"}: 0, {"ab", "ba"}: 2,
	} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("distance %v: %d, want %d", pair, got, want)
		}
	}
}

func TestGeneration(t *testing.T) {
	for name, want := range map[string]int{
		"m5.large": 5, "c7i-flex.large": 7, "x2idn.16xlarge": 2, "u-6tb1.metal": 1, "u7i-12tb.224xlarge": 7,
		"mac-m4.metal": 0, "mac2-m1ultra.metal": 2, "p6-b200.48xlarge": 6, "hpc6id.32xlarge": 6, "trn1n.32xlarge": 1,
	} {
		if got := mustLookup(t, name).Generation(); got != want {
			t.Errorf("%s: generation %d, want %d", name, got, want)
		}
	}
}

func TestArch(t *testing.T) {
	for name, want := range map[string]string{
		"m7g.large": "arm64", "mac2.metal": "arm64", "mac1.metal": "x86_64", "t2.micro": "x86_64", "m1.small": "x86_64",
	} {
		if got := mustLookup(t, name).Arch(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
