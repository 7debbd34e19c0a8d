package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A reader makes a check of what a program has written, and adds to its values.
type reader func(r io.Reader, values map[string]float64) (check string, err error)

// readPrinted takes words such as ns=12.5 and check=28387-lost.
func readPrinted(r io.Reader, values map[string]float64) (check string, err error) {
	text, err := io.ReadAll(r)
	for _, w := range strings.Fields(string(text)) {
		name, value, ok := strings.Cut(w, "=")
		if !ok {
			continue
		}
		if name == "check" {
			check = value
			continue
		}
		if values[name], err = strconv.ParseFloat(value, 64); err != nil {
			return "", err
		}
	}
	if check == "" {
		return "", fmt.Errorf("%.100q, wanted check=VALUE in it", text)
	}
	return check, err
}

// readTests takes the output of go test.
func readTests(r io.Reader, _ map[string]float64) (string, error) {
	text, err := io.ReadAll(r)
	if err == nil && !bytes.HasPrefix(text, []byte("ok")) {
		err = fmt.Errorf("%.200q, wanted ok", text)
	}
	return "ok", err
}

// readSum is a digest of all bytes.
func readSum(r io.Reader, _ map[string]float64) (string, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return fmt.Sprintf("%d bytes %.4x", n, h.Sum(nil)), err
}

// account is what of a run's JSON tells whether the work was done.
type account struct {
	tasks     struct{ Requested, Placed, Running int }
	completed int // deployments
	hosts     int // with a task
}

// readAccount reads a run's JSON, its lists entry by entry: of 100,000 instances it
// would otherwise hold some hundred MB.
func readAccount(r io.Reader) (a account, err error) {
	dec := json.NewDecoder(r)
	if _, err := dec.Token(); err != nil {
		return a, err
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return a, err
		}
		var skip json.RawMessage
		switch key {
		case "tasks":
			err = dec.Decode(&a.tasks)
		case "services":
			err = each(dec, a.service)
		case "instances":
			err = each(dec, a.instance)
		default:
			err = dec.Decode(&skip)
		}
		if err != nil {
			return a, err
		}
	}
	return a, nil
}

func (a *account) service(s struct{ Deployments []struct{ Verdict string } }) {
	for _, d := range s.Deployments {
		if d.Verdict == "COMPLETED" {
			a.completed++
		}
	}
}

func (a *account) instance(i struct{ Tasks int }) {
	if i.Tasks > 0 {
		a.hosts++
	}
}

// each decodes the entries of a list one by one.
func each[T any](dec *json.Decoder, take func(T)) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		var x T
		if err := dec.Decode(&x); err != nil {
			return err
		}
		take(x)
	}
	_, err := dec.Token()
	return err
}

// readRun checks how many tasks were placed, run to their end or not.
func readRun(r io.Reader, _ map[string]float64) (string, error) {
	a, err := readAccount(r)
	return fmt.Sprintf("%s asked, %s placed", comma(a.tasks.Requested), comma(a.tasks.Placed)), err
}

// readHosts checks on how many hosts the tasks are in the end, and makes it a
// value too.
func readHosts(r io.Reader, values map[string]float64) (string, error) {
	a, err := readAccount(r)
	values[string(hosts)] = float64(a.hosts)
	return fmt.Sprintf("%s placed on %s hosts", comma(a.tasks.Placed), comma(a.hosts)), err
}

// readRollout checks how many deployments have completed, and what runs.
func readRollout(r io.Reader, _ map[string]float64) (string, error) {
	a, err := readAccount(r)
	return fmt.Sprintf("%d deployments completed, %s running", a.completed, comma(a.tasks.Running)), err
}

// readPair takes the 95 % intervals of a comparison of two setups and says how much
// less the difference varies than it would if each setup met a chance of its own:
// (a² + b²) / d², of the widths for each setup and for the difference.
func readPair(r io.Reader, values map[string]float64) (string, error) {
	type interval struct{ Mean, Low, High float64 }
	var c struct {
		Setups []struct {
			Setup  string
			Result struct {
				Tasks struct{ Refused interval }
			}
		}
		Differences []struct {
			Setup, Versus string
			Measures      map[string]interval
		}
	}
	if err := json.NewDecoder(r).Decode(&c); err != nil {
		return "", err
	}
	square := func(i interval) float64 { return (i.High - i.Low) * (i.High - i.Low) }
	apart := 0.0
	for _, s := range c.Setups {
		if s.Setup == "awsvpc" || s.Setup == "bridge-dynamic" {
			apart += square(s.Result.Tasks.Refused)
		}
	}
	for _, d := range c.Differences {
		if d.Setup == "bridge-dynamic" && d.Versus == "awsvpc" {
			refused := d.Measures["tasks.refused"]
			values[string(cut)] = apart / square(refused)
			return fmt.Sprintf("%.1f fewer refused", -refused.Mean), nil
		}
	}
	return "", errors.New("no difference of bridge-dynamic less awsvpc")
}

// readPlan takes the cheapest fleet of a plan and what it costs more than any.
func readPlan(r io.Reader, values map[string]float64) (string, error) {
	var p struct {
		AnyFleetLowerBoundUsdPerHour float64
		Fleets                       []struct {
			Hosts           int
			UsdPerHour, Gap float64
		}
	}
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return "", err
	}
	if len(p.Fleets) == 0 {
		return "", errors.New("no fleet")
	}
	f := p.Fleets[0]
	values[string(gap)] = 100 * f.Gap
	return fmt.Sprintf("%d hosts at %.4f USD/h, any fleet at least %.4f", f.Hosts, f.UsdPerHour, p.AnyFleetLowerBoundUsdPerHour), nil
}

func comma(n int) string { return group(strconv.Itoa(n)) }
