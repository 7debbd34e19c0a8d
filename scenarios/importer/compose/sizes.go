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
	number, err := strconv.ParseFloat(text[:end], 64)
	if err != nil || !known || strings.Trim(text[:end], "0123456789.") != "" || number > float64((1<<50)/scale) {
		return 0, false
	}
	return int64(number * float64(scale)), true
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
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || n < 0 || n > 10_000 {
		return 0, false
	}
	const perCPU = 1024
	return int(n * perCPU), true
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
