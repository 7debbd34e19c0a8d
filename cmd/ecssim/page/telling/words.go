package telling

import (
	"ecssim/model"
	"ecssim/sim/event"
)

// reasons say what was lacking; the code stands behind them.
var reasons = [model.NumReasons]Text{
	model.ReasonAgent:            {"no agent is connected", "연결된 에이전트가 없음"},
	model.ReasonAttribute:        {"an attribute is missing", "필요한 속성이 없음"},
	model.ReasonLocation:         {"none is in the zones of the subnets", "서브넷의 가용 영역에 인스턴스가 없음"},
	model.ReasonMemberOf:         {"the memberOf constraint allows none", "memberOf 제약 조건을 만족하는 인스턴스가 없음"},
	model.ReasonDistinctInstance: {"each has a task that distinctInstance keeps apart", "distinctInstance 제약 조건을 만족하는 인스턴스가 없음"},
	model.ReasonPorts:            {"the host port is taken", "호스트 포트가 이미 사용 중"},
	model.ReasonENI:              {"no ENI slot is free", "빈 ENI 슬롯이 없음"},
	model.ReasonGPU:              {"no GPU is free", "빈 GPU가 없음"},
	model.ReasonMemory:           {"too little memory is left", "메모리 부족"},
	model.ReasonCPU:              {"too little CPU is left", "CPU 부족"},
	model.ReasonDynamicPorts:     {"no dynamic host port is free", "빈 동적 호스트 포트가 없음"},
	model.ReasonBridgePorts:      {"docker0 has no port left", "docker0에 남은 포트가 없음"},
	model.ReasonAddresses:        {"the subnet has no address left", "서브넷에 남은 주소가 없음"},
	model.ReasonProvisioning:     {"as many tasks are PROVISIONING as may be", "PROVISIONING 태스크 수가 한도에 도달함"},
	model.ReasonInterfaces:       {"the quota of network interfaces is used up", "네트워크 인터페이스 할당량을 모두 사용함"},
	model.ReasonZones:            {"no availability zone is left", "남은 가용 영역이 없음"},
	model.ReasonMaxSize:          {"the group has reached maxSize", "그룹이 maxSize에 도달함"},
}

// causes say why; NoCause and those that say nothing to a reader are empty.
var causes = [event.NumCauses]Text{
	event.InstanceDrains:               {"its instance drains", "인스턴스를 드레이닝하기 때문입니다"},
	event.DaemonsDrainLast:             {"its instance drains", "인스턴스를 드레이닝하기 때문입니다"},
	event.DeploymentReplacesIt:         {"the deployment replaces it", "배포가 이 태스크를 교체하기 때문입니다"},
	event.TaskIsUnhealthy:              {"it is unhealthy", "상태 확인에 실패했기 때문입니다"},
	event.ServiceWantsFewer:            {"the service wants fewer", "서비스의 원하는 태스크 수가 줄었기 때문입니다"},
	event.ZoneHasMost:                  {"its zone has the most tasks", "이 영역에 태스크가 가장 많기 때문입니다"},
	event.StopTaskCalled:               {"StopTask was called", "StopTask를 호출했기 때문입니다"},
	event.InstanceIsGone:               {"its instance is gone", "인스턴스가 사라졌기 때문입니다"},
	event.SentSIGTERM:                  {"they ended at SIGTERM", "SIGTERM을 받고 끝났습니다"},
	event.SentSIGKILL:                  {"they ignored SIGTERM, and SIGKILL ended them", "SIGTERM을 무시하여 SIGKILL로 끝났습니다"},
	event.ContainersWereStopped:        {"they were stopped", "중지되었습니다"},
	event.EssentialContainerExited:     {"an essential container exited", "필수(essential) 컨테이너가 종료되었습니다"},
	event.GroupScalesOut:               {"its Auto Scaling group scales out", "Auto Scaling 그룹이 확장합니다"},
	event.GroupHasLostOne:              {"its Auto Scaling group has lost one", "Auto Scaling 그룹이 인스턴스 하나를 잃었습니다"},
	event.TakesThePlaceOf:              {"it takes the place of another", "다른 인스턴스를 대신합니다"},
	event.ZoneHasFewest:                {"its zone has the fewest instances of its group", "그룹의 인스턴스가 가장 적은 영역입니다"},
	event.InstancesAreReplaced:         {"instances of the group are being replaced", "그룹의 인스턴스를 교체하고 있습니다"},
	event.ProviderScalesIn:             {"its capacity provider scales in", "용량 공급자가 축소합니다"},
	event.TerminateInstancesCalled:     {"TerminateInstances was called", "TerminateInstances를 호출했습니다"},
	event.StatusSetToDraining:          {"its status was set to DRAINING", "상태를 DRAINING으로 바꾸었습니다"},
	event.IsBeingReplaced:              {"it is being replaced", "교체되고 있습니다"},
	event.HasSpotNotice:                {"it has a Spot interruption notice", "스팟 중단 알림을 받았습니다"},
	event.SpotNoticeRanOut:             {"its Spot notice ran out", "스팟 중단 알림의 시간이 다 되었습니다"},
	event.ZoneHasFailed:                {"its availability zone failed", "가용 영역에 장애가 났습니다"},
	event.ZoneHasMostInstances:         {"its zone has the most instances of its group", "그룹의 인스턴스가 가장 많은 영역입니다"},
	event.GroupHasTooMany:              {"its group has more than its desired capacity", "그룹에 원하는 용량보다 인스턴스가 많습니다"},
	event.UpdateAutoScalingGroupCalled: {"UpdateAutoScalingGroup was called", "UpdateAutoScalingGroup을 호출했습니다"},
	event.NewInstancesAreNotInService:  {"the new instances do not come into service", "새 인스턴스가 서비스 상태가 되지 않습니다"},
	event.InstancesAreProtected:        {"its instances are protected from scale-in", "인스턴스가 축소로부터 보호되어 있습니다"},
	event.AnotherIsInProgress:          {"another replacement is in progress", "다른 교체가 진행 중입니다"},
	event.UpdateServiceCalled:          {"UpdateService was called", "UpdateService를 호출했습니다"},
	event.NewDeploymentForced:          {"a new deployment was forced", "새 배포를 강제로 시작했습니다"},
	event.AutoScaling:                  {"service auto scaling acts", "서비스 Auto Scaling이 동작했습니다"},
	event.InstancesOfDaemon:            {"the instances that it runs on have changed", "데몬이 실행되는 인스턴스가 바뀌었습니다"},
	event.RunTaskCalled:                {"RunTask was called", "RunTask를 호출했습니다"},
	event.CircuitBreaker:               {"its circuit breaker has counted enough failures", "배포 서킷 브레이커가 실패를 한도까지 세었습니다"},
	event.AlarmInAlarm:                 {"an alarm that it watches is in ALARM", "지켜보던 경보가 ALARM 상태입니다"},
	event.StopServiceDeploymentCalled:  {"StopServiceDeployment was called", "StopServiceDeployment를 호출했습니다"},
}

// untold are the causes that say nothing to a reader: the kind of the event says it already.
var untold = []event.Cause{
	event.NoCause, event.ScenarioBegins, event.ItExited, event.DidNotStart, event.RestartPolicy, event.ProviderHasRoom, event.ServiceIsCreated,
}
