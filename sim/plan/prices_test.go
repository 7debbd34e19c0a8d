package plan_test

import (
	"errors"
	"strings"
	"testing"

	"ecssim/sim/plan"
)

func readPrices(t *testing.T, p *plan.Prices, text string) {
	t.Helper()
	if err := p.Read("prices.csv", strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

func TestPriceFilesThatAreRefused(t *testing.T) {
	const head = "instanceType,usdPerHour,kind,maxHosts\n"
	for _, x := range []struct{ text, want string }{
		{"", "prices.csv:1:1: the file is empty, wanted a head with instanceType and usdPerHour"},
		{head, "prices.csv:1:1: no prices, wanted a row for each"},
		{"instanceType\nm5.large\n", `prices.csv:1:1: the head has no column "usdPerHour"`},
		{"instanceType,usdPerHour,zone\n", `prices.csv:1:25: the column "zone" is unknown, wanted some of instanceType, usdPerHour, kind, maxHosts`},
		{"instanceType,instanceType,usdPerHour\n", `prices.csv:1:14: the column "instanceType" comes twice`},
		{head + "m5.large,0.1,onDemand\nm5.huge,0.1\n", `prices.csv:3:1: `},
		{head + "m5.large,free\n", `prices.csv:2:10: found "free", wanted US dollars an hour, from 0 to 100000`},
		{head + "m5.large,NaN\n", `prices.csv:2:10: found "NaN", wanted US dollars an hour, from 0 to 100000`},
		{head + "m5.large,-1\n", `prices.csv:2:10: found "-1", wanted US dollars an hour, from 0 to 100000`},
		{head + "m5.large,0.1,cheap\n", `prices.csv:2:14: found "cheap", wanted one of onDemand, spot, plan`},
		{head + "m5.large,0.1,spot,0\n", `prices.csv:2:19: found "0", wanted a number of hosts from 1, or nothing for any number`},
		{head + "m5.large,0.1,spot,1,2\n", `prices.csv:2:21: the row has 5 fields, and the head 4`},
		{head + "m5.large,0.1,spot\nm5.large,0.2,spot\n", `prices.csv:3:1: a second spot price of m5.large, wanted one, or several with different prices and maxHosts each`},
		{head + "m5.large,\"0.1\n", "prices.csv:2:15: extraneous or missing \" in quoted-field, wanted CSV"},
	} {
		err := plan.CataloguePrices("us-east-1").Read("prices.csv", strings.NewReader(x.text))
		if err == nil || !strings.HasPrefix(err.Error(), x.want) {
			t.Errorf("%q: %v\nwanted %s", x.text, err, x.want)
		}
	}
}

func FuzzPrices(f *testing.F) {
	for _, text := range []string{"instanceType,usdPerHour\nm5.large,0.1\n", "instanceType,usdPerHour,kind,maxHosts\nm5.large,0.1,spot,3\nm5.large,0.2,spot,4\n", "\ufeffusdPerHour, instanceType\n1e2, c5.large"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := plan.CataloguePrices("us-east-1")
		if err := p.Read("p", strings.NewReader(text)); err != nil {
			if !strings.HasPrefix(err.Error(), "p:") {
				t.Errorf("%q: %v, wanted its place", text, err)
			}
			return
		}
		for _, typ := range []string{"m5.large", "c5.large"} {
			last := int64(0)
			for _, o := range p.Offers(typ) {
				if o.Micro < max(last, 1) || o.Most < 0 {
					t.Errorf("%q: offers %+v, wanted them ascending from a millionth", text, p.Offers(typ))
				}
				last = o.Micro
			}
		}
	})
}

func TestCandidates(t *testing.T) {
	prices := plan.CataloguePrices("us-east-1")
	c, err := plan.Choose([]string{"t3.large", "m5.*", "m6i.metal"}, plan.Filter{}, prices)
	if err != nil {
		t.Fatal(err)
	}
	if c.Types[0].Name != "t3.large" || len(c.Types) != 10 || c.LeftOut["metal"] != 1 || len(c.LeftOut) != 1 {
		t.Errorf("%d types, left out %v; wanted t3.large and m6i.metal, which are named in full, and 8 of m5, but not its bare metal", len(c.Types), c.LeftOut)
	}
	_, err = plan.Choose([]string{"t[34].*", "a[1].*"}, plan.Filter{}, prices)
	no := (*plan.NoCandidateError)(nil)
	if !errors.As(err, &no) || !strings.Contains(err.Error(), "burstable (--burstable)") || !strings.Contains(err.Error(), "of another architecture (--arch)") {
		t.Errorf("%v, wanted which rule leaves out how many", err)
	}
}
