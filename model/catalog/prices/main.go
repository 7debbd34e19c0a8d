// Prices writes prices.csv of package catalog: the on-demand prices of Linux instances in
// the Regions below, a column a Region, as the Go module
// github.com/cristim/ec2-instances-info has them. The prices of us-east-1 are newer and stand
// in types.csv.
//
// It is a module of its own so that whoever builds or imports ecssim does not download that
// module, which is 130 MB of data. It is run by hand, and gives the same bytes every time
// for one version of the module:
//
//	cd model/catalog/prices && go run . ../prices.csv
//
// Newer prices are those of another version in go.mod; their day is that of the version.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	source "github.com/LeanerCloud/ec2-instances-info"

	"ecssim/model/catalog"
	"ecssim/model/catalog/internal/pricetable"
)

// regions are the columns of the table.
var regions = []string{
	"us-east-2", "us-west-2", "ca-central-1", "sa-east-1", "eu-west-1", "eu-central-1", "eu-north-1",
	"ap-northeast-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2", "ap-south-1",
}

// notes are the first lines of the table. The licence asks to stand in every copy of the
// data, and so it also stands in a binary that embeds the table.
const notes = `Written by model/catalog/prices, which says how; not to be changed by hand.
On-demand prices of Linux instances with shared tenancy, in USD per hour.
Source: %s %s, data/instances.json.
Its data are those of ec2instances.info, under this licence:

Copyright (c) 2013 Garret Heaton (powdahound.com)

Permission is hereby granted, free of charge, to any person obtaining
a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including
without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be
included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND,
EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE
LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION
OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

func main() {
	log.SetFlags(0)
	log.SetPrefix("prices: ")
	if len(os.Args) != 2 {
		log.Fatal("wanted one argument, the file to write, such as ../prices.csv")
	}
	t, err := table()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], []byte(t.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

// table is what the source has of the catalogue's types, in the catalogue's order.
func table() (*pricetable.Table, error) {
	path, version, err := sourceVersion()
	if err != nil {
		return nil, err
	}
	date, err := day(version)
	if err != nil {
		return nil, err
	}
	t := &pricetable.Table{Notes: strings.Split(fmt.Sprintf(notes, path, version), "\n")}
	for _, r := range regions {
		t.Columns = append(t.Columns, pricetable.Column{Region: r, Date: date})
	}
	data, err := source.Data()
	if err != nil {
		return nil, err
	}
	priced := map[string]map[string]source.RegionPrices{}
	for _, x := range *data {
		priced[x.InstanceType] = x.Pricing
	}
	for _, x := range catalog.All() {
		row, any := pricetable.Row{InstanceType: x.Name}, false
		for _, r := range regions {
			cell := ""
			if usd := priced[x.Name][r].Linux.OnDemand; usd > 0 {
				cell, any = strconv.FormatFloat(usd, 'f', -1, 64), true
			}
			row.Prices = append(row.Prices, cell)
		}
		if any {
			t.Rows = append(t.Rows, row)
		}
	}
	return t, nil
}

// sourceVersion is the path and the version of the module that the prices are read from.
func sourceVersion() (path, version string, err error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", "", errors.New("the program does not know its modules, wanted one that go run or go build made")
	}
	for _, m := range info.Deps {
		if r := m.Replace; r != nil && strings.HasSuffix(r.Path, "/ec2-instances-info") {
			return r.Path, r.Version, nil
		}
	}
	return "", "", errors.New("found no module ec2-instances-info in go.mod, wanted one that replaces it")
}

// day is that of a version of the form v0.0.0-20250528091325-32acf84f42eb.
func day(version string) (string, error) {
	parts := strings.Split(version, "-")
	if len(parts) < 2 {
		return "", fmt.Errorf("version %s has no date, wanted one such as v0.0.0-20250528091325-32acf84f42eb", version)
	}
	at, err := time.Parse("20060102150405", parts[len(parts)-2])
	return at.Format(time.DateOnly), err
}
