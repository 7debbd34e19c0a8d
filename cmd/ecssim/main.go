// Command ecssim simulates Amazon ECS networking on EC2 hosts: how many tasks
// run under each network setup, on how many hosts, and which limit stops the next.
package main

import "os"

func main() {
	easeCollector()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}
