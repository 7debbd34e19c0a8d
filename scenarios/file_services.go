package scenarios

import (
	"reflect"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// ServiceEntry is an entry of services: a service, or a file with some.
type ServiceEntry struct {
	Service
	InFile ServiceFile // where its File is not ""
}

// ServiceFile names a file with services, and says what holds for all of them.
type ServiceFile struct {
	File            string `yaml:"file" jsonschema:"required" jsonschema_description:"services as the AWS CLI's JSON, such as describe-services prints, by its path relative to this file; services that are not ACTIVE, or run elsewhere than on EC2, are left out with a warning"`
	StartedBefore   bool   `yaml:"startedBefore" jsonschema_description:"true: all services in the file are running at t = 0"`
	KeepNetworkMode *bool  `yaml:"keepNetworkMode" jsonschema_description:"keepNetworkMode of all services in the file; left out = as of a service without it"`
}

// ReadNode decodes the entry.
func (e *ServiceEntry) ReadNode(d *strict.Decoder, n *yaml.Node, what string) {
	if strict.Child(n, "file") != nil {
		d.Value(n, reflect.ValueOf(&e.InFile).Elem(), &strict.Rule{}, "file of services")
		return
	}
	d.Value(n, reflect.ValueOf(&e.Service).Elem(), &strict.Rule{}, what)
}
