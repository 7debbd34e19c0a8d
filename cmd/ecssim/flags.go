package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/scenarios"
)

// outputFlag is the value of --output: one of the formats, checked when parsed.
type outputFlag render.Format

// String returns the format.
func (o *outputFlag) String() string { return string(*o) }

// Type names the value in help.
func (o *outputFlag) Type() string { return "format" }

// Set takes one of the formats.
func (o *outputFlag) Set(s string) error {
	for _, f := range formatNames() {
		if f == s {
			*o = outputFlag(s)
			return nil
		}
	}
	return fmt.Errorf("wanted one of %s%s", strings.Join(formatNames(), ", "), didYouMean(s, formatNames()))
}

func formatNames() []string {
	var names []string
	for _, f := range render.Formats() {
		names = append(names, string(f))
	}
	return names
}

// flagError says what a flag wanted, and which flag one that does not exist may
// have meant.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return usagef("--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid))
	}
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) || missing.GetSpecifiedShortnames() != "" {
		return usageError{err}
	}
	var known []string
	add := func(f *pflag.Flag) { known = append(known, f.Name) }
	cmd.LocalFlags().VisitAll(add)
	cmd.InheritedFlags().VisitAll(add)
	return usagef("unknown flag: --%s%s", missing.GetSpecifiedName(), didYouMean("--"+missing.GetSpecifiedName(), dashed(known)))
}

// wanted says what a flag's value should have been.
func wanted(e *pflag.InvalidValueError) string {
	var number *strconv.NumError
	if !errors.As(e, &number) {
		return e.Unwrap().Error()
	}
	switch e.GetFlag().Value.Type() {
	case "bool":
		return "wanted true or false"
	case "uint16":
		return "wanted a whole number from 0 to 65535"
	case "uint64":
		return "wanted a whole number, 0 or more"
	}
	return "wanted a whole number"
}

func dashed(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "--" + n
	}
	return out
}

// didYouMean returns ", did you mean x?" for the nearest of the known words, or
// nothing where none is near.
func didYouMean(word string, known []string) string {
	if near := scenarios.Nearest(word, known, 1); len(near) == 1 {
		return ", did you mean " + near[0] + "?"
	}
	return ""
}
