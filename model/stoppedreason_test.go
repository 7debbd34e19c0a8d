package model

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// plan names the containers of the tasks of these tests, by their number.
func plan(container int) string { return [...]string{"app", "db", "log"}[container] }

// stoppedReasons is at least one stopped reason of each code, with what is to be said of it.
var stoppedReasons = []struct {
	reason StoppedReason
	text   string
	lacks  Reason
	over   bool     // over a host port
	port   HostPort // which one; zero = none in particular
}{
	{StoppedReason{}, "", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedAttachTimeout},
		"Timeout waiting for network interface provisioning to complete.", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoAddress}, "InsufficientFreeAddressesInSubnet", ReasonAddresses, false, HostPort{}},
	{StoppedReason{Code: StoppedInterfaceQuota}, "NetworkInterfaceLimitExceeded", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedThrottled},
		"Rate limit exceeded while preparing network interface to be attached to instance", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedDeviceIndex},
		"Unable to attach network interface to unused device index.", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoBridgeAddress}, "ContainerNetworkingError: container resource provisioning: " +
		"failed to setup network namespace: no address left on ecs-bridge", ReasonBridgePorts, false, HostPort{}},
	{StoppedReason{Code: StoppedExited}, "Essential container in task exited", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoListen, Port: HostPort{80, TCP}},
		"Essential container in task exited", Fits, true, HostPort{80, TCP}},
	{StoppedReason{Code: StoppedContainerChecks}, "Task failed container health checks", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedTargetChecks}, "Task failed ELB health checks", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedHost}, "Host EC2 (instance i-...) terminated.", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedUnplaced}, "UserInitiated before it was placed", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoCapacity}, "TaskFailedToStart: EMPTY CAPACITY PROVIDER", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoCapacity, Reason: ReasonMemory},
		"TaskFailedToStart: RESOURCE:MEMORY", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoCapacity, Reason: ReasonDynamicPorts},
		"TaskFailedToStart: HOST:DYNAMIC_PORTS", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoCapacity, Reason: ReasonMemberOf},
		"TaskFailedToStart: MemberOf placement constraint unsatisfied", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedStartTimeout, Limit: 3 * time.Minute},
		"DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s", Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedDependencyNever, Container: 0, Dependency: 1}, "CannotStartContainerError: " +
		"dependency graph: container ordering dependency [db] for target [app] will never start.",
		Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedDependencyTimeout, Container: 2, Dependency: 0}, "CannotStartContainerError: " +
		"dependency graph: container ordering dependency [app] for target [log] has timed out.",
		Fits, false, HostPort{}},
	{StoppedReason{Code: StoppedNoPorts, Count: 1}, "HostConfigError: error retrieving docker port map: " +
		"a host port is unavailable", ReasonDynamicPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedNoPorts, Count: 3}, "HostConfigError: error retrieving docker port map: " +
		"3 contiguous host ports are unavailable", ReasonDynamicPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedPortOutside, Ports: PortRange{0, 1}, Range: PortRange{1, 100}},
		"HostConfigError: error retrieving docker port map: The host port: 0 found by ECS Agent " +
			"is not within the expected host port range: 1-100", ReasonDynamicPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedPortOutside, Ports: PortRange{0, 3}, Range: PortRange{1, 100}},
		"HostConfigError: error retrieving docker port map: The host port range: 0-3 found by ECS Agent " +
			"is not within the expected host port range: 1-100", ReasonDynamicPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedAllPorts}, "CannotStartContainerError: Error response from daemon: " +
		"driver failed programming external connectivity on endpoint: all ports are allocated",
		ReasonDynamicPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedPortAllocated, Port: HostPort{53, UDP}}, "CannotStartContainerError: " +
		"Error response from daemon: driver failed programming external connectivity on endpoint: " +
		"Bind for 0.0.0.0:53 failed: port is already allocated", ReasonPorts, true, HostPort{53, UDP}},
	{StoppedReason{Code: StoppedPortInUse, Port: HostPort{53, UDP}}, "CannotStartContainerError: " +
		"Error response from daemon: driver failed programming external connectivity on endpoint: " +
		"Error starting userland proxy: listen udp4 0.0.0.0:53: bind: address already in use",
		ReasonPorts, true, HostPort{53, UDP}},
	{StoppedReason{Code: StoppedTriedPorts, Port: HostPort{32777, TCP}}, "CannotStartContainerError: " +
		"Error response from daemon: driver failed programming external connectivity on endpoint: " +
		"Error starting userland proxy: listen tcp4 0.0.0.0:32777: bind: address already in use",
		ReasonPorts, true, HostPort{}},
	{StoppedReason{Code: StoppedBridgeFull}, "CannotStartContainerError: Error response from daemon: " +
		"driver failed programming external connectivity on endpoint: " +
		"adding interface veth to bridge docker0 failed: exchange full", ReasonBridgePorts, false, HostPort{}},
}

