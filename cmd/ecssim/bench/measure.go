package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// measure runs every program of every job once a round: the jobs in a new order
// each round, and the programs of a job, one after the other, in a new order too,
// so that no program always meets the machine in the same state.
func (s *site) measure(jobs []job, rounds int) (measured, error) {
	m := measured{}
	for _, j := range jobs {
		m[j.name] = map[string][]sample{}
	}
	begin := time.Now()
	for round := range rounds {
		for _, i := range rand.Perm(len(jobs)) {
			j := &jobs[i]
			if j.rounds > 0 && round >= j.rounds {
				continue
			}
			fmt.Fprintf(s.stderr, "%5.0fs round %d of %d: %s\n", time.Since(begin).Seconds(), round+1, rounds, j.name)
			for _, k := range rand.Perm(len(j.by)) {
				p := &j.by[k]
				if p.rounds > 0 && round >= p.rounds {
					continue
				}
				command, ok := s.command(j, p)
				if !ok {
					continue
				}
				x, err := s.once(j, p, command)
				if err != nil {
					return nil, fmt.Errorf("%s of %s: %w", p.name, j.name, err)
				}
				m[j.name][p.name] = append(m[j.name][p.name], x)
			}
		}
	}
	return m, nil
}

// command puts what was built into a program's arguments; false = a tool was left
// out.
func (s *site) command(j *job, p *program) ([]string, bool) {
	var words []string
	for _, w := range strings.Fields(p.args) {
		switch tool, isTool := s.tools[strings.Trim(w, "{}")]; {
		case w == "{file}":
			words = append(words, s.file(j))
		case !strings.HasPrefix(w, "{"):
			words = append(words, w)
		case isTool:
			words = append(words, tool...)
		default:
			return nil, false
		}
	}
	return words, true
}

// once runs a program. What it writes goes through a file and not through this
// process, whose memory would else count as the program's: the kernel charges a
// child with what its parent held when it was started.
func (s *site) once(j *job, p *program, command []string) (sample, error) {
	out, err := os.Create(filepath.Join(s.dir, "stdout"))
	if err != nil {
		return sample{}, err
	}
	defer out.Close()
	var errors strings.Builder
	c := exec.Command(command[0], command[1:]...)
	c.Stdout, c.Stderr = out, &errors
	if p.env != "" {
		c.Env = append(os.Environ(), p.env)
	}
	if err := c.Run(); err != nil {
		return sample{}, fmt.Errorf("%w\n%s", err, errors.String())
	}
	x := sample{cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime(), values: map[string]float64{}}
	if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		x.memory = peak(u)
	}
	if _, err := out.Seek(0, 0); err != nil {
		return sample{}, err
	}
	read := p.read
	if read == nil {
		read = readPrinted
	}
	if x.check, err = read(out, x.values); err != nil {
		return sample{}, fmt.Errorf("its output: %w", err)
	}
	return x, nil
}

// peak is the most memory that a process has held, in bytes: Linux counts KiB.
func peak(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}
