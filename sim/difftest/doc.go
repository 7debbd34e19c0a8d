// Package difftest holds what package sim does on one container instance against a
// second, independent transcription of the ECS agent. It has tests only.
//
// The transcription is plain and slow: containers with a known, a desired and an
// applied status, a list of what is due, and a pass over all of a task's containers
// after each of them. It was written from the agent's source alone
// (amazon-ecs-agent 1.105.1: agent/engine/dependencygraph/graph.go, task_manager.go,
// docker_task_engine.go and host_resource_manager.go below agent/engine,
// agent/api/task/task.go, agent/api/container/container.go), and shares no line with
// package sim. The agent itself cannot be imported: its go.mod replaces modules by
// folders beside it.
//
// What is compared: when each task is RUNNING and STOPPED, and so when it leaves the
// agent's queue, and when each of its containers starts and stops, over random task
// definitions and operations. ECSSIM_VERIFY=1, as in make difftest, plays a million of
// them, go test ./... a part.
//
// Left out of the transcription: image caches and failing pulls, resources of tasks
// other than containers (volumes, secrets, GPUs), the restart of the agent itself. It
// knows, and package sim does not, that the agent looks at what a task waits for every
// five seconds only, and at the health of a container not even then while another
// container is on its way (Host.Poll); the comparison is without that.
package difftest
