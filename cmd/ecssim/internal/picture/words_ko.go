package picture

// Korean is the words of pictures in Korean.
var Korean = Words{
	Lang: "ko",

	AsTable: "%s 표로 보기",
	More:    "+ %d개 더",

	Primary: "기본", Trunk: "트렁크", Pause: "pause", Memory: "메모리", Ports: "포트", DynamicPorts: "동적 포트",
	Old: "(이전)", Dynamic: "(동적)", Empty: "태스크 없음", Disconnected: "에이전트 연결 끊김", OnTrunk: "트렁크 위의 awsvpc",
	Slot: "슬롯 %d", FreeSlots: "%d개 비어 있음", UsedSlots: "슬롯 %d/%d", Branches: "브랜치 %d/%d", HostPorts: "호스트 포트: %d개",
	HostPortsRow: "태스크의 호스트 포트",
	TasksModes:   "태스크 %d개, 모드 %d개",
	SharedShort:  "호스트의", SharedLong: "모두 호스트의 127.0.0.1과 포트를 함께 씁니다",
	Ghost: "%d × %s: %s", Lacks: "%s %d 남음, %d 필요", NoSlot: "빈 ENI 슬롯 없음", PortTaken: "호스트 포트 %s 사용 중",
	PortsLack: "포트 %d개 남음, %d개 필요",
	HostHas:   "%s, %s, %s: 태스크 %d개.", AndMoreTasks: "그 밖에 %d개.", TaskIs: "%s: %s 모드, %s", Waits: "%d × %s 자리를 찾지 못함: %s",
	OwnAddress: "자기 IP 주소로", OwnAddressAt: "자기 IP 주소 %s로", NoWay: "열린 포트 없음", HostPort: "호스트 포트 %s로",
	TasksOn: "%s의 태스크", ResourcesOf: "%s의 자원", NoPlaceOn: "%s에 자리가 없는 태스크",
	TaskColumns: "태스크|네트워크 모드|상태|컨테이너|접속 경로", ResourceColumns: "자원|사용|전체|비율|다음 태스크를 막음",
	WaitColumns: "워크로드|태스크|이유|부족한 것",
	Alike:       "%s 외 똑같은 %d대", AlikeTable: "같으므로 한 번만 그린 인스턴스",
	SmallTitle: "그 밖의 인스턴스 %d대", SmallSays: "작게 그린 인스턴스 %d대: 막대는 각각 CPU, 메모리, ENI 슬롯입니다. 그중 %d대에는 다음 태스크를 막는 것이 있습니다.",
	SmallColumns: "인스턴스|태스크|CPU|메모리|ENI|다음 태스크를 막음",
	KeyRoom:      "네트워크 네임스페이스: 안에서는 127.0.0.1을 함께 씁니다", KeyBox: "컨테이너", KeyPause: "네임스페이스를 유지하는 pause 컨테이너",
	KeySocket: "ENI 슬롯, 점선은 비어 있음", KeyTrunk: "트렁크 ENI와 브랜치", KeyDoor: "태스크 정의에 적힌 호스트 포트",
	KeyDynamic: "시작할 때 정해진 호스트 포트", KeyBinds: "다음 태스크를 막음", KeyGhost: "대기 중: 여기에는 자리가 없음",
	KeyStarting: "시작 중", KeyStopping: "중지 중",

	WaitTitle: "인스턴스를 기다리는 태스크", WaitingColumns: "워크로드|태스크|마지막 시도가 거절된 이유|가장 가까운 인스턴스|거기서 부족한 것",
	WaitingTasks: "태스크 %d개", ClosestLacks: "%s, %s에서: %s", ForProvider: "용량 공급자 %s 대기 중", NoInstances: "컨테이너 인스턴스 없음",

	Units: [...]string{"일", "시간", "분", "초"}, Milliseconds: "밀리초",

	AtLeast: "최소 %d", AtMost: "최대 %d", Stuck: "멈출 수도, 시작할 수도 없음",
	CompletedIn: "%s 만에 COMPLETED", StuckSince: "%s부터 STUCK", EndedIn: "%s, %s 뒤", GoesOn: "%s, %s째",
	BandSays:    "%s의 태스크, %s 배포 중: 정상 태스크 최소 %d개, 동시에 최대 %d개. %s. 가장 많을 때 %d개. 인스턴스를 찾지 못한 시도 %d번. 실패한 태스크 %d개.",
	BandThinned: "변화 %d번 중 일부", BandColumns: "시작|이전|새 태스크, 정상|새 태스크, 아직 정상 아님|새 태스크, 시작 중|합계",
	BoundTitle: "배포가 할 수 있는 일", BoundColumns: "시작|최소|최대|인스턴스를 찾지 못한 시도|실패한 태스크",
	KeyOld: "이전 태스크", KeyStart: "새 태스크, 시작 중", KeyWarm: "RUNNING, 아직 정상 아님", KeyNew: "새 태스크, 정상",
	KeyAllowed: "배포가 할 수 있는 범위", KeyRefused: "태스크를 더 받을 인스턴스가 없음", KeyFailed: "태스크 실패",

	NoInstance: "인스턴스 없음", LanesOf: "자리 %d/%d", FirstTasks: "처음 %d개 태스크", LanesSay: "시간에 따른 %s의 태스크: 태스크 %d개, 자리 %d곳.",
	LaneColumns: "태스크|인스턴스|상태|시작|끝|기간", NotHealthy: "아직 정상 아님", Free: "비어 있음",
	KeyComes: "배치됨, 아직 RUNNING 아님", KeyServing: "정상", KeyReplaced: "정상, 교체 예정", KeyGoing: "중지 중", KeyLeaves: "중지됨, 네트워크 인터페이스는 아직 있음",
	KeyGap: "자리가 비었는데 아무도 쓰지 않음",

	Unlimited: "제한 없음", SubnetTitle: "서브넷의 주소", SubnetColumns: "서브넷|가용 영역|사용|가장 많을 때|쓸 수 있음",
	SubnetsFull: "%d개 가득 참", SubnetSays: "서브넷 %d개, 그중 가득 찬 것 %d개.",
	ZoneTitle: "가용 영역별 태스크", ZoneColumns: "가용 영역|상태|인스턴스|태스크|RUNNING|네트워크 인터페이스",
	ZoneHas: "인스턴스: %d", ZoneWorks: "작동함", ZoneFailed: "장애",
	TargetColumns: "태스크|대상|상태", TargetsHealthy: "%d/%d 정상", TargetsSay: "대상 그룹 %s: 등록 %d개, 정상 %d개, 드레이닝 %d개.",
	NoTargets: "대상 없음", OwnAddressShort: "자기 주소",

	ExposureTitle: "열어야 하는 포트", ExposureColumns: "워크로드|네트워크 모드|어디에|포트|규칙", PortsOpen: "포트: %d",
	CompareTitle: "필요한 인스턴스", CompareColumns: "구성|필요한 인스턴스|증명된 하한|영역 하나를 잃어도|막는 것|시간당 USD|한 달 USD",
	CompareHead: "필요한 인스턴스", CompareSays: "네트워크 구성별로 %s에 필요한 인스턴스.", USDPerHour: "시간당 USD", BoundBy: "%s가 막음",
	NoHosts: "인스턴스가 없어 채울 것도 없음", NotPossible: "불가능: %s",
	KeyNeeded: "ECS의 배치에 필요한 인스턴스", KeyProved: "증명됨: 이보다 적으면 모자람",
	FleetTitle: "플릿의 비용", FleetColumns: "플릿|구성|인스턴스|시간당 USD|증명된 최저 시간당 USD|막는 것",
	AnyFleet: "어떤 플릿이든 적어도 %s", AnyFleetRow: "어떤 플릿이든", KeyPrice: "플릿의 시간당 비용",
	KeyProvedPrice: "증명됨: 같은 유형의 플릿은 이보다 싸지 않음", KeyAnyFleet: "증명됨: 어떤 플릿도 이보다 싸지 않음",
	Reaches: "연결됨", ReachesNot: "연결되지 않음", ReachColumns: "단계|위치|요청|결과|통과",
	EndTitle: "두 끝", EndColumns: "누구|네트워크 모드|인스턴스|네트워크 네임스페이스|서브넷|보안 그룹", Yes: "예", No: "아니요",
}
