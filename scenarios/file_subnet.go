package scenarios

// Subnet is a subnet of the VPC, with the keys of DescribeSubnets.
type Subnet struct {
	SubnetID         string          `yaml:"subnetId" jsonschema:"required"`
	AvailabilityZone string          `yaml:"availabilityZone" jsonschema:"required"`
	CidrBlock        string          `yaml:"cidrBlock" jsonschema_description:"IPv4, /16 to /28; left out = no address limit"`
	Ipv6CidrBlock    string          `yaml:"ipv6CidrBlock" jsonschema_description:"IPv6, /44 to /64 in steps of 4 (VPC guide, subnet-sizing); beside a cidrBlock the subnet is dual stack; left out of one with ipv6Native: a block of our own, for output that shows addresses"`
	Ipv6Native       bool            `yaml:"ipv6Native" jsonschema_description:"true: an IPv6-only subnet, whose network interfaces take no IPv4 address (EC2 API, CreateSubnet); default: false"`
	Ipv6Associations []Ipv6CidrBlock `yaml:"ipv6CidrBlockAssociationSet" jsonschema_description:"DescribeSubnets's form of ipv6CidrBlock; the one that is associated counts"`

	VpcID              any `yaml:"vpcId"`
	ZoneID             any `yaml:"availabilityZoneId"`
	Tags               any `yaml:"tags"`
	AssignIpv6         any `yaml:"assignIpv6AddressOnCreation"`
	AvailableAddresses any `yaml:"availableIpAddressCount"`
	BlockPublicAccess  any `yaml:"blockPublicAccessStates"`
	OwnedByCustomer    any `yaml:"customerOwnedIpv4Pool"`
	DefaultForAz       any `yaml:"defaultForAz"`
	EnableDNS64        any `yaml:"enableDns64"`
	LocalNetworkDevice any `yaml:"enableLniAtDeviceIndex"`
	MapCustomerOwned   any `yaml:"mapCustomerOwnedIpOnLaunch"`
	MapPublic          any `yaml:"mapPublicIpOnLaunch"`
	OutpostArn         any `yaml:"outpostArn"`
	OwnerID            any `yaml:"ownerId"`
	DNSNameOptions     any `yaml:"privateDnsNameOptionsOnLaunch"`
	State              any `yaml:"state"`
	SubnetArn          any `yaml:"subnetArn"`
	Type               any `yaml:"type"`
}

// Ipv6CidrBlock is an IPv6 block that a subnet has or had (EC2 API,
// SubnetIpv6CidrBlockAssociation).
type Ipv6CidrBlock struct {
	Block string             `yaml:"ipv6CidrBlock" jsonschema:"required"`
	State Ipv6CidrBlockState `yaml:"ipv6CidrBlockState"`

	AssociationID any `yaml:"associationId"`
	IPSource      any `yaml:"ipSource"`
	Attribute     any `yaml:"ipv6AddressAttribute"`
}

// Ipv6CidrBlockState says whether the block is the subnet's.
type Ipv6CidrBlockState struct {
	State string `yaml:"state" jsonschema:"default=associated"`

	Message any `yaml:"statusMessage"`
}
