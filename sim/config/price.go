package config

import (
	"iter"
	"slices"

	"ecssim/model/catalog"
)

// PriceKind says what a price is.
type PriceKind string

// OnDemandPrice is the catalogue's, FilePrice one that the scenario gives itself; MixedPrice
// is a sum of both.
const (
	OnDemandPrice PriceKind = catalog.OnDemand
	FilePrice     PriceKind = "file"
	MixedPrice    PriceKind = "mixed"
)

// PriceLabel says where and when a price holds, and what it is. The zero PriceLabel is that
// of no price.
type PriceLabel struct {
	Region string
	Date   string // ISO 8601 day of what the catalogue gives; "" = nothing is the catalogue's
	Kind   PriceKind
}

// CatalogPrice is the price of an instance type in a Region by the catalogue, and its
// label; UnknownPrice and the zero PriceLabel where it has none.
func CatalogPrice(region, instanceType string) (usdPerHour float64, label PriceLabel) {
	l := catalog.Prices(region)
	usd, ok := l.USDPerHour(instanceType)
	if !ok {
		return UnknownPrice, PriceLabel{}
	}
	return usd, PriceLabel{region, l.Date, OnDemandPrice}
}

// InRegion is the scenario at the catalogue's prices in another Region; prices of its own stay.
func (c *Config) InRegion(region string) *Config {
	moved := *c
	moved.Region, moved.Groups = region, slices.Clone(c.Groups)
	for i := range moved.Groups {
		if g := &moved.Groups[i]; g.PriceDate != "" || g.USDPerHour == UnknownPrice {
			usd, label := CatalogPrice(region, g.InstanceType)
			g.USDPerHour, g.PriceDate = usd, label.Date
		}
	}
	return &moved
}

// PriceLabel labels the prices of some instance types taken together. It is the zero
// PriceLabel where one of them is unknown.
func (c *Config) PriceLabel(instanceTypes []string) PriceLabel {
	label := PriceLabel{}
	for g := range c.groupsOf(instanceTypes) {
		kind := OnDemandPrice
		switch {
		case g.USDPerHour == UnknownPrice:
			return PriceLabel{}
		case g.PriceDate == "":
			kind = FilePrice
		}
		if label.Kind != "" && label.Kind != kind {
			kind = MixedPrice
		}
		label = PriceLabel{c.Region, max(label.Date, g.PriceDate), kind}
	}
	return label
}

// PriceNote says of which of some instance types no price is known, in a sentence without
// its full stop; "" where all are.
func (c *Config) PriceNote(instanceTypes []string) string {
	var lacking []string
	for g := range c.groupsOf(instanceTypes) {
		if g.USDPerHour == UnknownPrice && !slices.Contains(lacking, g.InstanceType) {
			lacking = append(lacking, g.InstanceType)
		}
	}
	return catalog.Prices(c.Region).Lacking(lacking)
}

// InstanceTypes lists those of the groups, each once, in the order of the groups.
func (c *Config) InstanceTypes() []string {
	var types []string
	for i := range c.Groups {
		if t := c.Groups[i].InstanceType; !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return types
}

// groupsOf yields the groups that have one of some instance types.
func (c *Config) groupsOf(instanceTypes []string) iter.Seq[*InstanceGroup] {
	return func(yield func(*InstanceGroup) bool) {
		for i := range c.Groups {
			if slices.Contains(instanceTypes, c.Groups[i].InstanceType) && !yield(&c.Groups[i]) {
				return
			}
		}
	}
}
