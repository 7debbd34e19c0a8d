package narrate

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/event"
)

// groupSized says which size a group was set to.
func (l *Log) groupSized(e *event.Event) {
	name := l.v.Config().Groups[e.Group].Name
	detail := name + ": " + model.Counted(e.Count, "instance")
	if e.Provider >= 0 {
		detail = fmt.Sprintf("%s: minSize %d, maxSize %d, desired capacity %d", name, e.From, e.To, e.Count)
	}
	l.ofCluster(e, Cause(e.Cause), detail)
}

// zoneRestored says that an availability zone is there again.
func (l *Log) zoneRestored(e *event.Event) { l.ofCluster(e, "", l.v.Config().Events[e.Script].Zone) }
