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
	TaskColumns: "태스크|네트워크 모드|상태|컨테이너|들어오는 길", ResourceColumns: "자원|사용|전체|비율|다음 태스크를 막음",
	WaitColumns: "워크로드|태스크|이유|모자라는 것",
	Alike:       "%s 외 %d대 같음", AlikeTable: "같으므로 한 번만 그린 인스턴스",
	SmallTitle: "인스턴스 %d대 더", SmallSays: "작게 그린 인스턴스 %d대: 각각의 CPU, 메모리, ENI 슬롯 막대. 그중 %d대에서 무언가가 다음 태스크를 막습니다.",
	SmallColumns: "인스턴스|태스크|CPU|메모리|ENI|다음 태스크를 막음",
	KeyRoom:      "네트워크 네임스페이스: 안에서는 127.0.0.1을 함께 씁니다", KeyBox: "컨테이너", KeyPause: "네임스페이스를 붙들고 있는 pause 컨테이너",
	KeySocket: "ENI 슬롯, 점선은 비어 있음", KeyTrunk: "트렁크 ENI와 브랜치", KeyDoor: "태스크 정의에 적힌 호스트 포트",
	KeyDynamic: "시작할 때 정해진 호스트 포트", KeyBinds: "다음 태스크를 막음", KeyGhost: "기다림: 여기에는 자리가 없음",
	KeyStarting: "시작하는 중", KeyStopping: "멈추는 중",
}
