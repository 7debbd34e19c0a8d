// Package importer makes a scenario of what describes a cluster already: answers of the AWS CLI,
// Terraform, CloudFormation, Compose. It reads (package document), recognises (Reader), normalises
// into records (package record), joins these, and writes what a person would have written.
package importer
