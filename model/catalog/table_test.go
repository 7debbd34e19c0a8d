package catalog

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// readSlowly reads an embedded table with encoding/csv, by column name: the
// slow twin of parse.
func readSlowly(t *testing.T, text string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func whole(t *testing.T, cell string) int {
	t.Helper()
	if cell == "" {
		return 0
	}
	n, err := strconv.Atoi(cell)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryCellArrivesInItsField(t *testing.T) {
	decimal := func(f float64) string {
		if f == 0 {
			return ""
		}
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	types := All()
	rows := readSlowly(t, typesCSV)
	if len(types) != len(rows) {
		t.Fatalf("%d types, want %d", len(types), len(rows))
	}
	for i, row := range rows {
		got := types[i]
		texts := [][2]string{
			{got.Name, row["instance_type"]},
			{strings.Join(got.Architectures, ";"), row["architectures"]},
			{got.Hypervisor, row["hypervisor"]},
			{got.NetworkBandwidth, row["network_bandwidth"]},
			{got.GPUName, row["gpu_name"]},
			{decimal(got.BaselineGbps), row["baseline_gbps"]},
			{decimal(got.BurstGbps), row["burst_gbps"]},
			{decimal(got.USDPerHour), row["usd_per_hour"]},
			{got.Source, sourceWords(row["source"])},
		}
		for column, pair := range texts {
			if pair[0] != pair[1] {
				t.Errorf("%s, text %d: got %q, want %q", got.Name, column, pair[0], pair[1])
			}
		}
		numbers := map[string]int{
			"vcpu": got.VCPU, "memory_mib": got.MemoryMiB, "max_enis": got.MaxENIs, "ipv4_per_eni": got.IPv4PerENI,
			"network_cards": got.NetworkCards, "ecs_tasks_default": got.TasksDefault, "ecs_tasks_trunking": got.TasksTrunking, "gpus": got.GPUs,
		}
		for column, n := range numbers {
			want := whole(t, row[column])
			if tasks, ok := exceptional[got.Name]; ok && column == "ecs_tasks_default" {
				want = tasks
			}
			if n != want {
				t.Errorf("%s: %s %d, want %d", got.Name, column, n, want)
			}
		}
		flags := map[string]bool{"offered_us_east_1": got.Offered, "current_generation": got.CurrentGeneration, "in_latest_describe": got.Described}
		for column, f := range flags {
			if want := row[column] == "true"; f != want {
				t.Errorf("%s: %s %v, want %v", got.Name, column, f, want)
			}
		}
		if want := row["burstable"] == "true" || strings.HasPrefix(got.Name, "t8i."); got.Burstable != want {
			t.Errorf("%s: burstable %v, want %v", got.Name, got.Burstable, want)
		}
	}
}

// The rules that tie the columns together, as the sources themselves say them.
func TestColumnsAgreeWithEachOther(t *testing.T) {
	counts := map[string]int{}
	for _, row := range readSlowly(t, typesCSV) {
		name := row["instance_type"]
		enis, plain := whole(t, row["max_enis"]), whole(t, row["ecs_tasks_default"])
		trunk, branch := whole(t, row["ecs_tasks_trunking"]), whole(t, row["controller_branch_enis"])
		counts["types"]++
		if whole(t, row["vcpu"]) < 1 || whole(t, row["memory_mib"]) < 1 || plain < 1 || row["architectures"] == "" {
			t.Errorf("%s: vCPUs, memory, architecture or task limit missing", name)
		}
		if enis > 0 {
			counts["interfaces"]++
			if plain != enis-1 {
				t.Errorf("%s: %d tasks without trunking, want the %d interfaces less one", name, plain, enis)
			}
		}
		if trunk > 0 {
			counts["trunk figures"]++
		}
		if enis > 0 && trunk > 0 && row["controller_branch_enis"] != "" {
			counts["trunk and branch figures"]++
			if want := min(max(trunk-(enis-2), 0), 120); branch != want {
				t.Errorf("%s: %d branch interfaces, want %d from %d tasks and %d interfaces", name, branch, want, trunk, enis)
			}
		}
		if row["usd_per_hour"] != "" {
			counts["prices"]++
		}
		if row["os_total_memory_mib"] != "" {
			counts["measured memory"]++
			if whole(t, row["os_total_memory_mib"]) > whole(t, row["memory_mib"]) {
				t.Errorf("%s: the operating system sees more memory than there is", name)
			}
		}
		if described := row["in_latest_describe"] == "true"; described != (row["current_generation"] != "") || described != (row["offered_us_east_1"] != "") {
			t.Errorf("%s: generation and offer known, or not, against in_latest_describe %v", name, described)
		}
	}
	want := map[string]int{
		"types": 1429, "interfaces": 1423, "trunk figures": 1201, "trunk and branch figures": 1186,
		"prices": 1366, "measured memory": 1093,
	}
	for what, n := range want {
		if counts[what] != n {
			t.Errorf("%s: %d, want %d", what, counts[what], n)
		}
	}
}

func TestTablesQuoteNothing(t *testing.T) {
	for name, text := range map[string]string{"types.csv": typesCSV, "registered.csv": registeredCSV} {
		if strings.ContainsAny(text, "\"\r") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s holds quotes or carriage returns, or does not end with a newline", name)
		}
	}
}

func TestAllIsSortedByFamilyThenSize(t *testing.T) {
	rank := func(size string) int {
		words := []string{"nano", "micro", "small", "medium", "large", "xlarge"}
		if i := slices.Index(words, size); i >= 0 {
			return i
		}
		if n, ok := strings.CutSuffix(size, "xlarge"); ok {
			return 100 + whole(t, n)
		}
		if n, ok := strings.CutPrefix(size, "metal-"); ok {
			return 20000 + whole(t, strings.TrimSuffix(n, "xl"))
		}
		if size != "metal" {
			t.Errorf("size %q is new here", size)
		}
		return 10000
	}
	types := All()
	for i := 1; i < len(types); i++ {
		a, b := types[i-1], types[i]
		if a.Family() > b.Family() || a.Family() == b.Family() && rank(a.Size()) >= rank(b.Size()) {
			t.Errorf("%s stands before %s", a.Name, b.Name)
		}
	}
}

func TestCallersGetCopies(t *testing.T) {
	all := All()
	all[0].Name, all[0].Architectures[0] = "spoilt", "spoilt"
	if again := All()[0]; again.Name != "a1.medium" || again.Architectures[0] != "arm64" {
		t.Errorf("a caller's change reached the table: %v %v", again.Name, again.Architectures)
	}
	one, err := Lookup("a1.medium")
	if err != nil {
		t.Fatal(err)
	}
	one.Architectures[0] = "spoilt"
	some, err := Match("a1.*")
	if err != nil {
		t.Fatal(err)
	}
	some[0].Architectures[0] = "spoilt"
	if again, _ := Lookup("a1.medium"); again.Architectures[0] != "arm64" {
		t.Errorf("a caller's change reached the table: %v", again.Architectures)
	}
	figures := PublishedRegistered("m5.large")
	figures[0].MiB = 1
	if PublishedRegistered("m5.large")[0].MiB == 1 {
		t.Error("a caller's change reached the published figures")
	}
}

func TestMalformedCellsPanic(t *testing.T) {
	cases := map[string]func(*row){
		"x":    func(r *row) { r.number() },
		"1.x":  func(r *row) { r.decimal() },
		"yes":  func(r *row) { r.flag() },
		"a":    func(r *row) { r.text(); r.text() },
		"a,b ": func(r *row) { r.text(); r.end() },
	}
	for cell, read := range cases {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("row %q was read without complaint", cell)
				}
			}()
			read(&row{rest: cell})
		}()
	}
}

func BenchmarkParse(b *testing.B) {
	published()
	for b.Loop() {
		parse()
	}
}

func BenchmarkEncodingCSV(b *testing.B) {
	for b.Loop() {
		if _, err := csv.NewReader(strings.NewReader(typesCSV)).ReadAll(); err != nil {
			b.Fatal(err)
		}
	}
}
