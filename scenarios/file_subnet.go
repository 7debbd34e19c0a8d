package scenarios

// Subnet is a subnet of the VPC, with the keys of DescribeSubnets.
type Subnet struct {
	SubnetID         string          `yaml:"subnetId" jsonschema:"required" jsonschema_description:"name of the subnet"`
	AvailabilityZone string          `yaml:"availabilityZone" jsonschema:"required" jsonschema_description:"its zone"`
	CidrBlock        string          `yaml:"cidrBlock" jsonschema_description:"its IPv4 block, /16 to /28, of which AWS keeps five addresses; left out = no address limit"`
	Ipv6CidrBlock    string          `yaml:"ipv6CidrBlock" jsonschema_description:"its IPv6 block, /44 to /64 in steps of 4 (VPC guide, subnet-sizing), which beside a cidrBlock makes it dual stack; left out = none, but with ipv6Native a block of ecssim's, for output that shows addresses"`
	Ipv6Native       bool            `yaml:"ipv6Native" jsonschema_description:"true: an IPv6-only subnet, whose network interfaces take no IPv4 address (EC2 API, CreateSubnet)"`
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
	Block string             `yaml:"ipv6CidrBlock" jsonschema:"required" jsonschema_description:"the block"`
	State Ipv6CidrBlockState `yaml:"ipv6CidrBlockState" jsonschema_description:"whether it is the subnet's"`

	AssociationID any `yaml:"associationId"`
	IPSource      any `yaml:"ipSource"`
	Attribute     any `yaml:"ipv6AddressAttribute"`
}

// Ipv6CidrBlockState says whether the block is the subnet's.
type Ipv6CidrBlockState struct {
	State string `yaml:"state" jsonschema:"default=associated" jsonschema_description:"associated or associating: the block is the subnet's; with any other it is left out"`

	Message any `yaml:"statusMessage"`
}
