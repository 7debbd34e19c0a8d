package plan

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"ecssim/model/catalog"
	"ecssim/model/plaintext"
)

// Micro is a millionth of a US dollar an hour, the unit in which fleets are compared.
const micro = 1_000_000

// The kinds of a price.
const (
	OnDemand = catalog.OnDemand
	Spot     = "spot"
	Plan     = "plan" // a Savings Plan, or reserved instances
)

// Kinds are those of a price file.
func Kinds() []string { return []string{OnDemand, Spot, Plan} }

// Offer is a price at which an instance type is had.
type Offer struct {
	Kind  string
	Micro int64 // USD an hour, in millionths
	Most  int64 // instances that are had at it; 0 = any number
	Own   bool  // a price file's, or with something added for every host
}

// Prices are what instance types cost in a Region.
type Prices struct {
	Region string
	Date   string // of the catalogue's prices
	// PerHost is added to the price of every host, in millionths of a US dollar an hour: its disk, agents, licences.
	PerHost int64
	own     map[string][]Offer // of a file, by type
	file    string
}

// CataloguePrices are the on-demand prices of a Region by the catalogue.
func CataloguePrices(region string) *Prices {
	return &Prices{Region: region, Date: catalog.Prices(region).Date, own: map[string][]Offer{}}
}

// File is the name of the file that has prices of its own; "" = there is none.
func (p *Prices) File() string { return p.file }

// Offers are the prices of a type, the cheapest first; none = none is known.
func (p *Prices) Offers(instanceType string) []Offer {
	all := slices.Clone(p.own[instanceType])
	if usd, ok := catalog.Prices(p.Region).USDPerHour(instanceType); ok &&
		!slices.ContainsFunc(all, func(o Offer) bool { return o.Kind == OnDemand }) {
		all = append(all, Offer{Kind: OnDemand, Micro: int64(math.Round(usd * micro)), Own: p.PerHost > 0})
	}
	for i := range all {
		all[i].Micro = max(all[i].Micro+p.PerHost, 1)
	}
	slices.SortStableFunc(all, func(a, b Offer) int { return int(max(min(a.Micro-b.Micro, 1), -1)) })
	return all
}

func (p *Prices) unknown(instanceType string) bool { return len(p.Offers(instanceType)) == 0 }

// bought is so many instances at an offer.
type bought struct {
	Offer
	hosts int64
}

// buy takes n instances at the lowest prices; false where there are not so many.
func buy(offers []Offer, n int64) (list []bought, cost int64, ok bool) {
	for _, o := range offers {
		k := n
		if o.Most > 0 {
			k = min(k, o.Most)
		}
		if k > 0 {
			list, cost, n = append(list, bought{o, k}), cost+k*o.Micro, n-k
		}
	}
	return list, cost, n == 0
}

// The columns of a price file.
const (
	columnType  = "instanceType"
	columnUSD   = "usdPerHour"
	columnKind  = "kind"
	columnHosts = "maxHosts"
)

var priceColumns = []string{columnType, columnUSD, columnKind, columnHosts}

// Bounds of a price file.
const (
	mostPriceRows  = 100_000
	mostPriceBytes = 10 << 20
)

