module ecssim/model/catalog/prices

go 1.26.0

require (
	ecssim v0.0.0
	github.com/LeanerCloud/ec2-instances-info v0.0.0-20250528091325-32acf84f42eb
)

require github.com/pkg/errors v0.9.1 // indirect

replace ecssim => ../../..

// The module is published under the second name and calls itself by the first.
replace github.com/LeanerCloud/ec2-instances-info => github.com/cristim/ec2-instances-info v0.0.0-20250528091325-32acf84f42eb
