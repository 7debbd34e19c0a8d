package placement

import (
	"fmt"
	"time"
)

// Instance is what is fixed about a container instance from the moment that it
// registers.
type Instance struct {
	ID           string            // container instance id, as messages name it
	EC2ID        string            // ec2InstanceId of the query language; "" = that of its index
	Zone         string            // availability zone
	Type         string            // instance type
	Subnet       string            // subnet id; "" = not known
	Attributes   map[string]string // built-in (ecs.*), agent and custom attributes; a missing value is ""
	AgentVersion string
	Provider     string    // capacity provider; "" = none
	RegisteredAt time.Time // for the query language only
}

// Attribute names that every container instance has (developer guide,
// task-placement-constraints). Instance's own fields stand in where its map has
// no such entry.
const (
	AttributeZone         = "ecs.availability-zone"
	AttributeType         = "ecs.instance-type"
	AttributeSubnet       = "ecs.subnet-id"
	AttributeArchitecture = "ecs.cpu-architecture"
	AttributeOSType       = "ecs.os-type"
	AttributeOSFamily     = "ecs.os-family"
)

// Attribute returns the value of an attribute and whether the instance has it.
func (i *Instance) Attribute(name string) (string, bool) {
	if v, ok := i.Attributes[name]; ok {
		return v, true
	}
	v := ""
	switch name {
	case AttributeZone:
		v = i.Zone
	case AttributeType:
		v = i.Type
	case AttributeSubnet:
		v = i.Subnet
	}
	return v, v != ""
}

// EC2ID is the id in EC2's form of the nth instance of a cluster, from 0: i- and 17
// hexadecimal digits (EC2 user guide, resource-ids), which count from 1.
func EC2ID(n int32) string { return fmt.Sprintf("i-%017x", n+1) }

func (i *Instance) architecture() string {
	v, _ := i.Attribute(AttributeArchitecture)
	return v
}

// osFamily is the operating system family, or the type where the family is not
// known.
func (i *Instance) osFamily() string {
	v, ok := i.Attribute(AttributeOSFamily)
	if !ok {
		v, _ = i.Attribute(AttributeOSType)
	}
	return v
}