// Read adds the prices of a file: CSV with a head, and in it the columns instanceType and usdPerHour, and perhaps kind
// (onDemand, spot, plan; onDemand where it is empty) and maxHosts. An onDemand row stands in the place of the
// catalogue's price, others beside it. name stands in messages. An error has the form name:line:column: text.
func (p *Prices) Read(name string, r io.Reader) error {
	whole, err := io.ReadAll(io.LimitReader(r, mostPriceBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case len(whole) > mostPriceBytes:
		return fmt.Errorf("%s: more than %d MiB, wanted a file of prices", name, mostPriceBytes>>20)
	}
	in := &priceFile{csv: csv.NewReader(bytes.NewReader(whole)), name: name}
	in.csv.TrimLeadingSpace, in.csv.FieldsPerRecord, in.csv.ReuseRecord = true, -1, true
	if err := in.head(); err != nil {
		return err
	}
	own := map[string][]Offer{}
	for rows := 0; ; rows++ {
		instanceType, o, err := in.row()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if rows == mostPriceRows {
			return in.at(0, "more than %d rows", mostPriceRows)
		}
		same := func(x Offer) bool { return x.Kind == o.Kind && (x.Most == 0 || o.Most == 0 || x.Micro == o.Micro) }
		if slices.ContainsFunc(own[instanceType], same) {
			return in.at(0, "a second %s price of %s, wanted one, or several with different prices and maxHosts each", o.Kind, instanceType)
		}
		own[instanceType] = append(own[instanceType], o)
	}
	if len(own) == 0 {
		return in.at(0, "no prices, wanted a row for each")
	}
	p.own, p.file = own, name
	return nil
}

// priceFile is a price file that is being read.
type priceFile struct {
	csv     *csv.Reader
	name    string
	columns map[string]int
	fields  []string
}

// at is an error at a field of the last row.
func (f *priceFile) at(field int, format string, args ...any) error {
	line, column := 1, 1
	if field < len(f.fields) {
		line, column = f.csv.FieldPos(field)
	}
	return fmt.Errorf("%s:%d:%d: %s", f.name, line, column, fmt.Sprintf(format, args...))
}

func (f *priceFile) next() (err error) {
	f.fields, err = f.csv.Read()
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		f.fields = nil
		return fmt.Errorf("%s:%d:%d: %w, wanted CSV", f.name, parse.Line, parse.Column, parse.Err)
	}
	return err
}

func (f *priceFile) head() error {
	if err := f.next(); errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:1:1: the file is empty, wanted a head with %s and %s", f.name, columnType, columnUSD)
	} else if err != nil {
		return err
	}
	f.columns = map[string]int{}
	for i, name := range f.fields {
		if i == 0 {
			name = string(bytes.TrimPrefix([]byte(name), []byte("\ufeff"))) // as spreadsheets write it
		}
		name = strings.TrimSpace(name)
		if !slices.Contains(priceColumns, name) {
			return f.at(i, "the column %q is unknown, wanted some of %s", plaintext.Short(name), strings.Join(priceColumns, ", "))
		}
		if _, twice := f.columns[name]; twice {
			return f.at(i, "the column %q comes twice", plaintext.Short(name))
		}
		f.columns[name] = i
	}
	for _, name := range []string{columnType, columnUSD} {
		if _, ok := f.columns[name]; !ok {
			return f.at(0, "the head has no column %q", name)
		}
	}
	return nil
}

// field is a field of the row; "" where it has none.
func (f *priceFile) field(name string) (text string, at int) {
	i, ok := f.columns[name]
	if !ok || i >= len(f.fields) {
		return "", 0
	}
	return strings.TrimSpace(f.fields[i]), i
}

func (f *priceFile) row() (instanceType string, o Offer, err error) {
	if err := f.next(); err != nil {
		return "", o, err
	}
	if len(f.fields) > len(f.columns) {
		return "", o, f.at(len(f.columns), "the row has %d fields, and the head %d", len(f.fields), len(f.columns))
	}
	instanceType, at := f.field(columnType)
	if _, err := catalog.Lookup(instanceType); err != nil {
		return "", o, f.at(at, "%v", err)
	}
	text, at := f.field(columnUSD)
	usd, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" || !(usd >= 0 && usd <= 100_000) {
		return "", o, f.at(at, "found %q, wanted US dollars an hour, from 0 to 100000, such as 0.096", plaintext.Short(text))
	}
	o = Offer{Kind: OnDemand, Micro: int64(math.Round(usd * micro)), Own: true}
	if text, at := f.field(columnKind); text != "" {
		if o.Kind = text; !slices.Contains(Kinds(), text) {
			return "", o, f.at(at, "found %q, wanted one of %s", text, strings.Join(Kinds(), ", "))
		}
	}
	if text, at := f.field(columnHosts); text != "" {
		if o.Most, err = strconv.ParseInt(text, 10, 32); err != nil || o.Most < 1 {
			return "", o, f.at(at, "found %q, wanted a number of hosts from 1, or nothing for any number", text)
		}
	}
	return instanceType, o, nil
}
