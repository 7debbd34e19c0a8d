package write

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// scrub puts account-1, account-2, ... in the place of account numbers wherever they stand.
func scrub(n *yaml.Node, accounts []string) {
	if len(accounts) == 0 {
		return
	}
	each(n, func(n *yaml.Node) {
		n.Value, n.LineComment, n.HeadComment = Scrub(n.Value, accounts), Scrub(n.LineComment, accounts), Scrub(n.HeadComment, accounts)
	})
}

// Scrub puts account-1, account-2, ... in the place of account numbers in a text.
func Scrub(text string, accounts []string) string {
	for i, a := range accounts {
		text = strings.ReplaceAll(text, a, "account-"+strconv.Itoa(i+1))
	}
	return text
}

func each(n *yaml.Node, f func(*yaml.Node)) {
	f(n)
	for _, c := range n.Content {
		each(c, f)
	}
}

// namer gives neutral names: the first of a sort is SORT-1, and so on.
type namer struct {
	names map[string]string // by sort and name
	count map[string]int
}

func (r *namer) name(sort, name string) string {
	key := sort + "\x00" + name
	if r.names[key] == "" {
		r.count[sort]++
		r.names[key] = sort + strconv.Itoa(r.count[sort])
	}
	return r.names[key]
}

// sorts are the keys whose texts are names, with the beginning of neutral ones.
var sorts = map[string]string{
	"serviceName": "service-", "service": "service-", "subnetId": "subnet-", "targetGroup": "target-group-", "containerName": "container-",
	"sourceContainer": "container-", "capacityProvider": "provider-", "portName": "port-", "discoveryName": "port-", "dnsName": "dns-", "namespace": "namespace-",
	"loadBalancerName": "load-balancer-", "group": "group-",
}

// listed are the keys whose lists hold names.
var listed = map[string]string{"subnets": "subnet-", "securityGroups": "sg-", "alarmNames": "alarm-"}

// rename gives everything a neutral name. Sizes, ports, types and zones stay.
func rename(top *yaml.Node) {
	r := &namer{map[string]string{}, map[string]int{}}
	c := strict.Child(top, "cluster")
	setText(top, "name", "cluster")
	drop(top, "title")
	for _, g := range strict.Items(c, "instances") {
		setText(g, "name", r.name("hosts-", "g:"+value2(strict.Child(g, "name"))))
	}
	for i, p := range strict.Items(c, "capacityProviders") {
		_ = i
		setText(p, "name", r.name("provider-", value2(strict.Child(p, "name"))))
	}
	for i, s := range strict.Items(c, "subnets") {
		if b := strict.Child(s, "cidrBlock"); b != nil && b.Tag != strict.Unknown {
			b.Value = neutralBlock(b.Value, i)
		}
	}
	r.walk(top, "")
	each(top, func(n *yaml.Node) {
		n.LineComment, n.HeadComment = "", ""
		if n.Tag == strict.Unknown {
			n.Value = "it was unknown when this was imported"
		}
	})
}

func setText(n *yaml.Node, key, text string) {
	if v := strict.Child(n, key); v != nil && v.Tag != strict.Unknown {
		v.Value = text
	}
}

// neutralBlock is a block of the same size, the nth of 10.0.0.0/8.
func neutralBlock(block string, n int) string {
	_, bits, ok := strings.Cut(block, "/")
	if !ok || n > 255 {
		return block
	}
	return fmt.Sprintf("10.%d.0.0/%s", n, bits)
}

// walk renames below a key.
func (r *namer) walk(n *yaml.Node, key string) {
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if sort := listed[key]; sort != "" && c.Kind == yaml.ScalarNode {
				c.Value = r.name(sort, c.Value)
				continue
			}
			if key == "links" {
				parts := strings.SplitN(c.Value, ":", 2)
				parts[0] = r.name("container-", parts[0])
				if len(parts) > 1 {
					parts[1] = r.name("alias-", parts[1])
				}
				c.Value = strings.Join(parts, ":")
				continue
			}
			r.walk(c, key)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			r.pair(n.Content[i], n.Content[i+1], key)
		}
	}
}

