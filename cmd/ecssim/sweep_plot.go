package main

import (
	"bytes"
	"fmt"
	"html/template"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/internal/plot"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/cmd/ecssim/internal/results"
	"ecssim/model/plaintext"
)

// plotFlags are the pictures of a sweep that are written.
type plotFlags struct {
	plot, kind, html string
	force            bool
}

func (f *plotFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.plot, "plot", "", "draw the means with their intervals into this file (name.svg, name.png or name.pdf)")
	cmd.Flags().StringVar(&f.kind, "plot-kind", "", "what is drawn: "+strings.Join(plot.Kinds, ", ")+" (default: all that the sweep has the values for)")
	cmd.Flags().StringVar(&f.html, "html", "", "write the summary with its pictures to this file: one page without scripts (name.html)")
	cmd.Flags().BoolVar(&f.force, "force", false, "write the files of --plot and --html in the place of files that exist")
	must(cmd.MarkFlagFilename("plot", "svg", "png", "pdf"))
	must(cmd.MarkFlagFilename("html", "html"))
	must(cmd.RegisterFlagCompletionFunc("plot-kind", fixed(plot.Kinds...)))
}

// check refuses names that do not say what the file is, before anything runs.
func (f *plotFlags) check() error {
	switch {
	case f.plot != "" && !slices.Contains(plot.Endings, filepath.Ext(f.plot)):
		return usagef("--plot %q: wanted the name of a file that ends in one of %s", plaintext.Short(f.plot), strings.Join(plot.Endings, ", "))
	case f.html != "" && filepath.Ext(f.html) != ".html":
		return usagef("--html %q: wanted the name of a file that ends in .html", plaintext.Short(f.html))
	case f.kind != "" && !slices.Contains(plot.Kinds, f.kind):
		return usagef("--plot-kind %q: wanted one of %s%s", plaintext.Short(f.kind), strings.Join(plot.Kinds, ", "), didYouMean(f.kind, plot.Kinds))
	case f.kind != "" && f.plot == "" && f.html == "":
		return usagef("--plot-kind goes with --plot or --html")
	}
	return (&drawFlags{html: f.html, plot: f.plot, force: f.force}).vacant()
}

// drawSweep writes the pictures that are wanted.
func (a *app) drawSweep(s *results.Summary, f *plotFlags) error {
	if f.plot == "" && f.html == "" {
		return nil
	}
	figures, left := plot.OfSweep(s, f.kind)
	if len(figures) == 0 {
		return fmt.Errorf("the sweep has no values for a picture%s", map[bool]string{true: " of kind " + f.kind}[f.kind != ""])
	}
	if left != "" {
		a.warn([]string{left})
	}
	var files []newFile
	if f.plot != "" {
		var b bytes.Buffer
		if err := plot.Write(&b, f.plot, figures); err != nil {
			return err
		}
		files = append(files, newFile{f.plot, b.Bytes()})
	}
	if f.html != "" {
		page, err := sweepPage(s, figures)
		if err != nil {
			return err
		}
		files = append(files, newFile{f.html, page})
	}
	return a.writeFiles(files, f.force)
}

// sweepPage is the summary as a page.
func sweepPage(s *results.Summary, figures []plot.Figure) ([]byte, error) {
	var body bytes.Buffer
	for _, f := range figures {
		var svg bytes.Buffer
		if err := plot.Write(&svg, ".svg", []plot.Figure{f}); err != nil {
			return nil, err
		}
		text := svg.String()
		text = text[strings.Index(text, "<svg"):] // without the XML declaration
		says := template.HTMLEscapeString(plaintext.Escape(f.Says()))
		fmt.Fprintf(&body, `<figure>%s<figcaption>%s</figcaption></figure>`, strings.Replace(text, "<svg ", `<svg role="img" aria-label="`+says+`" `, 1), says)
	}
	page := &render.Page{Name: s.Sweep.Name, Title: s.Sweep.Name, Footer: "ecssim " + s.Sweep.Version + ", instance-type data of " + s.Sweep.DataDate,
		Sections: []render.Section{{ID: "pictures", Title: "Means over what is varied", Lead: "Bars show the intervals of the means.", Body: template.HTML(body.String())}}}
	page.Style = template.CSS(picture.Stylesheet())
	var b bytes.Buffer
	if err := render.WriteHTML(&b, render.Sweep(s), page); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