// TestEveryStoppedReason asks every code every question, and holds the lookup by text to
// the answers. A code that is new has its name in what fails.
func TestEveryStoppedReason(t *testing.T) {
	names := stoppedCodeNames(t)
	if len(names) != int(numStoppedCodes) {
		t.Fatalf("%d names of %d codes: %v", len(names), numStoppedCodes, names)
	}
	for i, name := range names {
		t.Run(name, func(t *testing.T) { checkStoppedCode(t, StoppedCode(i)) })
	}
}

// stoppedCodeNames reads the names of the codes in the source, in their order.
func stoppedCodeNames(t *testing.T) (names []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "stoppedreason.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		block, ok := decl.(*ast.GenDecl)
		if !ok || block.Tok != token.CONST {
			continue
		}
		if kind, ok := block.Specs[0].(*ast.ValueSpec).Type.(*ast.Ident); !ok || kind.Name != "StoppedCode" {
			continue
		}
		for _, spec := range block.Specs {
			if name := spec.(*ast.ValueSpec).Names[0].Name; name != "numStoppedCodes" {
				names = append(names, name)
			}
		}
	}
	return names
}

// checkStoppedCode looks for a question without an answer, and asks the examples of a code.
func checkStoppedCode(t *testing.T, code StoppedCode) {
	row := &stoppedCodes[code]
	if (row.words == "") != (code == NotStopped) {
		t.Errorf("words %q", row.words)
	}
	if row.over == unsaidHostPort {
		t.Error("no answer to what host ports have to do with it")
	}
	if row.names == unanswered {
		t.Error("no answer to whether it names containers")
	}
	if row.details == nil && row.end != "" {
		t.Errorf("%q follows on no details", row.end)
	}
	examples := 0
	for _, x := range stoppedReasons {
		if x.reason.Code != code {
			continue
		}
		examples++
		name := plan
		if !x.reason.NamesContainers() {
			name = nil // nobody asks
		}
		if got := x.reason.Text(name); got != x.text {
			t.Errorf("text\n%q, want\n%q", got, x.text)
		}
		if got := x.reason.Lacks(); got != x.lacks {
			t.Errorf("lacks %q, want %q", got, x.lacks)
		}
		if got := LackOf(x.text); got != x.lacks {
			t.Errorf("%q lacks %q by its text, want %q", x.text, got, x.lacks)
		}
		if got := x.reason.OverHostPort(); got != x.over {
			t.Errorf("over a host port: %v, want %v", got, x.over)
		}
		if got, ok := x.reason.HostPort(); got != x.port && ok || ok != (x.port != HostPort{}) {
			t.Errorf("over %v, %v, want %v", got, ok, x.port)
		}
	}
	if examples == 0 {
		t.Error("no example among stoppedReasons")
	}
}

// What is not quite the text of a stopped reason lacks nothing.
func TestLackOfOtherTexts(t *testing.T) {
	for _, text := range []string{
		"RESOURCE:PORTS", "EMPTY CAPACITY PROVIDER", "x", " InsufficientFreeAddressesInSubnet",
		"InsufficientFreeAddressesInSubnet, subnet a", HostConfigErrorPrefix, StartErrorPrefix,
		StartErrorPrefix + bindErrorBegin + bindErrorEnd, StartErrorPrefix + bindErrorBegin + "80",
	} {
		if got := LackOf(text); got != Fits {
			t.Errorf("%q lacks %q, want nothing", text, got)
		}
	}
}

// A reason that its task has in common with others has the same text for all of them, and
// one that names containers has that of its task.
func TestStoppedReasonNamesContainers(t *testing.T) {
	other := func(container int) string { return strings.ToUpper(plan(container)) }
	for _, x := range stoppedReasons {
		differ := x.reason.Text(plan) != x.reason.Text(other)
		if want := x.reason.NamesContainers(); differ != want {
			t.Errorf("%+v: the text depends on names of containers: %v, want %v", x.reason, differ, want)
		}
	}
}

