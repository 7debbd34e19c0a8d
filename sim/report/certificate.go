package report

// Certificate proves a lower bound of the hosts that tasks need. Every task has a weight, and all
// together weigh Total, charges for what is scarce in the whole cluster taken off. The tasks that fit
// on one host of a type together weigh Worth at most. So there are at least Total/Worth hosts, rounded
// up, or by price, at least the least Total/Worth·price. How the weights were found does not matter.
type Certificate struct {
	Total    int64          `json:"total"` // Σ count·weight − Σ amount·charge
	Tasks    []TaskWeight   `json:"tasks"`
	Supplies []SupplyCharge `json:"supplies,omitempty"` // those with a charge
	Hosts    []HostWorth    `json:"hosts"`              // by instance type, and zone where these differ
}

// TaskWeight is what each of a workload's tasks weighs.
type TaskWeight struct {
	Workload string `json:"workload"`
	Count    int64  `json:"count"`
	Weight   int64  `json:"weight"`
}

// SupplyCharge is what is charged for each unit of something of which the cluster has one amount, such
// as the addresses of a subnet.
type SupplyCharge struct {
	Supply string `json:"supply"`
	Amount int64  `json:"amount"`
	Charge int64  `json:"charge"`
}

// HostWorth is the most that tasks on one host of a type weigh together.
type HostWorth struct {
	InstanceType string `json:"instanceType"`
	Worth        int64  `json:"worth"`
}
