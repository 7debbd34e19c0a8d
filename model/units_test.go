package model

import (
	"strconv"
	"testing"
)

func TestParseSizes(t *testing.T) {
	for _, c := range []struct {
		text     string
		cpu, mib int64 // -1 = refused
	}{
		{"256", 256, 256},
		{" 512 ", 512, 512},
		{"0", 0, 0},
		{"1 vCPU", 1024, -1},
		{".5 vcpu", 512, -1},
		{"0.25VCPU", 256, -1},
		{"1 GB", -1, 1024},
		{"0.5GB", -1, 512},
		{"30 gb", -1, 30720},
		{"", -1, -1},
		{"-1", -1, -1},
		{"-1 vcpu", -1, -1},
		{"-1 GB", -1, -1},
		{"1.5", -1, -1},
		{"many", -1, -1},
		{"NaN vcpu", -1, -1},
		{"Inf GB", -1, -1},
		{"1073741824", 1 << 30, 1 << 30},
		{"1073741825", -1, -1},
		{"99999999999999999999", -1, -1},
	} {
		cpu, err := ParseCPU(c.text)
		if got := orRefused(int64(cpu), err); got != c.cpu {
			t.Errorf("ParseCPU(%q) = %d, %v; want %d", c.text, cpu, err, c.cpu)
		}
		mib, err := ParseMiB(c.text)
		if got := orRefused(int64(mib), err); got != c.mib {
			t.Errorf("ParseMiB(%q) = %d, %v; want %d", c.text, mib, err, c.mib)
		}
	}
}

func orRefused(n int64, err error) int64 {
	if err != nil {
		return -1
	}
	return n
}

func FuzzParseSizes(f *testing.F) {
	for _, s := range []string{"256", "1 vCPU", "0.5GB", "1e300 gb", "0x1p-2 vcpu", "", "-3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := ParseCPU(text); err == nil {
			if again, err := ParseCPU(strconv.Itoa(int(n))); err != nil || again != n || n < 0 {
				t.Errorf("%q reads as %d, which reads as %d, %v", text, n, again, err)
			}
		}
		if n, err := ParseMiB(text); err == nil {
			if again, err := ParseMiB(strconv.Itoa(int(n))); err != nil || again != n || n < 0 {
				t.Errorf("%q reads as %d, which reads as %d, %v", text, n, again, err)
			}
		}
	})
}

func TestCounted(t *testing.T) {
	for want, got := range map[string]string{
		"0 tasks": Counted(0, "task"), "1 ENI slot": Counted(1, "ENI slot"), "2 tasks": Counted(2, "task"),
		"1 MiB": Counted[int32](1, "MiB"), "512 MiB": Counted[int32](512, "MiB"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
