// Package names says what the members of a scenario file's lists are called in the address of a value,
// such as services.web.desiredCount.
package names

import "strconv"

// Keys are the keys by whose value a member of a list is called, the first that it has.
var Keys = []string{"serviceName", "family", "name", "subnetId", "targetGroup", "capacityProvider", "portName", "policyName", "actionName"}

// Unused is the name of one more member of a list: of several alike the second is NAME:2.
func Unused(name string, taken func(string) bool) string {
	unused := name
	for n := 2; taken(unused); n++ {
		unused = name + ":" + strconv.Itoa(n)
	}
	return unused
}
