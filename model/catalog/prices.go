package catalog

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"ecssim/model/catalog/internal/pricetable"
)

// DefaultRegion is the Region whose prices stand in Type.USDPerHour.
const DefaultRegion = "us-east-1"

// OnDemand is the kind of every price of the catalogue: on demand, Linux, shared tenancy.
const OnDemand = "onDemand"

// PriceList is the prices of one Region, all of one day.
type PriceList struct {
	Region string
	// Date is the day of the prices, ISO 8601; "" = the catalogue has none of the Region.
	Date string

	column int // of prices.csv; -1 = the prices stand in types.csv, or there are none
}

// USDPerHour is the on-demand price of an instance type in the list's Region; false where
// no source gives it, or the type is none.
func (l PriceList) USDPerHour(instanceType string) (float64, bool) {
	switch {
	case l.Date == "":
		return 0, false
	case l.column < 0:
		i, ok := table().index[instanceType]
		if !ok || table().types[i].USDPerHour == 0 {
			return 0, false
		}
		return table().types[i].USDPerHour, true
	}
	i, ok := prices().index[instanceType]
	if !ok || prices().Rows[i].Prices[l.column] == "" {
		return 0, false
	}
	usd, err := strconv.ParseFloat(prices().Rows[i].Prices[l.column], 64)
	if err != nil {
		panic(fmt.Sprintf("catalog: prices.csv: %s: %v, invariant: pricetable.Parse takes numbers only", instanceType, err))
	}
	return usd, true
}

// Lacking says in a sentence, without its full stop, that the list has no price of some
// instance types; "" where there are none.
func (l PriceList) Lacking(instanceTypes []string) string {
	const most = 3
	switch n := len(instanceTypes); {
	case n == 0:
		return ""
	case l.Date == "":
		return fmt.Sprintf("no price is known in %s: the catalogue has those of %s",
			l.Region, strings.Join(PricedRegions(), ", "))
	case n > most+1:
		return fmt.Sprintf("no price is known in %s (on demand, %s) of %s and %d more instance types",
			l.Region, l.Date, strings.Join(instanceTypes[:most], ", "), n-most)
	default:
		last := n - 1
		names := instanceTypes[last]
		if last > 0 {
			names = strings.Join(instanceTypes[:last], ", ") + " and " + names
		}
		return fmt.Sprintf("no price is known in %s (on demand, %s) of %s", l.Region, l.Date, names)
	}
}

// Prices is the price list of a Region: without prices, and without a date, where the
// catalogue has none or there is no such Region (see KnownRegion).
func Prices(region string) PriceList {
	if region == DefaultRegion {
		return PriceList{region, PricesDate, -1}
	}
	for i, c := range prices().Columns {
		if c.Region == region {
			return PriceList{region, c.Date, i}
		}
	}
	return PriceList{Region: region, column: -1}
}

// PricedRegions lists the Regions that the catalogue has prices of, DefaultRegion first.
func PricedRegions() []string {
	all := []string{DefaultRegion}
	for _, c := range prices().Columns {
		all = append(all, c.Region)
	}
	return all
}

// prices.csv is written by the program in the folder prices.
//
//go:embed prices.csv
var pricesCSV string

// priced is the table of the Regions other than DefaultRegion, with its index by name.
type priced struct {
	*pricetable.Table
	index map[string]int
}

// prices reads the table when a Region other than DefaultRegion is first asked for.
var prices = sync.OnceValue(func() priced {
	t, err := pricetable.Parse(pricesCSV)
	if err != nil {
		panic(fmt.Sprintf("catalog: prices.csv: %v, invariant: what the generator writes", err))
	}
	p := priced{t, make(map[string]int, len(t.Rows))}
	for i, r := range t.Rows {
		p.index[r.InstanceType] = i
	}
	return p
})
