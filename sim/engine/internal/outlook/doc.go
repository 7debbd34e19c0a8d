// Package outlook says of a run as it stands whether anything can still happen. The engine asks
// after every event whether the run may be over, and after every pass of the service scheduler
// whether a deployment is blocked.
//
// # The idea
//
// A cluster never falls silent. Services try again to place what no instance takes, containers
// exit and are restarted, tasks that wait for a capacity provider expire and their successors
// wait in their place, metrics are taken every minute. So that entries of the agenda are pending,
// which this package calls pending events, says nothing.
// Two questions are asked instead:
//
//   - Is the cluster at rest? It is when no useful event is pending, and the next pass of no
//     service and the next metric of no capacity provider may change anything. A run whose
//     cluster is at rest, with nothing scripted to come, is over.
//   - Is a deployment blocked? It is when the last pass of its service has changed nothing, no
//     task of the service will change by itself, and whatever the service wants to do, nothing
//     that goes on in the cluster may help it. The engine calls such a deployment STUCK.
//
// Both are about what may happen by itself. What the scenario has planned for later does not
// count: a deployment that only the next scripted event can help is blocked as things stand.
//
// # Invariants
//
//   - The package reads the state and changes none of it. What it keeps itself are the services
//     at which it begins to look, which decide nothing, a count of what was looked at, and
//     answers that hold until something happens (see Services in number).
//   - A question that begins with May, or has it in its name, is answered no only if it cannot
//     happen. To be sure of a no it takes every task that may leave to be gone at once, and
//     every instance that may come to be there.
//   - So what is blocked stays blocked until something scripted happens, however long the run.
//   - A run without a duration of its own ends: whatever repeats is futile after a number of
//     repetitions (state.RepeatLimit, or the exits that the engine follows).
//   - The same state gives the same answers, whatever was asked before.
//
// The random worlds of package engine hold these.
//
// # Services that wait for each other
//
// Two services may each wait for tasks of the other to be replaced. Asked one by one, neither is
// blocked: tasks of the other may leave. Verdict therefore notes when an answer depends on that
// (dependsOnOthers), and then looks for the largest set of services such that, if none of their
// tasks leaves, each is blocked. While it does, the services of the set are assumed to be blocked
// (assumed), which is known here and nowhere in the state.
//
// # Services in number
//
// To judge a thousand services that wait must not cost a look at a thousand for each. So what the
// questions about all services at once have to know of each stands in a survey, with their
// answers, and so do the services that are blocked together. The engine says when that holds no
// more: Forget where something has happened, Reconsider where a pass of one service has changed
// nothing but what the service scheduler remembers, or its deployment was found to be STUCK. The
// answers are those of an outlook that knows nothing (TestOutlookOnlyReads).
//
// # Layers
//
// The questions call each other, downwards only:
//
//	survey.go                what is known of all services, whoever asks
//	blocked.go together.go   is a deployment blocked, alone or with others?
//	room.go                  may room come for a task, or an instance with room?
//	rest.go                  is the cluster at rest? is a useful event pending?
//	queue.go                 are tasks served that wait for a capacity provider, and their successors?
//	provider.go              may a capacity provider launch or terminate instances?
//	leave.go                 will a task change by itself? may it leave its instance?
//	service.go               may a service act, scale, roll back, rebalance?
//
// with one exception: successorServed asks room.go, but only where blocked.go has it do so.
//
// # Glossary
//
//	pass        one step of the service scheduler for one service
//	scripted    planned by the scenario: its events, RunTask calls and arrivals
//	futile      of events and tasks: more of the same teaches nothing, as tasks of the service
//	            fail again and again, or only wait anew when they expire
//	useful      of events: not futile
//	at rest     nothing is pending or due but what is futile or scripted
//	blocked     of a deployment: nothing that it wants to do can happen as things stand
//	STUCK       the verdict on a deployment that was found blocked; it is lifted when it is no more
//	will        of a task: an event of its own is due that changes it
//	may         it cannot be excluded, as things stand
//	queue       tasks of one revision in PROVISIONING that wait for one capacity provider
//	expire      of a task in a queue: it has waited too long, and fails
//	successor   the task that a service starts in place of one that expired
//	served      of a queue: a task that waits in it is placed, or has an instance launched
//	needless    of launches: no task needs them; managed scaling with a target below 100 makes
//	            such launches when its group is empty
//	staying     the workload for which something is asked; its own tasks are not expected to leave
package outlook
