package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"
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
	kind := e.GetFlag().Value.Type()
	if kind == "duration" {
		return "wanted a length of time such as 90s or 1h30m"
	}
	var number *strconv.NumError
	if !errors.As(e, &number) {
		return e.Unwrap().Error()
	}
	switch {
	case kind == "float64":
		return "wanted a number such as 0.01"
	case kind == "bool":
		return "wanted true or false"
	case kind == "uint16":
		return "wanted a whole number from 0 to 65535"
	case kind == "uint64" && errors.Is(number, strconv.ErrRange):
		return fmt.Sprintf("wanted a whole number from 0 to %d", uint64(math.MaxUint64))
	case kind == "uint64":
		return "wanted a whole number, 0 or more"
	case errors.Is(number, strconv.ErrRange):
		return fmt.Sprintf("wanted a whole number up to %d", math.MaxInt)
	}
	return "wanted a whole number"
}

// decimal is the value of a flag that takes a number as a scenario file does: without a sign +,
// underscores, zeros in front, or another base than ten.
type decimal struct {
	pflag.Value
	form *regexp.Regexp
}

var (
	wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	number      = regexp.MustCompile(`^-?((0|[1-9][0-9]*)(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?$`)
)

// Set takes a number.
func (d decimal) Set(s string) error {
	if !d.form.MatchString(s) {
		return &strconv.NumError{Func: "Set", Num: s, Err: strconv.ErrSyntax}
	}
	return d.Value.Set(s)
}

// given is the value of a flag that takes a text: an empty one, which a variable of a shell that is not
// set leaves, is not the same as no flag.
type given struct{ pflag.Value }

// Set takes a text.
func (g given) Set(s string) error {
	if s == "" {
		return errors.New("wanted a value, or the flag left out")
	}
	return g.Value.Set(s)
}

// strictFlags makes every flag of a command and those below it that takes a number decimal, and every
// one that takes a text refuse an empty one.
func strictFlags(cmd *cobra.Command) {
	one := func(f *pflag.Flag) {
		switch f.Value.Type() {
		case "int", "uint16", "uint64":
			f.Value = decimal{f.Value, wholeNumber}
		case "float64":
			f.Value = decimal{f.Value, number}
		case "string", "stringSlice", "stringArray":
			if f.Value = (given{f.Value}); f.DefValue == "[]" {
				f.DefValue = "" // pflag knows its own empty lists only, and would show this one in help
			}
		}
	}
	cmd.PersistentFlags().VisitAll(one)
	cmd.Flags().VisitAll(one)
	for _, c := range cmd.Commands() {
		strictFlags(c)
	}
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
