package report

// Edit is a change of a scenario as data, by which a run is made to see what comes of it. Package
// experiment makes it (experiment.Edited). The zero Edit changes nothing: a change that nobody has
// simulated.
type Edit struct {
	Kind  string // one of those below; "" = none
	In    []int  // what is changed: places in the lists of config.Config that the kind names
	Value int    // the new value, or how much more there is
	Name  string // of EditInstanceType: the type
	And   []Edit // what is changed with it; nil = nothing
}

// Kinds of edits, and what In and Value are of each.
const (
	EditHosts          = "hosts"                         // a group; instances more
	EditMaxSize        = "maxSize"                       // a capacity provider; instances more
	EditInstanceType   = "instanceType"                  // a group, and 1 where it keeps its own registeredMemory and awsvpcTasks; none
	EditTrunking       = "trunking"                      // none; none
	EditMinimum        = "minimumHealthyPercent"         // a service; percent
	EditMaximum        = "maximumPercent"                // a service; percent
	EditDynamicPorts   = "hostPort"                      // a service; none
	EditPort           = "port"                          // a workload, the port and its protocol; the port in its place
	EditNetworkMode    = "networkMode"                   // a workload, which gets bridge mode with dynamic host ports; none
	EditOverride       = "ingressPortOverride"           // a service, whose proxies get dynamic host ports; none
	EditDynamicRange   = "dynamicHostPortRange"          // a group; ports more
	EditSubnets        = "cidrBlock"                     // subnets; bits less of the prefix
	EditInterfaceQuota = "networkInterfacesPerRegion"    // none; the quota
	EditListener       = "listeners"                     // a group, whose process lets go of a port, and the protocol; the port
	EditGrace          = "healthCheckGracePeriodSeconds" // a service; seconds
	EditThreshold      = "healthyThreshold"              // a target group; checks
	EditDeregistration = "deregistrationDelay"           // a target group; seconds
	EditWarmup         = "instanceWarmupPeriod"          // a capacity provider; seconds
	EditTargetCapacity = "targetCapacity"                // a capacity provider; percent
	EditMinSize        = "minSize"                       // a capacity provider; instances
	EditZones          = "availabilityZones"             // a capacity provider, and the zones that its group keeps; none
	EditTaskZones      = "subnets"                       // workloads, each of which gets a subnet in every zone of a provider's group; the provider
	EditDesired        = "desiredCount"                  // a service; tasks, and as many at least by its auto scaling
	EditApart          = "deploymentsApart"              // none; minutes between the deployments
	EditTogether       = "instancesTogether"             // groups, whose instances are drained or replaced at the same time; none
	EditFault          = "faults"                        // a group, which comes to the end of a step; the step (config.HostStep)
	EditStrategy       = "placementStrategy"             // a service; one of those below
	EditFirewall       = "firewall"                      // a workload, and the groups of instances on which its tasks may run; for whom, of those below
	EditCheckPort      = "healthCheck.port"              // a target group; the port, 0 = traffic-port
	EditDuration       = "duration"                      // none; minutes that the run takes longer
	EditPortMapping    = "portMappings"                  // a service, and the target group among its own; the port outside of a mapping for TCP
)

// For whom EditFirewall opens the firewall: the health checks of load balancers, or all clients.
const (
	OpenToChecks = iota
	OpenToClients
)

// The placement strategies of EditStrategy: spread over instances, and binpack on memory.
const (
	StrategySpread = iota
	StrategyBinpack
)
