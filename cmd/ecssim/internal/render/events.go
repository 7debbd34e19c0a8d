package render

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ecssim/sim"
	"ecssim/sim/des"
)

// Log writes a run's event log as it happens, a line an entry: nothing is held
// back but the line. Its columns are as wide as the names of the scenario, so that
// they do not depend on what has happened yet; a longer cell moves its own line
// only.
type Log struct {
	w         io.Writer
	format    Format
	who, host int // widths
	csv       *csv.Writer
	line      strings.Builder
}

// eventWidth takes the longest name of an event.
const eventWidth = 21

// logColumns are the columns of Markdown and CSV.
var logColumns = []string{"event", "service", "task", "instance", "detail", "cause"}

// NewLog returns a log of the runs of a scenario, and writes its head where the
// format has one.
func NewLog(w io.Writer, f Format, c *sim.Config) (*Log, error) {
	l := &Log{w: w, format: f}
	l.who, l.host = logWidths(c)
	switch f {
	case FormatMarkdown:
		_, err := fmt.Fprintf(w, "| time | %s |\n|:-----|%s\n", strings.Join(logColumns, " | "), strings.Repeat(":---|", len(logColumns)))
		return l, err
	case FormatCSV:
		l.csv = csv.NewWriter(w)
		return l, l.record("at (s)", logColumns)
	}
	return l, nil
}

// logWidths is room for the names of tasks, up to 999 of each workload, and of
// instances.
func logWidths(c *sim.Config) (who, host int) {
	who, host = 1, 1
	for i := range c.Services {
		who = max(who, len(c.Services[i].Name)+len("/999"))
	}
	for i := range c.RunTasks {
		who = max(who, len(c.RunTasks[i].Name)+len("/999"))
	}
	for i := range c.Groups {
		most := c.Groups[i].Count
		for p := range c.Providers {
			if c.Providers[p].Group == i {
				most = c.Providers[p].Max
			}
		}
		host = max(host, len(c.Groups[i].Name)+1+len(strconv.Itoa(most)))
	}
	return who, host
}

// logged is an entry in JSON.
type logged struct {
	At       float64 `json:"at"`
	Event    string  `json:"event"`
	Service  string  `json:"service,omitempty"`
	Task     string  `json:"task,omitempty"`
	Instance string  `json:"instance,omitempty"`
	Detail   string  `json:"detail,omitempty"`
	Cause    string  `json:"cause,omitempty"`
}

// Write writes one entry.
func (l *Log) Write(e sim.Entry) error {
	switch l.format {
	case FormatJSON:
		return lineEncoder(l.w).Encode(logged{
			At: e.At.Seconds(), Event: e.Event, Service: e.Service, Task: e.Task, Instance: e.Instance, Detail: e.Detail, Cause: e.Cause})
	case FormatCSV:
		return l.record(strconv.FormatFloat(e.At.Seconds(), 'f', -1, 64), cells(e))
	case FormatMarkdown:
		l.line.Reset()
		l.line.WriteString("| " + instant(e.At))
		for _, c := range cells(e) {
			l.line.WriteString(" | " + escapeMarkdown(c))
		}
		l.line.WriteString(" |\n")
	default:
		l.line.Reset()
		l.text(e)
	}
	_, err := io.WriteString(l.w, l.line.String())
	return err
}

func (l *Log) record(at string, cells []string) error {
	if err := l.csv.Write(append([]string{at}, cells...)); err != nil {
		return err
	}
	l.csv.Flush()
	return l.csv.Error()
}

// cells are the columns after the time.
func cells(e sim.Entry) []string {
	return []string{e.Event, e.Service, e.Task, e.Instance, e.Detail, e.Cause}
}

// text is an entry as a line of a story.
func (l *Log) text(e sim.Entry) {
	who := e.Task
	if who == "" {
		who = e.Service
	}
	fmt.Fprintf(&l.line, "%s  %-*s  %-*s  %-*s  %s", instant(e.At), eventWidth, e.Event, l.who, orNone(who), l.host, orNone(e.Instance), story(e))
	s := strings.TrimRight(l.line.String(), " ")
	l.line.Reset()
	l.line.WriteString(s + "\n")
}

// story says what an entry's other columns do not: what, and why.
func story(e sim.Entry) string {
	detail, cause := oneLine(e.Detail), oneLine(e.Cause)
	switch {
	case cause == "":
		return detail
	case detail == "":
		return "because " + cause
	}
	return strings.TrimSuffix(detail, ".") + ", because " + cause
}

// instant writes a moment so that text sorts as time does, below a hundred hours.
func instant(t des.Time) string {
	ms := int64(t) / 1e6
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3600000, ms/60000%60, ms/1000%60, ms%1000)
}

// End writes what follows the log in its format: the report as the last line of
// JSON, and as a document below the log of a table or Markdown. CSV is one table,
// and that is the log.
func (l *Log) End(r *sim.Report, color bool) error {
	switch l.format {
	case FormatCSV:
		return nil
	case FormatJSON:
		return lineEncoder(l.w).Encode(struct {
			Report *sim.Report `json:"report"`
		}{r})
	}
	if _, err := io.WriteString(l.w, "\n"); err != nil {
		return err
	}
	return Write(l.w, Report(r), Options{Format: l.format, Color: color})
}

// lineEncoder encodes a value a line.
func lineEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}
