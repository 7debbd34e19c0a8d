package catalog

import (
	"slices"
	"strings"
)

// RegionsDate is the day of the AWS SDK release (aws-sdk-go-v2 v1.48.0) that Regions come from.
const RegionsDate = "2026-11-10"

// regions are the names in internal/endpoints/awsrulesfn/partitions.json of aws-sdk-go-v2
// (Apache-2.0), without those that are global, partition by partition.
const regions = "" +
	"af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 " +
	"ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 " +
	"ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 " +
	"il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 " +
	"us-east-1 us-east-2 us-west-1 us-west-2 " +
	"cn-north-1 cn-northwest-1 eusc-de-east-1 us-gov-east-1 us-gov-west-1 " +
	"us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1"

// Regions lists the Regions of AWS, with or without prices.
func Regions() []string { return strings.Fields(regions) }

// KnownRegion reports whether there is a Region of that name.
func KnownRegion(name string) bool { return slices.Contains(Regions(), name) }
