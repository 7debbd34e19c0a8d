package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// Log writes a run's event log as it happens, a line an entry: nothing is held
// back but the line. Its columns are as wide as the names of the scenario, so that
// they do not depend on what has happened yet; a longer cell moves its own line
// only.
type Log struct {
	w         io.Writer
	format    *format
	who, host int // widths
	csv       *csv.Writer
	text      strings.Builder // of one line
}

// eventWidth takes the longest name of an event.
const eventWidth = 21

// logColumns are the columns of Markdown and CSV, after the time.
var logColumns = []string{"event", "service", "task", "instance", "address", "detail", "cause"}

// NewLog returns a log of the runs of a scenario, and writes its head where the
// format has one.
func NewLog(w io.Writer, f Format, c *config.Config) (*Log, error) {
	format, err := f.find()
	if err != nil {
		return nil, err
	}
	l := &Log{w: w, format: format}
	l.who, l.host = logWidths(c)
	return l, format.head(l)
}

// Write writes one entry.
func (l *Log) Write(e sim.Entry) error { return l.format.line(l, e) }

// End writes what follows the log in its format: the report as the last line of
// JSON, and as a document below the log of a table or Markdown. CSV is one table,
// and that is the log.
func (l *Log) End(r *report.Report, o Options) error { return l.format.end(l, r, o) }

// noHead is of a format whose log begins with its first line.
func noHead(*Log) error { return nil }

// documentBelow writes the report as a document below the log.
func documentBelow(l *Log, r *report.Report, o Options) error {
	if _, err := io.WriteString(l.w, "\n"); err != nil {
		return err
	}
	return l.format.document(l.w, Report(r), o)
}

// logAlone is of a format in which the log is all there is.
func logAlone(*Log, *report.Report, Options) error { return nil }

// logWidths is room for the names of tasks, up to 999 of each workload, and of
// instances.
func logWidths(c *config.Config) (who, host int) {
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

// cells are the columns after the time.
func cells(e sim.Entry) []string {
	return []string{e.Event, e.Service, e.Task, e.Instance, e.Address, e.Detail, e.Cause}
}

// textLine writes an entry as a line of a story.
func textLine(l *Log, e sim.Entry) error {
	who := e.Task
	if who == "" {
		who = e.Service
	}
	l.text.Reset()
	fmt.Fprintf(&l.text, "%s  %-*s  %-*s  %-*s  %s", instant(e.At), eventWidth, e.Event, l.who, line(orNone(who)), l.host, line(orNone(e.Instance)), story(e))
	_, err := io.WriteString(l.w, strings.TrimRight(l.text.String(), " ")+"\n")
	return err
}

// story says what an entry's other columns do not: where, what, and why.
func story(e sim.Entry) string {
	detail, cause := line(e.Detail), line(e.Cause)
	switch {
	case e.Address == "":
	case detail == "":
		detail = e.Address
	default:
		detail = e.Address + ", " + detail
	}
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
