// Package copies unfolds the entries of a scenario file that stand for several alike.
package copies

import (
	"ecssim/scenarios/internal/strict"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostCopies is how many alike one entry may stand for.
const mostCopies = 1000

// copied are the lists whose entries may have copies, each with the key that names an entry;
// the entries of portMappings have no name.
var copied = map[string]string{"services": "serviceName", "runTasks": "name", "taskDefinitions": "family", "targetGroups": "targetGroup", "portMappings": ""}

// copyMark is what stands for the number of a copy in its texts.
const copyMark = "{copy}"

// copier puts n entries in the place of one that says copies: n. The name of each ends with its
// number, from 1, unless {copy} stands in it; {copy} is that number in all its texts. In a port
// mapping {from: p} is p for the first copy of the mapping and counts up by one; a host port goes
// on counting from one copy of the task definition to the next, by the mapping's own number of
// copies, and so does a container port in awsvpc and host mode, where the two have to be the same.
// Faults in any copy point to the one entry that is written.
type copier struct {
	*strict.Faults
	number  int  // of the copy of a service, RunTask or task definition; 0 = it has none
	onePort bool // the container and host port of its mappings are the same
	nodes   int  // made so far
}

// Unfold puts so many entries in the place of each that says copies, in the lists of a scenario file
// that may have such.
func Unfold(f *strict.Faults, root *yaml.Node) {
	(&copier{Faults: f}).lists(root)
}

// lists unfolds the copied lists of a map, and those that merge keys bring into it.
func (c *copier) lists(n *yaml.Node) {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, target(n.Content[i+1])
		switch {
		case copied[key] != "":
			n.Content[i+1] = c.list(value, copied[key])
		case key == "<<" && value.Kind == yaml.SequenceNode:
			for _, from := range value.Content {
				c.lists(target(from))
			}
		case key == "<<":
			c.lists(value)
		}
	}
}

// list unfolds the entries of one of the copied lists.
func (c *copier) list(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return n
	}
	all := *n
	all.Content = make([]*yaml.Node, 0, len(n.Content))
	for _, entry := range n.Content {
		if values, ok := plain(entry); ok && c.number == 0 && c.nodes+values < strict.MaxExpanded {
			c.nodes += values
			all.Content = append(all.Content, entry)
			continue
		}
		value := valueOf(target(entry), "copies")
		if value == nil {
			all.Content = append(all.Content, c.node(entry, mappingCopy{copies: 1}))
			continue
		}
		n := c.count(target(entry), value, name)
		for i := range n {
			if c.nodes < strict.MaxExpanded {
				all.Content = append(all.Content, c.entry(target(entry), name, i, n))
			}
		}
	}
	return &all
}

// plain reports whether an entry can stay as it stands, which is most of a large file: nothing in it asks for
// copies, counts, or is written elsewhere. It returns how many values there are.
func plain(n *yaml.Node) (values int, ok bool) {
	if n.Kind == yaml.AliasNode {
		return 0, false
	}
	values = 1
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && (child.Value == "copies" || child.Value == "from" || child.Value == "<<") {
			return 0, false
		}
		more, ok := plain(child)
		if !ok {
			return 0, false
		}
		values += more
	}
	return values, true
}

// count is how many copies an entry asks for; one where it asks for what cannot be.
func (c *copier) count(entry, value *yaml.Node, name string) int {
	n, err := strconv.Atoi(value.Value)
	if value.Kind != yaml.ScalarNode || value.Tag != "!!int" || err != nil || n < 1 || n > mostCopies {
		c.Add(value.Line, value.Column, "", "copies is %s, wanted a whole number from 1 to %d", strict.Describe(value), mostCopies)
		return 1
	}
	file := valueOf(entry, "file")
	if file != nil && name == "family" { // a file of services takes no copies at all
		c.Add(file.Line, file.Column, "write the definition here", "copies of a file would all have its family, wanted a definition with a family of its own")
	}
	if file != nil {
		return 1
	}
	return n
}

// mappingCopy says which copy of a port mapping a node belongs to.
type mappingCopy struct{ at, copies int }

// entry is one of n copies of an entry of a list, counted from 0.
func (c *copier) entry(n *yaml.Node, name string, at, copies int) *yaml.Node {
	if name == "" {
		return c.node(n, mappingCopy{at, copies})
	}
	outer, outerPort := c.number, c.onePort
	mode := valueOf(n, "networkMode")
	c.number, c.onePort = at+1, mode != nil && (mode.Value == "awsvpc" || mode.Value == "host")
	made := c.node(n, mappingCopy{copies: 1})
	c.number, c.onePort = outer, outerPort
	if was := valueOf(n, name); was != nil && was.Kind == yaml.ScalarNode && !strings.Contains(was.Value, copyMark) {
		valueOf(made, name).Value += "-" + strconv.Itoa(at+1)
	}
	return made
}

// node is a node as it stands in a copy.
func (c *copier) node(n *yaml.Node, p mappingCopy) *yaml.Node {
	n = target(n)
	if c.nodes++; c.nodes == strict.MaxExpanded {
		c.Add(n.Line, n.Column, "", "the copies hold more than %d values", strict.MaxExpanded)
	}
	made := *n
	made.Anchor, made.Content = "", nil
	if n.Kind == yaml.ScalarNode && c.number > 0 {
		made.Value = strings.ReplaceAll(n.Value, copyMark, strconv.Itoa(c.number))
	}
	for i, child := range n.Content {
		key := ""
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			key = n.Content[i-1].Value
		}
		from := valueOf(target(child), "from")
		switch {
		case c.nodes >= strict.MaxExpanded:
			return &made
		case key == "portMappings":
			child = c.list(target(child), "")
		case key == "containerPort" && from != nil && !c.onePort:
			child = c.counted(from, p.at)
		case (key == "hostPort" || key == "containerPort") && from != nil:
			child = c.counted(from, max(c.number-1, 0)*p.copies+p.at)
		default:
			child = c.node(child, p)
		}
		made.Content = append(made.Content, child)
	}
	return &made
}

// counted is the port so many after the one from which copies count.
func (c *copier) counted(from *yaml.Node, after int) *yaml.Node {
	first, err := strconv.Atoi(from.Value)
	if from.Kind != yaml.ScalarNode || err != nil || first < 1 || first+after > 65535 {
		c.Add(from.Line, from.Column, "", "ports count up from %s, wanted from 1 to 65535 for every copy", strict.Describe(from))
		first = 1
		after = 0
	}
	made := *from
	made.Value, made.Tag, made.Style, made.Kind, made.Content = strconv.Itoa(first+after), "!!int", 0, yaml.ScalarNode, nil
	return &made
}

// target is the node itself, or what an alias stands for.
func target(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// valueOf is the value of a key of a map, its own or inherited through a merge key; nil if it has
// none.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	if v := strict.Child(n, key); v != nil {
		return target(v)
	}
	return nil
}