func (r *namer) pair(key, v *yaml.Node, above string) {
	switch {
	case v.Tag == strict.Unknown:
	case key.Value == "attributes" && v.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(v.Content); i += 2 {
			v.Content[i].Value = r.name("attribute-", v.Content[i].Value)
			v.Content[i+1].Value = r.name("value-", v.Content[i+1].Value)
		}
	case key.Value == "runningOn":
		for i := 0; i < len(v.Content); i += 2 {
			v.Content[i].Value = r.instance(v.Content[i].Value)
		}
	case key.Value == "family":
		v.Value = r.name("task-", v.Value)
	case key.Value == "taskDefinition":
		family, revision, pinned := strings.Cut(v.Value, ":")
		if v.Value = r.name("task-", family); pinned {
			v.Value += ":" + revision
		}
	case key.Value == "name" && above == "containerDefinitions":
		v.Value = r.name("container-", v.Value)
	case key.Value == "name" && above == "portMappings":
		v.Value = r.name("port-", v.Value)
	case key.Value == "name" && above == "requiresAttributes":
		v.Value = r.name("attribute-", v.Value)
	case key.Value == "value" && above == "requiresAttributes":
		v.Value = r.name("value-", v.Value)
	case key.Value == "name" && above == "runTasks":
		v.Value = r.name("run-", v.Value)
	case key.Value == "expression":
		v.Value = r.expression(v.Value)
	case key.Value == "field":
		if name, ok := strings.CutPrefix(v.Value, "attribute:"); ok && !strings.HasPrefix(name, "ecs.") {
			v.Value = "attribute:" + r.name("attribute-", name)
		}
	case v.Kind == yaml.ScalarNode && sorts[key.Value] != "":
		v.Value = r.name(sorts[key.Value], v.Value)
	default:
		r.walk(v, key.Value)
	}
}

// instance renames the group of an instance's name.
func (r *namer) instance(name string) string {
	dash := strings.LastIndexByte(name, '-')
	if dash < 0 {
		return name
	}
	for _, sort := range []string{"hosts-\x00g:", "provider-\x00"} {
		if neutral := r.names[sort+name[:dash]]; neutral != "" {
			return neutral + name[dash:]
		}
	}
	return name
}

// token is a word of the cluster query language.
var token = regexp.MustCompile(`[A-Za-z0-9_.:*/-]+`)

// expression renames custom attributes and their values, services and families in an expression of
// the cluster query language. What stands behind an attribute of ECS's own, such as a type or a
// zone, stays.
func (r *namer) expression(text string) string {
	custom := false // the last subject is an attribute of the user's
	return token.ReplaceAllStringFunc(text, func(word string) string {
		sort, name, named := strings.Cut(word, ":")
		switch {
		case named && sort == "attribute":
			if custom = !strings.HasPrefix(name, "ecs."); custom {
				return "attribute:" + r.name("attribute-", name)
			}
		case named && sort == "service":
			return "service:" + r.name("service-", name)
		case named && sort == "family":
			return "family:" + r.name("task-", name)
		case slices.Contains(subjects, word):
			custom = false
		case custom && !slices.Contains(keywords, word):
			return r.name("value-", word)
		}
		return word
	})
}

// The words of the language (ECS developer guide, cluster-query-language): what an expression may
// ask beside attributes, and what stands between.
var (
	subjects = []string{"agentConnected", "agentVersion", "ec2InstanceId", "registeredAt", "runningTasksCount", "task:group"}
	keywords = []string{"and", "or", "not", "in", "not_in", "exists", "equals", "not_equals", "greater_than", "greater_than_equal", "less_than", "less_than_equal", "matches", "not_matches"}
)
