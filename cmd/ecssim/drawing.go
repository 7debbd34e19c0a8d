package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/cmd/ecssim/internal/trace"
	"ecssim/cmd/ecssim/internal/whole"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/film"
	"ecssim/sim/plan"
	"ecssim/sim/report"
)

// drawFlags are the files that a command writes beside its report: a page, a picture, a trace.
type drawFlags struct {
	html, plot, kind, trace string
	force                   bool
}

// addHTML adds --html, and --force, which is of all files.
func (f *drawFlags) addHTML(cmd *cobra.Command) {
	f.addPage(cmd)
	cmd.Flags().BoolVar(&f.force, "force", false, "write the files of --html, --plot and --trace in the place of files that exist")
}

// addPage adds --html to a command that has --force already.
func (f *drawFlags) addPage(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.html, "html", "", "write the report with pictures to this file too: one page without scripts (name.html)")
	must(cmd.MarkFlagFilename("html", "html"))
}

// addPlot adds --plot, of one kind of picture.
func (f *drawFlags) addPlot(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.plot, "plot", "", "write a picture to this file too (name.svg)")
	must(cmd.MarkFlagFilename("plot", "svg"))
}

// addRun adds the flags of a command that runs a scenario once.
func (f *drawFlags) addRun(cmd *cobra.Command) {
	f.addHTML(cmd)
	f.addPlot(cmd)
	cmd.Flags().StringVar(&f.kind, "plot-kind", "hosts", "what --plot draws: "+strings.Join(plotKindNames(), ", "))
	must(cmd.RegisterFlagCompletionFunc("plot-kind", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return plotKindNames(), cobra.ShellCompDirectiveNoFileComp
	}))
	cmd.Flags().StringVar(&f.trace, "trace", "", "write a trace for https://ui.perfetto.dev to this file too (name.json)")
	must(cmd.MarkFlagFilename("trace", "json"))
}

// wanted reports whether any file is to be written.
func (f *drawFlags) wanted() bool { return f.html != "" || f.plot != "" || f.trace != "" }

// check refuses names that do not say what the file is, before anything runs.
func (f *drawFlags) check() error {
	for _, x := range []struct{ flag, name, ending, hint string }{
		{"html", f.html, ".html", ""}, {"trace", f.trace, ".json", ""},
		{"plot", f.plot, ".svg", "; rsvg-convert and Inkscape turn SVG into PNG and PDF"},
	} {
		if x.name != "" && filepath.Ext(x.name) != x.ending {
			return usagef("--%s %q: wanted the name of a file that ends in %s%s", x.flag, plaintext.Short(x.name), x.ending, x.hint)
		}
	}
	if f.kind != "" && kindNamed(f.kind) == nil {
		return usagef("--plot-kind %q is unknown, wanted one of %s%s", plaintext.Short(f.kind), strings.Join(plotKindNames(), ", "), didYouMean(f.kind, plotKindNames()))
	}
	return f.vacant()
}

// outFile is a file or folder that a flag has a command write; its path is "" where it is not asked for.
type outFile struct{ flag, path string }

// apart refuses two outputs with one path, of which the second would take the place of the first.
func apart(all ...outFile) error {
	by := map[string]string{}
	for _, x := range all {
		if x.path == "" {
			continue
		}
		path := filepath.Clean(x.path)
		if whole, err := filepath.Abs(path); err == nil {
			path = whole
		}
		if other, ok := by[path]; ok {
			return usagef("--%s and --%s are both %q, wanted two paths", other, x.flag, plaintext.Short(x.path))
		}
		by[path] = x.flag
	}
	return nil
}

// vacant refuses files that exist, unless they are to be overwritten.
func (f *drawFlags) vacant() error {
	for _, name := range []string{f.html, f.plot, f.trace} {
		if err := vacant(name, f.force); err != nil {
			return err
		}
	}
	return nil
}

// vacant refuses a file that exists, unless it is to be overwritten, and what is no regular file always: in
// the place of a device such as /dev/null, or of a link, there is never a file. "" is no file.
func vacant(name string, force bool) error {
	if name == "" {
		return nil
	}
	if force {
		return whole.Replaceable(name)
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("%s exists already; --force replaces it", name)
	}
	return nil
}

// recording is what pictures and traces need of a run.
type recording struct {
	film *film.Film
	book *address.Book // at the end of the run
}

// record returns a recording, and the observers that make it; nil where no file is wanted.
func (f *drawFlags) record(c *config.Config) (*recording, []engine.Observer) {
	if !f.wanted() {
		return nil, nil
	}
	x := &recording{film.New(c), address.NewBook(c)}
	return x, []engine.Observer{x.film, x.book}
}

