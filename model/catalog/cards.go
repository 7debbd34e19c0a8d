package catalog

import "fmt"

// exceptional are the types for which the ECS guide says in words how many awsvpc tasks
// they run, against its own table of interfaces: the words count, with and without a
// trunk. Source: ECS Developer Guide, task-networking-awsvpc, considerations for Linux,
// 2026: on a p5.48xlarge no more than one task.
var exceptional = map[string]int{"p5.48xlarge": 1}

// countCards sets what is exceptional about the awsvpc tasks of a type, and what is to
// be doubted on one with several network cards. That ECS uses the first card alone would
// explain the one task of a p5.48xlarge, which has two interfaces a card; nothing says so
// of the others.
func countCards(t *Type) {
	if n, ok := exceptional[t.Name]; ok {
		t.TasksNote = fmt.Sprintf("the ECS guide says that no more than %d runs, with or without a trunk (task-networking-awsvpc): that counts, not the %d, and %d with a trunk, of its tables",
			n, t.TasksDefault, t.TasksTrunking)
		t.TrunkingNote = "of no use: see the awsvpc tasks"
		t.TasksDefault, t.Trunking = n, false
		return
	}
	if t.NetworkCards > 1 {
		t.TasksNote = fmt.Sprintf("the table counts the interfaces of all %d network cards; the ECS guide says of the p5.48xlarge that one task runs, as if only the first card counted, and nothing of this type: the table counts",
			t.NetworkCards)
	}
}