// Tasks keep a StoppedReason, and maps have it for a key.
func TestStoppedReasonIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(StoppedReason{}); size > 32 {
		t.Errorf("%d bytes, want at most 32", size)
	}
	times := map[StoppedReason]int{}
	for range 2 {
		for _, x := range stoppedReasons {
			times[x.reason]++
		}
	}
	for _, x := range stoppedReasons {
		if times[x.reason] != 2 {
			t.Errorf("%+v: counted %d times, want 2", x.reason, times[x.reason])
		}
	}
}

// The text made of an error's reason is that of the error, behind its prefix.
func TestStoppedReasonOfErrors(t *testing.T) {
	pick := func(r PortRange, n int, taken ...uint16) func(asked HostPort) error {
		return func(HostPort) error {
			d, busy := DynamicPorts{Range: r}, PortList{}
			for _, p := range taken {
				busy.Insert(p)
			}
			_, err := d.Pick(n, BusyPorts{Published: &busy})
			return err
		}
	}
	bind := func(r PortRange, published, listening []uint16) func(asked HostPort) error {
		return func(asked HostPort) error {
			d, listeners := DockerPorts{Range: r}, PortList{}
			for _, p := range published {
				if _, err := d.Request(asked.Protocol, p); err != nil {
					t.Fatal(err)
				}
			}
			for _, p := range listening {
				listeners.Insert(p)
			}
			_, err := d.Bind(asked.Protocol, asked.Port, &listeners)
			return err
		}
	}
	byAgent := func(err error, _ HostPort) StoppedReason { return StoppedByAgent(err) }
	for _, c := range []struct {
		name   string
		asked  HostPort
		err    func(asked HostPort) error
		reason func(err error, asked HostPort) StoppedReason
		prefix string
		want   StoppedReason
	}{
		{"no port", HostPort{}, pick(PortRange{100, 100}, 1, 100), byAgent, HostConfigErrorPrefix,
			StoppedReason{Code: StoppedNoPorts, Count: 1}},
		{"no three ports", HostPort{}, pick(PortRange{100, 104}, 3, 102), byAgent, HostConfigErrorPrefix,
			StoppedReason{Code: StoppedNoPorts, Count: 3}},
		{"port 1", HostPort{}, pick(PortRange{1, 100}, 1), byAgent, HostConfigErrorPrefix,
			StoppedReason{Code: StoppedPortOutside, Ports: PortRange{0, 1}, Range: PortRange{1, 100}}},
		{"ports from 1", HostPort{}, pick(PortRange{1, 100}, 3), byAgent, HostConfigErrorPrefix,
			StoppedReason{Code: StoppedPortOutside, Ports: PortRange{0, 3}, Range: PortRange{1, 100}}},
		{"published", HostPort{53, UDP}, bind(PortRange{}, []uint16{53}, nil), StoppedByDocker,
			StartErrorPrefix, StoppedReason{Code: StoppedPortAllocated, Port: HostPort{53, UDP}}},
		{"listening", HostPort{53, UDP}, bind(PortRange{}, nil, []uint16{53}), StoppedByDocker,
			StartErrorPrefix, StoppedReason{Code: StoppedPortInUse, Port: HostPort{53, UDP}}},
		{"range used up", HostPort{0, UDP}, bind(PortRange{100, 101}, []uint16{100, 101}, nil), StoppedByDocker,
			StartErrorPrefix, StoppedReason{Code: StoppedAllPorts}},
		{"range listening", HostPort{0, UDP}, bind(PortRange{100, 101}, nil, []uint16{100, 101}), StoppedByDocker,
			StartErrorPrefix, StoppedReason{Code: StoppedTriedPorts, Port: HostPort{101, UDP}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.err(c.asked)
			if err == nil {
				t.Fatal("no error")
			}
			got := c.reason(err, c.asked)
			if got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if text := got.Text(nil); text != c.prefix+err.Error() {
				t.Errorf("text %q, want that of the error, %q", text, c.prefix+err.Error())
			}
		})
	}
}

func TestStoppedReasonOfStrangeErrors(t *testing.T) {
	for name, reason := range map[string]func(error) StoppedReason{
		"agent":  StoppedByAgent,
		"docker": func(err error) StoppedReason { return StoppedByDocker(err, HostPort{80, TCP}) },
	} {
		for _, err := range []error{nil, errors.New("strange")} {
			func() {
				defer func() {
					if text, _ := recover().(string); !strings.Contains(text, "invariant") {
						t.Errorf("%s of %v: %q, want a panic that names the invariant", name, err, text)
					}
				}()
				reason(err)
			}()
		}
	}
}