// drawing is the last scene of the recording, to be drawn.
func (x *recording) drawing() *picture.Drawing {
	look := picture.Look{Addresses: x.book}
	if x.film.Cut {
		look.Addresses = nil // they are those of a later instant
	}
	return picture.Draw(x.film.Scene(x.film.Steps()-1), look)
}

// files makes the files that are wanted: the page of a document, the pictures, the trace of a
// recording.
func (f *drawFlags) files(d *render.Document, page func() *render.Page, pictures func() ([]*picture.Picture, error), x *recording) ([]newFile, error) {
	var all []newFile
	if f.html != "" {
		var b bytes.Buffer
		if err := render.WriteHTML(&b, d, page()); err != nil {
			return nil, err
		}
		all = append(all, newFile{f.html, b.Bytes()})
	}
	if f.plot != "" {
		p, err := pictures()
		if err != nil {
			return nil, err
		}
		all = append(all, newFile{f.plot, []byte(picture.Sheet(p))})
	}
	if f.trace != "" {
		var b bytes.Buffer
		if err := trace.Write(&b, x.film); err != nil {
			return nil, err
		}
		all = append(all, newFile{f.trace, b.Bytes()})
	}
	return all, nil
}

// drawRun writes the files of one run that are wanted.
func (a *app) drawRun(c *config.Config, r *report.Report, f *drawFlags, x *recording) error {
	if x == nil {
		return nil
	}
	files, err := f.files(render.Report(r), func() *render.Page { return runPage(c, r, x) }, func() ([]*picture.Picture, error) { return f.pictures(x, r) }, x)
	if err != nil {
		return err
	}
	return a.writeFiles(files, f.force)
}

// drawReach writes the files of an answer that are wanted.
func (a *app) drawReach(c *config.Config, d *render.Document, answer *report.ReachAnswer, f *drawFlags) error {
	pictures := func() ([]*picture.Picture, error) { return drawn(picture.Reach(answer, &picture.English)), nil }
	files, err := f.files(d, func() *render.Page { return reachPage(c, answer) }, pictures, nil)
	if err != nil {
		return err
	}
	return a.writeFiles(files, f.force)
}

// drawPlan writes the files of a plan that are wanted.
func (a *app) drawPlan(c *config.Config, d *render.Document, r *plan.Result, f *drawFlags) error {
	var fleets []picture.Fleet
	for i := range r.Fleets {
		x := &r.Fleets[i]
		fleets = append(fleets, picture.Fleet{
			Name: render.FleetName(x), Setup: x.Setup, Hosts: x.Hosts, USD: x.USDPerHour, LeastUSD: x.LowerBoundUSDPerHour, BoundBy: x.BoundBy})
	}
	w := &picture.English
	drawing := func() []*picture.Picture {
		return []*picture.Picture{picture.Fleets(r.Scenario, fleets, r.AnyFleetLowerBoundUSDPerHour, w)}
	}
	files, err := f.files(d, func() *render.Page {
		p := newPage(c, nil, "")
		p.Sections = section("fleets", "The cheapest fleets", "", w.FleetKey(), drawing())
		return p
	}, func() ([]*picture.Picture, error) { return drawing(), nil }, nil)
	if err != nil {
		return err
	}
	return a.writeFiles(files, f.force)
}

// drawDiagnoses writes the page of why tasks are refused, with the container instances at the end.
func (a *app) drawDiagnoses(s *scenarios.Scenario, d *render.Document, r *report.Report, f *drawFlags) error {
	x, observers := f.record(s.Config)
	if x == nil {
		return nil
	}
	if _, err := sim.Run(a.ctx, s.Config, 0, &sim.Watch{Observers: observers}); err != nil {
		return err
	}
	files, err := f.files(d, func() *render.Page { return runPage(s.Config, r, x) }, nil, x)
	if err != nil {
		return err
	}
	return a.writeFiles(files, f.force)
}

// drawDifference writes the page of two scenarios.
func (a *app) drawDifference(d *render.Document, both [2]*scenarios.Scenario, reports [2]*report.Report, of [2]*recording, f *drawFlags) error {
	files, err := f.files(d, func() *render.Page {
		return differencePage([2]*config.Config{both[0].Config, both[1].Config}, reports, of)
	}, nil, nil)
	if err != nil {
		return err
	}
	return a.writeFiles(files, f.force)
}

// writeFiles writes files whole or not at all.
func (a *app) writeFiles(files []newFile, force bool) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	if !force {
		return writeNew(files, writeWhole)
	}
	for _, f := range files {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if err := replaceWhole(f); err != nil {
			return err
		}
	}
	return nil
}
