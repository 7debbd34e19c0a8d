package scenarios

import (
	"ecssim/scenarios/internal/value"
)

// TargetGroup is a target group, in the words of CreateTargetGroup of the Elastic Load Balancing
// API and of the attributes of target groups.
type TargetGroup struct {
	Copies           int                `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each"`
	TargetGroup      string             `yaml:"targetGroup" jsonschema:"required" jsonschema_description:"the name by which services call it; of one that they call by its ARN, the name in that"`
	LoadBalancer     string             `yaml:"loadBalancer" jsonschema:"enum=application,enum=network" jsonschema_description:"kind of the load balancer that forwards to it; default: that whose target groups have the protocol, application without one, network in front of a port mapping for udp"`
	LoadBalancerName string             `yaml:"loadBalancerName" jsonschema_description:"the load balancer, where several target groups share one and its quotas of targets; default: one of its own"`
	TargetType       string             `yaml:"targetType" jsonschema:"enum=instance,enum=ip" jsonschema_description:"default: as the network mode of the tasks asks, ip for awsvpc and instance for bridge and host (developer guide, load-balancer-types)"`
	Protocol         string             `yaml:"protocol" jsonschema:"enum=HTTP,enum=HTTPS,enum=TCP,enum=TLS,enum=UDP,enum=TCP_UDP,enum=QUIC,enum=TCP_QUIC" jsonschema_description:"application: HTTP or HTTPS, default HTTP; network: one of the others, default TCP, or UDP in front of a port mapping for udp"`
	Port             *int               `yaml:"port" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"without effect: ECS registers each target with its own"`
	HealthCheck      *TargetHealthCheck `yaml:"healthCheck"`

	DeregistrationDelay *value.Seconds `yaml:"deregistrationDelay" jsonschema_description:"how long a target drains before its task is stopped, 0 to 3600; default: that of timings, 300s; of QUIC and TCP_QUIC 300s and no other (Network Load Balancers guide, load-balancer-target-groups)"`
	SlowStart           *value.Seconds `yaml:"slowStart" jsonschema_description:"0, or 30 to 900, of application only; checked, without effect: no requests are simulated; default: 0"`
	RegistrationDelay   *value.Dist    `yaml:"registrationDelay" jsonschema_description:"how long the load balancer takes from the registration of a target until its checks begin; default: network uniform 90s to 180s (kubernetes-sigs/aws-load-balancer-controller issue 1834), application 0s; preset instant: 0s"`
	PreserveClientIP    *bool          `yaml:"preserveClientIp" jsonschema_description:"preserve_client_ip.enabled of network: targets see the addresses of the clients; default: true, but for TCP and TLS with targetType ip (Network Load Balancers guide, edit-target-group-attributes)"`
	CrossZone           *bool          `yaml:"crossZone" jsonschema_description:"load_balancing.cross_zone.enabled, on which the quotas of a Network Load Balancer depend; default: false of network"`

	IPAddressType   any `yaml:"ipAddressType"`
	ProtocolVersion any `yaml:"protocolVersion"`
	VpcID           any `yaml:"vpcId"`
	Tags            any `yaml:"tags"`
}

// TargetHealthCheck is the health checks of a target group.
type TargetHealthCheck struct {
	Protocol           string           `yaml:"protocol" jsonschema:"enum=HTTP,enum=HTTPS,enum=TCP" jsonschema_description:"default: TCP of network, HTTP of application, which takes no TCP; there is no check over UDP or QUIC"`
	Port               *value.CheckPort `yaml:"port" jsonschema_description:"a port of the target, or traffic-port, where requests go; default: traffic-port"`
	Interval           *value.Seconds   `yaml:"interval" jsonschema_description:"5 to 300; default: that of timings, 30s"`
	Timeout            *value.Seconds   `yaml:"timeout" jsonschema_description:"2 to 120, less than interval; without effect: a check is decided when it is made; default: 5s of application, of network 6s for HTTP and 10s for TCP and HTTPS"`
	HealthyThreshold   *int             `yaml:"healthyThreshold" jsonschema:"minimum=2,maximum=10" jsonschema_description:"passed checks in a row that make an unhealthy target healthy again; a new one needs one; default: that of timings, 5"`
	UnhealthyThreshold *int             `yaml:"unhealthyThreshold" jsonschema:"minimum=2,maximum=10" jsonschema_description:"failed checks in a row that make a target unhealthy; default: that of timings, 2"`

	Enabled any `yaml:"enabled"`
	Path    any `yaml:"path"`
	Matcher any `yaml:"matcher"`
}
