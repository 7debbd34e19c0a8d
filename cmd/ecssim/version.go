package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/catalog"
)

// versionData is what JSON shows.
type versionData struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	DataDate string `json:"dataDate"`
}

// table is the version as a table of CSV.
func (v versionData) table() *render.Table {
	t := &render.Table{Rows: [][]string{{v.Version, v.Revision, v.Go, v.Platform, v.DataDate}}}
	for _, name := range []string{"version", "revision", "go", "platform", "dataDate"} {
		t.Columns = append(t.Columns, render.Column{Name: name})
	}
	return t
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Show the version and the date of the instance-type data",
		Example: examples("ecssim version", "version, revision, Go, and the data's date"),
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return a.showVersion() },
	}
}

// buildData is what this build is.
func buildData() versionData {
	v := versionData{Version: "(devel)", Revision: "unknown", Go: runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH, DataDate: catalog.LimitsDate}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	if info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value
		}
	}
	return v
}

// showVersion writes what this build is, and how old its data.
func (a *app) showVersion() error {
	v := buildData()
	return a.write(&render.Document{Data: v, CSV: v.table, Verdict: fmt.Sprintf("ecssim %s (revision %s, %s, %s), instance-type data of %s",
		v.Version, v.Revision, v.Go, v.Platform, v.DataDate)})
}
