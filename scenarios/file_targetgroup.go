package scenarios

import (
	"ecssim/scenarios/internal/value"
)

// TargetGroup is a target group, in the words of CreateTargetGroup of the Elastic Load Balancing
// API and of the attributes of target groups.
type TargetGroup struct {
	Copies           int                `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each (ecssim's own); left out = the entry itself, once"`
	TargetGroup      string             `yaml:"targetGroup" jsonschema:"required" jsonschema_description:"the name by which services call it; of one that they call by its ARN, the name in that (ecssim's own)"`
	LoadBalancer     string             `yaml:"loadBalancer" jsonschema:"enum=application,enum=network" jsonschema_description:"kind of the load balancer that forwards to it (ecssim's own); default: that whose target groups have the protocol, application without one, network in front of a port mapping for udp"`
	LoadBalancerName string             `yaml:"loadBalancerName" jsonschema_description:"the load balancer, where several target groups share one and its quotas of targets (ecssim's own); default: one of its own"`
	TargetType       string             `yaml:"targetType" jsonschema:"enum=instance,enum=ip" jsonschema_description:"what is registered: ip for awsvpc mode, instance for bridge and host (developer guide, load-balancer-types); default: as the network mode of the tasks asks"`
	Protocol         string             `yaml:"protocol" jsonschema:"enum=HTTP,enum=HTTPS,enum=TCP,enum=TLS,enum=UDP,enum=TCP_UDP,enum=QUIC,enum=TCP_QUIC" jsonschema_description:"protocol of requests: application takes HTTP or HTTPS, network one of the others; default: HTTP of application; TCP of network, or UDP in front of a port mapping for udp"`
	Port             *int               `yaml:"port" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"port of targets; changes nothing of a run, for ECS registers each target with its own"`
	HealthCheck      *TargetHealthCheck `yaml:"healthCheck" jsonschema_description:"how targets are checked; default: that of each of its keys"`

	DeregistrationDelay *value.Seconds `yaml:"deregistrationDelay" jsonschema_description:"how long a target drains before its task is stopped, seconds or a duration, 0 to 3600; default: timings.deregistrationDelay, but always 300s for QUIC and TCP_QUIC (Network Load Balancers guide, load-balancer-target-groups)"`
	SlowStart           *value.Seconds `yaml:"slowStart" jsonschema_description:"seconds or a duration, 0, or 30 to 900, of application only; checked, and changes nothing of a run, for no requests are simulated; default: 0s"`
	RegistrationDelay   *value.Dist    `yaml:"registrationDelay" jsonschema_description:"from the registration of a target until the load balancer's checks begin (kubernetes-sigs/aws-load-balancer-controller issue 1834; ecssim's own); default: uniform 90s to 180s of network, 0s of application and with the preset instant"`
	PreserveClientIP    *bool          `yaml:"preserveClientIp" jsonschema_description:"preserve_client_ip.enabled of network: targets see the addresses of the clients; default: true, but for TCP and TLS with targetType ip (Network Load Balancers guide, edit-target-group-attributes)"`
	CrossZone           *bool          `yaml:"crossZone" jsonschema_description:"load_balancing.cross_zone.enabled, on which the quotas of a Network Load Balancer depend; default: false of network"`

	IPAddressType   any `yaml:"ipAddressType"`
	ProtocolVersion any `yaml:"protocolVersion"`
	VpcID           any `yaml:"vpcId"`
	Tags            any `yaml:"tags"`
}

// TargetHealthCheck is the health checks of a target group.
type TargetHealthCheck struct {
	Protocol           string           `yaml:"protocol" jsonschema:"enum=HTTP,enum=HTTPS,enum=TCP" jsonschema_description:"protocol of the checks, none over UDP or QUIC; default: TCP of network; HTTP of application, which takes no TCP"`
	Port               *value.CheckPort `yaml:"port" jsonschema_description:"where the checks go: a port of the target, or traffic-port, where requests go"`
	Interval           *value.Seconds   `yaml:"interval" jsonschema_description:"from one check to the next, seconds or a duration, 5 to 300; default: timings.healthCheckInterval"`
	Timeout            *value.Seconds   `yaml:"timeout" jsonschema_description:"seconds or a duration, 2 to 120, less than interval; checked, and changes nothing of a run, for a check is decided when it is made; default: 5s of application; of network 6s for HTTP and 10s for TCP and HTTPS"`
	HealthyThreshold   *int             `yaml:"healthyThreshold" jsonschema:"minimum=2,maximum=10" jsonschema_description:"passed checks in a row that make an unhealthy target healthy again; a new one needs one; default: timings.healthyThreshold"`
	UnhealthyThreshold *int             `yaml:"unhealthyThreshold" jsonschema:"minimum=2,maximum=10" jsonschema_description:"failed checks in a row that make a target unhealthy; default: timings.unhealthyThreshold"`

	Enabled any `yaml:"enabled"`
	Path    any `yaml:"path"`
	Matcher any `yaml:"matcher"`
}
