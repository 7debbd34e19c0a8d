package telling

import "ecssim/sim/event"

// Text is the same in the languages of the page.
type Text struct {
	En string `yaml:"en" json:"en"`
	Ko string `yaml:"ko" json:"ko"`
}

// In is the text in a language.
func (t Text) In(ko bool) string {
	if ko {
		return t.Ko
	}
	return t.En
}

// sentence says what an event of a kind is. In braces stand words of places.go; what stands in
// square brackets is left out where one of its words is empty.
type sentence struct {
	Text
	off Text // where On is false and that is another sentence
}

func say(en, ko string) sentence { return sentence{Text: Text{en, ko}} }

func or(on sentence, en, ko string) sentence {
	on.off = Text{en, ko}
	return on
}

// sentences are the kinds of events at which the page stops. quiet are all others.
var sentences = [event.NumKinds]sentence{
	event.RunStarted: say("All that the scenario begins with is there.", "시나리오의 시작 상태가 모두 준비되었습니다."),
	event.RunEnded:   say("The run is over.", "실행이 끝났습니다."),

	event.TaskQueued: say("{task} is PROVISIONING: it waits for capacity provider {provider} to have room[: {reason}].",
		"{task} 태스크가 PROVISIONING 상태로 {provider} 용량 공급자에 자리가 나기를 기다립니다[. 이유: {reason}]."),
	event.TaskPlaced: say("ECS places {task} on {instance}.", "ECS가 {task} 태스크를 {instance} 인스턴스에 배치합니다."),
	event.TaskWaiting: say("{task} is PENDING: the agent of {instance} still holds what it needs for other tasks.",
		"{task} 태스크가 PENDING 상태입니다. {instance} 인스턴스의 에이전트가 필요한 자원을 아직 다른 태스크에 쓰고 있습니다."),
	event.TaskPending: say("{task} is PENDING: the agent takes it, pulls images and creates containers.",
		"{task} 태스크가 PENDING 상태입니다. 에이전트가 태스크를 받아 이미지를 내려받고 컨테이너를 만듭니다."),
	event.TaskActivating: say("{task} is ACTIVATING: its containers run, and its targets are being registered.",
		"{task} 태스크가 ACTIVATING 상태입니다. 컨테이너가 실행되었고 대상을 등록하고 있습니다."),
	event.TaskRunning:    say("{task} is RUNNING[, {length} after it was wanted].", "{task} 태스크가 RUNNING 상태가 되었습니다[. 요청한 지 {length} 만입니다]."),
	event.TaskHealthy:    say("{task} is healthy.", "{task} 태스크가 정상(healthy)으로 확인되었습니다."),
	event.TaskUnhealthy:  say("{task} is unhealthy: a check has failed for good.", "{task} 태스크가 비정상(unhealthy)입니다. 상태 확인이 실패했습니다."),
	event.TaskSuperseded: say("{task} is to be replaced.", "{task} 태스크를 새 태스크로 교체할 예정입니다."),
	event.TaskKept:       say("{task} stays after all: the service has gone back to its revision.", "서비스가 이전 리비전으로 돌아가서 {task} 태스크를 그대로 둡니다."),
	event.TaskDraining:   say("{task} belongs to a daemon: on {instance}, which drains, it stays to the last.", "{task} 태스크는 데몬의 태스크여서, 드레이닝 중인 {instance} 인스턴스에 마지막까지 남습니다."),
	event.TaskStopping:   say("{task} is told to stop[: {cause}].", "{task} 태스크에 중지를 지시합니다[. 이유: {cause}]."),
	event.TaskDismissed: say("ECS counts {task} no more: its CPU, memory and static host ports are free again, its ENI slot is not.",
		"ECS가 {task} 태스크를 더 이상 계산에 넣지 않습니다. CPU, 메모리, 고정 호스트 포트는 바로 반환되지만 ENI 슬롯은 아직 반환되지 않습니다."),
	event.TaskDeactivating: say("{task} is DEACTIVATING: its targets drain.", "{task} 태스크가 DEACTIVATING 상태입니다. 대상의 연결을 정리합니다."),
	event.TaskTerminating:  say("{task} is STOPPING: its containers get SIGTERM.", "{task} 태스크가 STOPPING 상태입니다. 컨테이너에 SIGTERM을 보냅니다."),
	event.TaskStopped:      say("The containers of {task} have stopped[: {cause}].", "{task} 태스크의 컨테이너가 모두 멈추었습니다[. 이유: {cause}]."),
	event.TaskFailed:       say("{task} fails[: {stopped}].", "{task} 태스크가 실패했습니다[. ECS가 남긴 이유: {stopped}]."),
	event.TaskDeprovisioning: say("{task} is DEPROVISIONING: its network interface is being detached and deleted.",
		"{task} 태스크가 DEPROVISIONING 상태입니다. 네트워크 인터페이스를 분리하고 삭제합니다."),
	event.TaskLost: say("The instance of {task} is gone; ECS has not noticed.", "{task} 태스크의 인스턴스가 사라졌지만 ECS는 아직 모릅니다."),

	event.SlotFreed:    say("The network interface of {task} is deleted; {have} ENI slots of {instance} are free.", "{task} 태스크의 네트워크 인터페이스가 삭제되었습니다. {instance} 인스턴스의 빈 ENI 슬롯은 {have}개입니다."),
	event.ENIThrottled: say("EC2 throttles the call that creates the network interface of {task}.", "EC2가 {task} 태스크의 네트워크 인터페이스를 만드는 호출을 제한하고 있습니다."),
	event.ENICreated:   say("EC2 creates a network interface for {task}, with an address of {subnet}.", "EC2가 {task} 태스크의 네트워크 인터페이스를 만듭니다. 주소는 {subnet} 서브넷에서 받습니다."),
	event.ENIAttached:  say("The network interface of {task} is attached to {instance}.", "{task} 태스크의 네트워크 인터페이스를 {instance} 인스턴스에 연결했습니다."),

	event.PortChosen:     say("{task} gets host port {port} of {instance} for container {container}: the next free one.", "{task} 태스크의 {container} 컨테이너가 {instance} 인스턴스의 다음 빈 호스트 포트인 {port} 포트를 받습니다."),
	event.ListenerOpened: say("A process that is no task listens on host port {port} of {instance}.", "태스크가 아닌 프로세스가 {instance} 인스턴스의 {port} 호스트 포트를 사용합니다."),
	event.ListenerClosed: say("Host port {port} of {instance} is free again.", "{instance} 인스턴스의 {port} 호스트 포트가 다시 비었습니다."),

	event.ContainerStarted: say("Container {container} of {task} runs.", "{task} 태스크의 {container} 컨테이너가 실행되었습니다."),
	event.ContainerStopped: or(say("Container {container} of {task} did not start, and the task goes on without it.", "{task} 태스크의 {container} 컨테이너가 시작되지 못했고, 태스크는 이 컨테이너 없이 계속됩니다."),
		"Container {container} of {task} has stopped.", "{task} 태스크의 {container} 컨테이너가 멈추었습니다."),
	event.ContainerRestarted: say("Container {container} of {task} has exited, and its restart policy starts it again.", "{task} 태스크의 {container} 컨테이너가 종료되어, 재시작 정책에 따라 다시 시작됩니다."),

	event.TargetRegistered:   say("{task} is registered with target group {targetGroup}[ at port {port}].", "{task} 태스크를 {targetGroup} 대상 그룹에 등록합니다[. 포트: {port}]."),
	event.TargetHealthy:      say("The target of {task} in {targetGroup} is healthy.", "{targetGroup} 대상 그룹에서 {task} 태스크의 대상이 정상(healthy)이 되었습니다."),
	event.TargetUnhealthy:    say("The target of {task} in {targetGroup} is unhealthy: the task is replaced.", "{targetGroup} 대상 그룹에서 {task} 태스크의 대상이 비정상(unhealthy)이 되어 태스크를 교체합니다."),
	event.TargetDraining:     say("The target of {task} in {targetGroup} drains for {length}.", "{targetGroup} 대상 그룹에서 {task} 태스크의 대상을 {length} 동안 드레이닝합니다."),
	event.TargetDeregistered: say("The target of {task} is no longer in {targetGroup}.", "{task} 태스크의 대상이 {targetGroup} 대상 그룹에서 빠졌습니다."),

	event.DesiredChanged: say("The desired count of {service} was {from} and is {to}[: {cause}].", "{service} 서비스의 원하는 태스크 수가 {from}개에서 {to}개로 바뀌었습니다[. 이유: {cause}]."),
	event.TasksRequested: say("RunTask is called for {count} tasks of {service}.", "{service} 태스크 {count}개를 RunTask로 요청합니다."),
	event.ClosestRefused: say("No instance takes another task of {service}: {reason}.[ The closest is {instance}.][ It has {have}, the task needs {need}.]",
		"{service} 서비스의 태스크를 더 받을 인스턴스가 없습니다. 이유: {reason}.[ 가장 가까운 인스턴스는 {instance}입니다.][ 남은 양은 {have}, 필요한 양은 {need}입니다.]"),
	event.RequestRefused:       say("RunTask is refused {count} tasks of {service}: {reason}.", "{service} 태스크 {count}개에 대한 RunTask가 거절되었습니다. 이유: {reason}."),
	event.ServiceHeldUp:        say("The deployment configuration lets {service} neither start nor stop a task.", "배포 구성 때문에 {service} 서비스는 태스크를 시작할 수도, 중지할 수도 없습니다."),
	event.ServiceUpdated:       say("UpdateService is called for {service}.", "{service} 서비스에 UpdateService를 호출합니다."),
	event.ServiceScaled:        say("Target tracking changes the desired count of {service} from {from} to {to}.", "대상 추적 정책이 {service} 서비스의 원하는 태스크 수를 {from}개에서 {to}개로 바꿉니다."),
	event.ServiceScaledByStep:  say("A step scaling policy changes the desired count of {service} from {from} to {to}.", "단계 조정 정책이 {service} 서비스의 원하는 태스크 수를 {from}개에서 {to}개로 바꿉니다."),
	event.ServiceBoundsSet:     say("A scheduled action sets the bounds of {service} to {from} and {to}.", "예약된 작업이 {service} 서비스의 태스크 수 범위를 최소 {from}개, 최대 {to}개로 정합니다."),
	event.ServiceMovedToBounds: say("A scheduled action moves the desired count of {service} from {from} to {to}.", "예약된 작업이 {service} 서비스의 원하는 태스크 수를 {from}개에서 {to}개로 바꿉니다."),
	event.ServiceLimited:       say("{service} has started {count} tasks this minute, as many as it may.", "{service} 서비스가 이번 1분 동안 시작할 수 있는 최대치인 태스크 {count}개를 시작했습니다."),
	event.ServiceThrottled:     say("Tasks of {service} fail one after the other, and ECS waits before it starts more.", "{service} 서비스의 태스크가 잇따라 실패하여, ECS가 다음 태스크를 시작하기 전에 기다립니다."),
	event.ServiceSteady:        say("{service} has reached a steady state with {count} tasks.", "{service} 서비스가 태스크 {count}개로 안정 상태(steady state)에 도달했습니다."),
	event.ServiceUnbalanced:    say("The tasks of {service} are not balanced over its availability zones.", "{service} 서비스의 태스크가 가용 영역 사이에 고르게 분산되어 있지 않습니다."),
	event.ServiceRebalancing:   say("Availability zone rebalancing starts a task of {service} in the zone that has the fewest.", "가용 영역 재조정이 태스크가 가장 적은 영역에 {service} 서비스의 태스크를 하나 더 시작합니다."),
	event.ServiceMoved:         say("That task is healthy, and one of {service} is told to stop in the zone with the most.", "새 태스크가 정상이 되어, 태스크가 가장 많은 영역에서 {service} 서비스의 태스크 하나에 중지를 지시합니다."),
	event.ServiceBalanced:      say("The tasks of {service} are balanced again.", "{service} 서비스의 태스크가 다시 고르게 분산되었습니다."),
	event.ServiceOverloaded: or(say("The load on each task of {service} is more than its health checks stand.", "{service} 서비스의 태스크마다 걸리는 부하가 상태 확인에 실패할 만큼 커졌습니다."),
		"The load on the tasks of {service} is one that they stand again.", "{service} 서비스의 태스크에 걸리는 부하가 다시 감당할 수 있는 수준이 되었습니다."),
	event.LoadSet:              say("The load on {service} changes.", "{service} 서비스의 부하가 바뀝니다."),
	event.DeploymentStarted:    say("A deployment of {service} starts: at least {from} healthy tasks, at most {to} in all.", "{service} 서비스의 배포가 시작됩니다. 정상 태스크는 최소 {from}개, 전체 태스크는 최대 {to}개입니다."),
	event.DeploymentStuck:      say("The deployment of {service} can do nothing as things stand.", "{service} 서비스의 배포가 지금 상태로는 더 진행될 수 없습니다."),
	event.DeploymentResumed:    say("The deployment of {service} goes on.", "{service} 서비스의 배포가 다시 진행됩니다."),
	event.DeploymentBaking:     say("The deployment of {service} is done but for its bake time.", "{service} 서비스의 배포가 베이크 타임(bake time)만 남기고 끝났습니다."),
	event.DeploymentCompleted:  say("The deployment of {service} is completed.", "{service} 서비스의 배포가 완료되었습니다."),
	event.DeploymentFailed:     say("The deployment of {service} has failed[: {cause}].", "{service} 서비스의 배포가 실패했습니다[. 이유: {cause}]."),
	event.DeploymentRolledBack: say("{service} goes back to the deployment before.", "{service} 서비스가 이전 배포로 돌아갑니다."),
	event.DeploymentReverted:   say("{service} has gone back to the deployment before.", "{service} 서비스가 이전 배포로 돌아왔습니다."),

	event.InstanceLaunched:   say("EC2 launches {instance} in {zone}[: {cause}].", "EC2가 {zone} 영역에서 {instance} 인스턴스를 시작합니다[. 이유: {cause}]."),
	event.InstanceRegistered: say("{instance} is registered with the cluster.", "{instance} 인스턴스가 클러스터에 등록되었습니다."),
	event.InstanceDraining:   say("{instance} is DRAINING, with {count} tasks on it[: {cause}].", "태스크 {count}개가 있는 {instance} 인스턴스가 DRAINING 상태가 되었습니다[. 이유: {cause}]."),
	event.InstanceTerminated: say("{instance} is terminated, with {count} tasks on it[: {cause}].", "태스크 {count}개가 있는 {instance} 인스턴스가 종료됩니다[. 이유: {cause}]."),
	event.InstanceMissed:     say("ECS notices that {instance} is gone, and with it {count} tasks.", "ECS가 {instance} 인스턴스와 그 태스크 {count}개가 사라진 것을 알아차립니다."),
	event.SpotNoticed:        say("EC2 gives notice that it takes the Spot instance {instance} back.", "EC2가 스팟 인스턴스 {instance}의 회수를 예고합니다."),
	event.AgentDisconnected:  say("The agent of {instance} has lost ECS; its {count} tasks run on.", "{instance} 인스턴스의 에이전트가 ECS와 연결이 끊겼습니다. 태스크 {count}개는 계속 실행됩니다."),
	event.AgentReconnected:   say("The agent of {instance} is connected again.", "{instance} 인스턴스의 에이전트가 다시 연결되었습니다."),
	event.AgentRestarted:     say("The agent of {instance} has restarted.", "{instance} 인스턴스의 에이전트가 다시 시작되었습니다."),

	event.CapacityScaled:   say("Managed scaling changes the desired capacity of {provider} from {from} to {to}.", "관리형 크기 조정이 {provider} 용량 공급자의 원하는 용량을 {from}대에서 {to}대로 바꿉니다."),
	event.CapacityExcluded: say("Managed scaling leaves {count} tasks out that do not fit the smallest instance type of {provider}.", "관리형 크기 조정이 {provider} 용량 공급자의 가장 작은 인스턴스 유형에 맞지 않는 태스크 {count}개를 제외합니다."),
	event.LaunchFailed:     say("Auto Scaling group {group} cannot launch an instance[ in {zone}]: {reason}.", "{group} Auto Scaling 그룹이[ {zone} 영역에서] 인스턴스를 시작하지 못합니다. 이유: {reason}."),
	event.ScriptVoid:       say("An event of the scenario finds no instance to act on.", "시나리오의 이벤트가 대상 인스턴스를 찾지 못했습니다."),
	event.SettingChanged: or(say("The account setting awsvpcTrunking is enabled: instances launched from now on get a trunk.", "계정 설정 awsvpcTrunking을 켰습니다. 이제부터 시작하는 인스턴스는 트렁크를 갖습니다."),
		"The account setting awsvpcTrunking is disabled.", "계정 설정 awsvpcTrunking을 껐습니다."),
	event.AlarmSet:             or(say("A CloudWatch alarm is in ALARM.", "CloudWatch 경보가 ALARM 상태가 되었습니다."), "A CloudWatch alarm is OK.", "CloudWatch 경보가 OK 상태가 되었습니다."),
	event.ZoneFailed:           say("Availability zone {zone} fails.", "{zone} 가용 영역에 장애가 났습니다."),
	event.ZoneRestored:         say("Availability zone {zone} is there again.", "{zone} 가용 영역이 복구되었습니다."),
	event.ReplacementStarted:   say("{count} instances of {group} begin to be replaced.", "{group} 그룹의 인스턴스 {count}대를 교체하기 시작합니다."),
	event.ReplacementCompleted: say("{count} instances of {group} have been replaced.", "{group} 그룹의 인스턴스 {count}대를 모두 교체했습니다."),
	event.ReplacementFailed:    say("The replacement of {group} ends with {count} instances left[: {cause}].", "{group} 그룹의 교체가 인스턴스 {count}대를 남기고 끝났습니다[. 이유: {cause}]."),
	event.GroupSized:           say("Group {group} is to have {count} instances.", "{group} 그룹의 원하는 용량을 {count}대로 정합니다."),
}

// quiet are the kinds at which the page does not stop: what they change is seen at the next stop.
var quiet = []event.Kind{
	event.TaskRequested, event.TaskHalted, event.TaskLeft, event.TaskGone, event.SlotTaken, event.ENIDeleted, event.AddressTaken, event.AddressFreed,
	event.PortBound, event.PortReleased, event.BridgeJoined, event.BridgeLeft, event.ContainerCreated, event.TargetDrained, event.PlacementRefused,
	event.ServiceBlocked, event.ServicePassStarted, event.ServicePassed, event.DeploymentChanged, event.InstanceRetiring, event.InstanceInactive,
	event.CapacityMeasured, event.ScriptDone,
}
