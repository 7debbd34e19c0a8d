package tree

import (
	"testing"

	"ecssim/scenarios/internal/strict"
)

// TestGet finds keys in each spelling, in blocks and below what is not known.
func TestGet(t *testing.T) {
	hole := Not("nobody knows", "")
	v := MapOf(
		Field{"desired_count", Of("3")},
		Field{"NetworkConfiguration", ListOf(MapOf(Field{"subnets", ListOf(Of("a"), nil)}))},
		Field{"launch_template", ListOf()},
		Field{"cluster", hole},
	)
	for _, c := range []struct {
		got  *Value
		want *Value
	}{
		{v.Get("desiredCount"), Of("3")},
		{v.Get("DesiredCount"), Of("3")},
		{v.Get("desired"), nil},
		{v.Path("networkConfiguration", "Subnets"), ListOf(Of("a"), nil)},
		{v.Path("launchTemplate", "id"), nil},
		{v.Path("nothing", "id"), nil},
	} {
		if !Equal(c.got, c.want) {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
	if got := v.Path("cluster", "name"); got != hole {
		t.Errorf("below what is not known stands %v", got)
	}
	if got := len(v.Path("networkConfiguration", "subnets").Items()); got != 1 {
		t.Errorf("a list with an absent entry has %d items, want 1", got)
	}
}

// TestInt takes whole numbers as infrastructure code writes them.
func TestInt(t *testing.T) {
	for text, want := range map[string]int{"3": 3, "3.0": 3, " 4 ": 4, "-1": -1, "3.5": 0, "": 0, "x": 0, "99999999999": 0} {
		got, ok := Of(text).Int()
		if ok != (want != 0) || ok && got != want {
			t.Errorf("%q is %d, %v", text, got, ok)
		}
	}
}

// TestJoinTexts keeps what is known of a text.
func TestJoinTexts(t *testing.T) {
	whole := JoinTexts([]*Value{Of("a"), nil, Of("b")})
	if text, ok := whole.String(); !ok || text != "ab" {
		t.Errorf("got %q", text)
	}
	part := JoinTexts([]*Value{Of("A="), Not("why", "say"), JoinTexts([]*Value{Of("\nB="), Not("other", "")})})
	if text, ok := part.Rough(); !ok || text != "A="+Gap+"\nB="+Gap || part.Why() != "why" || part.Say() != "say" {
		t.Errorf("got %q, %q, %q", text, part.Why(), part.Say())
	}
	if _, ok := Not("why", "").Rough(); ok {
		t.Error("a value of which nothing is known has a text")
	}
}

// TestFromNode unfolds anchors and merge keys.
func TestFromNode(t *testing.T) {
	f := &strict.Faults{Data: []byte("base: &b {x: 1, y: ~}\nown: {<<: *b, x: 2}\nlist: [*b, null]\ntwice: 1\ntwice: 2\n")}
	got := FromNode(strict.ParseYAML(f))
	base := MapOf(Field{"x", Of("1")}, Field{"y", nil})
	for key, want := range map[string]*Value{
		"base": base, "own": MapOf(Field{"x", Of("2")}, Field{"y", nil}), "list": ListOf(base, nil), "twice": Of("2"),
	} {
		if !Equal(got.Get(key), want) {
			t.Errorf("%s is %v, want %v", key, got.Get(key), want)
		}
	}
}
