package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"ecssim/model/catalog"
	"ecssim/sim/config"
)

// regionFlag is the value of --region: a Region of AWS, checked when parsed.
type regionFlag string

// String returns the Region.
func (r *regionFlag) String() string { return string(*r) }

// Type names the value in help.
func (r *regionFlag) Type() string { return "region" }

// Set takes a Region that AWS has, whether or not its prices are known.
func (r *regionFlag) Set(s string) error {
	if !catalog.KnownRegion(s) {
		return fmt.Errorf("wanted a Region of AWS such as %s (names of %s)%s",
			catalog.DefaultRegion, catalog.RegionsDate, didYouMean(s, catalog.Regions()))
	}
	*r = regionFlag(s)
	return nil
}

// prices is the price list of the Region.
func (r *regionFlag) prices() catalog.PriceList { return catalog.Prices(string(*r)) }

// add adds the flag --region to a command; us-east-1 where it is not given.
func (r *regionFlag) add(cmd *cobra.Command) {
	*r = catalog.DefaultRegion
	r.addWith(cmd, "Region whose on-demand prices are shown")
}

// addOver adds the flag --region to a command about a scenario; the scenario's where it is not given.
func (r *regionFlag) addOver(cmd *cobra.Command) {
	r.addWith(cmd, "Region whose on-demand prices are taken (default: the scenario's)")
}

func (r *regionFlag) addWith(cmd *cobra.Command, usage string) {
	cmd.Flags().Var(r, "region", usage)
	must(cmd.RegisterFlagCompletionFunc("region", pricedRegions))
}

// over is the scenario at the prices of the Region, if one is given.
func (r *regionFlag) over(c *config.Config) *config.Config {
	if *r == "" {
		return c
	}
	return c.InRegion(string(*r))
}

// pricedRegions completes a Region with prices. The table of prices is read only then.
func pricedRegions(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return catalog.PricedRegions(), cobra.ShellCompDirectiveNoFileComp
}
