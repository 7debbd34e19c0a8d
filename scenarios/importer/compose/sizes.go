package compose

import (
	"strconv"
	"strings"
	"time"

	"ecssim/scenarios/importer/internal/tree"
)

// units are those of memory, as powers of two (docker/go-units, RAMInBytes).
var units = map[string]int64{"": 1, "b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}

// bytesOf reads an amount of memory: a number of bytes, or a number with a unit such as 512m,
// 0.5GB or 256MiB.
func bytesOf(text string) (int64, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	end := strings.LastIndexAny(text, "0123456789.") + 1
	unit := strings.TrimSpace(text[end:])
	if len(unit) > 1 {
		unit = strings.TrimSuffix(strings.TrimSuffix(unit, "b"), "i")
	}
	scale, known := units[unit]
	if !known {
		return 0, false
	}
	return timesDecimal(text[:end], scale)
}

// timesDecimal is a decimal number such as 0.5 times a whole one, rounded down; false where it is
// none, or beyond 2^50.
func timesDecimal(text string, scale int64) (int64, bool) {
	const most = 1 << 50
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = fraction[:min(len(fraction), 6)] // more digits make no MiB and no CPU unit
	n, err := strconv.ParseUint("0"+whole, 10, 63)
	if err != nil || text == "" || text == "." || n > uint64(most/scale) {
		return 0, false
	}
	part, err := strconv.ParseUint("0"+fraction, 10, 63)
	tens := int64(1)
	for range fraction {
		tens *= 10
	}
	return int64(n)*scale + int64(part)*scale/tens, err == nil
}

// mib reads an amount of memory in MiB, rounded down as the ECS CLI does.
func mib(text string) (int, bool) {
	n, ok := bytesOf(text)
	return int(n >> 20), ok && n>>20 <= 1<<30
}

// taskMemory reads mem_limit of task_size, which goes to ECS as it is: MiB without a unit, else
// with one, such as 0.5GB (ECS API, RegisterTaskDefinition).
func taskMemory(text string) (int, bool) {
	if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
		return n, n > 0
	}
	return mib(text)
}

// cpuOf reads a number of processors such as 0.5 in CPU units.
func cpuOf(text string) (int, bool) {
	const perCPU = 1024
	n, ok := timesDecimal(strings.TrimSpace(text), perCPU)
	return int(n), ok && n <= 10_000*perCPU
}

// seconds reads a length of time such as 1m30s, or whole seconds.
func seconds(v *tree.Value) (int, bool) {
	if n, ok := v.Int(); ok {
		return n, true
	}
	text, ok := v.String()
	if !ok {
		return 0, false
	}
	d, err := time.ParseDuration(text)
	return int(d / time.Second), err == nil && d >= 0 && d < 1000*time.Hour
}
