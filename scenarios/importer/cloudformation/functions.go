package cloudformation

import (
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/importer/internal/tree"
)

// call works out a function.
func (e *evaluation) call(t *Template, name string, arg, n *yaml.Node) *tree.Value {
	parts := entries(arg)
	switch name {
	case "Ref":
		return e.ref(t, scalar(arg))
	case "GetAtt":
		return e.getAtt(t, parts)
	case "If":
		return e.choose(t, parts)
	case "Sub":
		return e.sub(t, parts)
	case "Join":
		return e.join(t, parts)
	case "Select":
		return e.pick(t, parts)
	case "Split":
		return e.split(t, parts)
	case "FindInMap":
		return e.find(t, parts)
	case "ImportValue":
		return e.imported(t, e.value(t, arg))
	case "Base64":
		return e.value(t, arg) // user data is read before its encoding
	case "Cidr":
		return e.cidr(t, parts)
	case "GetAZs":
		return e.zones(t, e.value(t, arg))
	case "Length":
		if v := e.value(t, arg); v.Is(tree.List) {
			return tree.Of(decimal(len(v.List)))
		}
	case "Equals", "And", "Or", "Not", "Condition":
		v := e.test(t, n)
		switch {
		case v.hole != nil:
			return &tree.Value{Kind: tree.Unknown, Hole: v.hole}
		case v.holds:
			return tree.Of("true")
		}
		return tree.Of("false")
	}
	return tree.Not("Fn::"+name+" is not resolved", "")
}

// ref is Ref: a parameter, a pseudo parameter or a resource.
func (e *evaluation) ref(t *Template, name string) *tree.Value {
	if v, ok := e.pseudo(t, name); ok {
		return v
	}
	if t.parameters[name] != nil {
		return e.parameter(t, name)
	}
	return e.named(t, name, "")
}

// getAtt is Fn::GetAtt in its forms: RESOURCE.ATTRIBUTE, or a list of both.
func (e *evaluation) getAtt(t *Template, parts []*yaml.Node) *tree.Value {
	switch {
	case len(parts) == 1:
		name, attribute, _ := strings.Cut(scalar(parts[0]), ".")
		return e.named(t, name, attribute)
	case len(parts) == 2:
		attribute, ok := e.value(t, parts[1]).String()
		if !ok {
			attribute = "an attribute"
		}
		return e.named(t, scalar(parts[0]), attribute)
	}
	return tree.Not("Fn::GetAtt wants a resource and its attribute", "")
}

// join is Fn::Join.
func (e *evaluation) join(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) != 2 {
		return tree.Not("Fn::Join wants a delimiter and a list", "")
	}
	delimiter, list := e.value(t, parts[0]), e.value(t, parts[1])
	if list.Is(tree.Unknown) {
		return list
	}
	var all []*tree.Value
	for i, v := range list.Items() {
		if i > 0 {
			all = append(all, delimiter)
		}
		all = append(all, v)
	}
	return e.text(t, all)
}

// text puts parts of a text together, within bounds.
func (e *evaluation) text(t *Template, parts []*tree.Value) *tree.Value {
	size := 0
	for _, p := range parts {
		if p.Is(tree.List) || p.Is(tree.Map) {
			return tree.Not("a list or map stands where a text is wanted", "")
		}
		rough, _ := p.Rough()
		if size += len(rough); size > maxText {
			break
		}
	}
	if !e.spend(size/16+len(parts)) || size > maxText {
		return tree.Not("the text is longer than a template", "")
	}
	return tree.JoinTexts(parts)
}

// pick is Fn::Select.
func (e *evaluation) pick(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) != 2 {
		return tree.Not("Fn::Select wants an index and a list", "")
	}
	at, list := e.value(t, parts[0]), e.value(t, parts[1])
	if list.Is(tree.Unknown) {
		return list
	}
	if at.Is(tree.Unknown) {
		return at
	}
	i, ok := at.Int()
	all := list.Items()
	if !ok || i < 0 || i >= len(all) {
		return tree.Not("Fn::Select wants entry "+at.Or("?")+" of a list of "+decimal(len(all)), "")
	}
	return all[i]
}

// split is Fn::Split.
func (e *evaluation) split(t *Template, parts []*yaml.Node) *tree.Value {
	if len(parts) != 2 {
		return tree.Not("Fn::Split wants a delimiter and a text", "")
	}
	delimiter, _ := e.value(t, parts[0]).String()
	v := e.value(t, parts[1])
	text, ok := v.String()
	if !ok || delimiter == "" {
		if list, ok := splitParts(v, delimiter); ok && delimiter != "" {
			return list
		}
		if v.Is(tree.Unknown) {
			return v
		}
		return tree.Not("Fn::Split wants a delimiter and a text", "")
	}
	if !e.spend(strings.Count(text, delimiter)) {
		return tree.Not("the list is longer than a template", "")
	}
	list := &tree.Value{Kind: tree.List, Assumed: v.Assumed}
	for _, part := range strings.Split(text, delimiter) {
		list.List = append(list.List, &tree.Value{Kind: tree.Text, Text: part, Assumed: v.Assumed})
	}
	return list
}

// zones is Fn::GetAZs: which zones there are is not in any file, so the first six letters are taken.
func (e *evaluation) zones(t *Template, region *tree.Value) *tree.Value {
	if region == nil || region.Or("x") == "" {
		region, _ = e.pseudo(t, "AWS::Region")
	}
	name, known := region.String()
	if !known {
		name = "us-east-1"
	}
	list := &tree.Value{Kind: tree.List}
	for _, letter := range "abcdef" {
		zone := name + string(letter)
		list.List = append(list.List, &tree.Value{Kind: tree.Text, Text: zone, Assumed: "Fn::GetAZs gives " + zone})
	}
	return list
}

// cidr is Fn::Cidr: count blocks of a block, each with so many host bits.
func (e *evaluation) cidr(t *Template, parts []*yaml.Node) *tree.Value {
	const most = 256 // CloudFormation User Guide, Fn::Cidr
	var args [3]*tree.Value
	for i := range min(len(parts), 3) {
		if args[i] = e.value(t, parts[i]); args[i].Is(tree.Unknown) {
			return args[i]
		}
	}
	block, err := netip.ParsePrefix(args[0].Or(""))
	count, ok := args[1].Int()
	bits, given := args[2].Int()
	if !given {
		bits = 8
	}
	size := block.Addr().BitLen() - bits
	if err != nil || !ok || count < 1 || count > most || bits < 1 || size < block.Bits() {
		return tree.Not("Fn::Cidr wants a block, a number of blocks and the bits of each", "")
	}
	list := &tree.Value{Kind: tree.List}
	next := block.Masked().Addr()
	for range count {
		if !block.Contains(next) {
			return tree.Not("Fn::Cidr: "+block.String()+" has no room for "+decimal(count)+" such blocks", "")
		}
		list.List = append(list.List, tree.Of(netip.PrefixFrom(next, size).String()))
		next = after(next, bits)
	}
	return list
}

// after is the address that lies 2^bits behind another; the zero address beyond the last.
func after(a netip.Addr, bits int) netip.Addr {
	b := a.AsSlice()
	i := len(b) - 1 - bits/8
	sum := 0
	for add := 1 << (bits % 8); i >= 0; i-- {
		sum = int(b[i]) + add
		b[i] = byte(sum)
		if add = sum >> 8; add == 0 {
			break
		}
	}
	if i < 0 && sum > 255 {
		return netip.Addr{}
	}
	next, _ := netip.AddrFromSlice(b)
	return next
}
