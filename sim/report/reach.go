package report

// ReachAnswer is whether one end reaches another, over what, and what is asked on
// the way.
type ReachAnswer struct {
	Scenario  string      `json:"scenario"`
	Seed      uint64      `json:"seed"`
	Verdict   string      `json:"verdict"` // yes or no
	Reachable bool        `json:"reachable"`
	From      ReachEnd    `json:"from"`
	To        ReachEnd    `json:"to"`
	Through   string      `json:"through,omitempty"` // "Service Connect", where its proxies are asked
	Address   string      `json:"address"`           // in words; "" = there is none to use
	Port      int         `json:"port"`              // at that address
	Protocol  string      `json:"protocol"`
	Path      []ReachStep `json:"path"`
	Why       string      `json:"why"`  // what stops it; "" = nothing
	Lift      []string    `json:"lift"` // what would let it pass
	Notes     []string    `json:"notes"`
}

// ReachEnd is one end of a ReachAnswer.
type ReachEnd struct {
	Name           string   `json:"name"`
	NetworkMode    string   `json:"networkMode,omitempty"`
	Instance       string   `json:"instance,omitempty"`
	Namespace      string   `json:"namespace,omitempty"` // who holds its network namespace
	Subnet         string   `json:"subnet,omitempty"`
	SecurityGroups []string `json:"securityGroups,omitempty"`
}

// ReachStep is one wall or namespace on the way. The last one of a path that is not
// passed is what stops it.
type ReachStep struct {
	Where   string `json:"where"`
	Asked   string `json:"asked"`
	Finding string `json:"finding"`
	OK      bool   `json:"ok"`
}
