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

// replacementStarted says that instances of a group begin to be replaced in batches.
func (l *Log) replacementStarted(e *event.Event) {
	l.ofCluster(e, "", fmt.Sprintf("%s of group %s, %d in service at least, %d there at most",
		model.Counted(e.Count, "instance"), l.v.Config().Groups[e.Group].Name, e.From, e.To))
}

// replacementCompleted says that all of them have been.
func (l *Log) replacementCompleted(e *event.Event) {
	l.ofCluster(e, "", model.Counted(e.Count, "instance")+" of group "+l.v.Config().Groups[e.Group].Name)
}

// replacementFailed says that some have not been, and will not be.
func (l *Log) replacementFailed(e *event.Event) {
	l.ofCluster(e, Cause(e.Cause), fmt.Sprintf("group %s, %s left", l.v.Config().Groups[e.Group].Name, model.Counted(e.Count, "instance")))
}
