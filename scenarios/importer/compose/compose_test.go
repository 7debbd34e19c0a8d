package compose

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// TestPorts reads ports in every form.
func TestPorts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"80", "80"},
		{"80:8080", "8080=80"},
		{"127.0.0.1:80:8080", "8080=80"},
		{"127.0.0.1::8080", "8080"},
		{"[::1]:80:8080", "8080=80"},
		{"80:8080/udp", "8080=80/udp"},
		{"80:8080/tcp", "8080=80"},
		{"5000-5002", "5000 5001 5002"},
		{"6000-6001:5000-5001/udp", "5000=6000/udp 5001=6001/udp"},
		{"8000-9000:80", "80"},
		{"6000-6002:5000-5001", `! "6000-6002:5000-5001" has 2 container ports and 3 host ports`},
		{"80:8080/sctp", `! "80:8080/sctp" has protocol "sctp", wanted tcp or udp`},
		{"x:8080", `! "x:8080" has host port "x", wanted a port or a range`},
		{"0", `! "0" is no port, wanted such as 8080, 80:8080, 80:8080/udp or a range of at most 1000`},
		{"1-65535", `! "1-65535" is no port, wanted such as 8080, 80:8080, 80:8080/udp or a range of at most 1000`},
		{"70000", `! "70000" is no port, wanted such as 8080, 80:8080, 80:8080/udp or a range of at most 1000`},
	} {
		all, problem := shortPort(c.text)
		if got := shownPorts(all, problem); got != c.want {
			t.Errorf("%s is %s, want %s", c.text, got, c.want)
		}
	}
	long := tree.MapOf(tree.Field{Key: "target", Value: tree.Of("80")}, tree.Field{Key: "published", Value: tree.Of("8080")}, tree.Field{Key: "protocol", Value: tree.Of("udp")})
	if got := shownPorts(longPort(long)); got != "80=8080/udp" {
		t.Errorf("the long form is %s", got)
	}
}

func shownPorts(all []mapping, problem string) string {
	if problem != "" {
		return "! " + problem
	}
	var words []string
	for _, m := range all {
		word := fmt.Sprint(m.container)
		if m.host > 0 {
			word += fmt.Sprint("=", m.host)
		}
		if m.udp {
			word += "/udp"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// TestSizes reads memory, processors and lengths of time.
func TestSizes(t *testing.T) {
	for text, want := range map[string]int{
		"536870912": 512, "512m": 512, "512M": 512, "512mb": 512, "512MiB": 512, "0.5g": 512, "0.5GB": 512, "1GiB": 1024, "1048575": 0,
		"524288k": 512, "x": -1, "": -1, "-5m": -1, "5x": -1, "1e3m": -1, "99999999999g": -1,
	} {
		got, ok := mib(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%s is %d MiB, %v; want %d", text, got, ok, want)
		}
	}
	for text, want := range map[string]int{"15469": 15469, "0.5GB": 512, "2048": 2048, "1 GB": 1024} {
		if got, ok := taskMemory(text); !ok || got != want {
			t.Errorf("a task's %s is %d MiB, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{"0.5": 512, "2": 2048, "0.25": 256} {
		if got, ok := cpuOf(text); !ok || got != want {
			t.Errorf("%s processors are %d units, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{"1m30s": 90, "30": 30, "10s": 10} {
		if got, ok := seconds(tree.Of(text)); !ok || got != want {
			t.Errorf("%s is %d s, want %d", text, got, want)
		}
	}
}

// TestVariables puts variables into texts.
func TestVariables(t *testing.T) {
	r := &reader{variables: map[string]string{}}
	r.readVariables("A=1\n# B=2\nexport C='three'\nD=\"4 # 5\"\nE=6 # seven\nEMPTY=\nbroken\n")
	for text, want := range map[string]string{
		"$A": "1", "${A}x": "1x", "${C}": "three", "${D}": "4 # 5", "${E}": "6", "a$$A": "a$A", "$": "$", "$1": "$1",
		"${NO:-7}": "7", "${NO-7}": "7", "${EMPTY-7}": "", "${EMPTY:-7}": "7", "${NO:-${A}}": "1", "${A:+x}": "x", "${NO:+x}": "",
		"${A:?it has to be}": "1", "${NO:?it has to be}": "!variable NO is in no file", "$NO:80": "!variable NO is in no file", "${A": "!${ has no end",
	} {
		v := r.interpolate(text)
		got, ok := v.String()
		if !ok {
			got = "!" + v.Why()
		}
		if got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if v := r.interpolate(strings.Repeat("$A", 1000)); v.Why() == "" {
		t.Error("a text of a thousand variables is taken")
	}
}

// TestIs tells Compose files from what looks like them.
func TestIs(t *testing.T) {
	for _, c := range []struct {
		file, text string
		want       bool
	}{
		{"docker-compose.yml", "services: {web: {image: a}}", true},
		{"docker-compose.yml", "web: {image: a}\ndb: {build: .}", true},
		{"c.json", `{"services": {"web": {"image": "a"}}}`, true},
		{"services.json", `{"services": [{"serviceName": "web"}]}`, false},
		{"ecs-params.yml", "version: 1\ntask_definition: {}", true},
		{".env", "A=1", true},
		{"x.yaml", "Resources: {A: {Type: x}}", false},
		{"x.yaml", "a: 1", false},
		{"x.yaml", "[", false},
	} {
		docs, err := document.Split(c.file, []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := Is(docs[0]); got != c.want {
			t.Errorf("%s %s: %v", c.file, c.text, got)
		}
	}
}

// FuzzCompose reads anything.
func FuzzCompose(f *testing.F) {
	f.Add("services:\n  web:\n    image: a\n    ports: [\"80:80\", {target: 1, published: 2}]\n    mem_limit: 512m\n    depends_on: {db: {condition: service_healthy}}\n",
		"task_definition: {task_size: {mem_limit: 1GB}, services: {web: {cpu_shares: 100}}}")
	f.Add("a: &a {image: x}\nb: {<<: *a, ports: [\"1-1000\"]}", "")
	f.Add("\"\": {image: a}\nb: {image: b}", "task_definition:") // a service without a name
	f.Fuzz(func(t *testing.T, text, params string) {
		docs, err := document.Split("compose.yml", []byte(text))
		if err != nil {
			return
		}
		more, err := document.Split("ecs-params.yml", []byte(params))
		if err != nil {
			return
		}
		for _, reading := range []Reading{Ask, OneTask, ServiceEach} {
			Read(append(docs[:len(docs):len(docs)], more...), reading, map[string]string{"A": "1"}, &record.Set{})
		}
	})
}
