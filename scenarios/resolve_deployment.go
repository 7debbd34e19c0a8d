package scenarios

import (
	"strings"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// deployingByDefault is a service's deploymentConfiguration where the file has none.
func deployingByDefault(daemon bool) config.Deploying {
	if daemon {
		return config.DefaultDaemon()
	}
	return config.DefaultReplica()
}

// deploying resolves a deploymentConfiguration; what it leaves out is as before.
// A minimum that equals the maximum is allowed: the service can neither stop nor
// start a task, which is a lesson of its own.
func (r *resolver) deploying(c *DeploymentConfiguration, before config.Deploying, daemon bool, at strict.Place) config.Deploying {
	if c == nil {
		return before
	}
	now := before
	take(&now.MinimumHealthyPercent, c.MinimumHealthyPercent)
	take(&now.MaximumPercent, c.MaximumPercent)
	switch {
	case daemon && now.MaximumPercent != 100:
		at.At("maximumPercent").Fail("leave it out", "maximumPercent of a DAEMON service is %d, wanted 100: an instance has one task of it", now.MaximumPercent)
	case now.MinimumHealthyPercent > now.MaximumPercent:
		at.At("minimumHealthyPercent").Fail("", "minimumHealthyPercent is %d, above maximumPercent %d", now.MinimumHealthyPercent, now.MaximumPercent)
	}
	if c.CircuitBreaker != nil {
		now.Breaker = breaker(c.CircuitBreaker, at.At("deploymentCircuitBreaker"))
	}
	r.ends(&now, c, at)
	return now
}

// breaker resolves a circuit breaker.
func breaker(b *DeploymentCircuitBreaker, at strict.Place) config.CircuitBreaker {
	now := config.DefaultBreaker()
	now.Enable, now.Rollback, now.Cumulative = b.Enable, b.Rollback, b.Reset != nil && !*b.Reset
	if t := b.Threshold; t != nil {
		now.Value = t.Value
		switch t.Type {
		case "UNBOUNDED_PERCENT":
			now.Kind = config.UnboundedPercent
		case "COUNT":
			now.Kind = config.CountThreshold
		}
		if now.Kind != config.CountThreshold && t.Value > 100 {
			at.At("thresholdConfiguration", "value").Fail("for a number of tasks write type: COUNT", "value is %d percent, wanted 1 to 100", t.Value)
		}
	}
	return now
}

// zoneAttribute is what a service is rebalanced by.
const zoneAttribute = "attribute:ecs.availability-zone"

// rebalancing resolves availabilityZoneRebalancing: left out, CreateService turns
// it on where the service is eligible (developer guide, service-rebalancing).
func rebalancing(service *config.Service, s *Service, at strict.Place) bool {
	why := ineligible(service, s)
	if s.ZoneRebalancing == "ENABLED" && why != "" {
		at.At("availabilityZoneRebalancing").Fail("leave it out, or write DISABLED", "availabilityZoneRebalancing is ENABLED, but %s", why)
	}
	return s.ZoneRebalancing != "DISABLED" && why == ""
}

// ineligible says why a service cannot be rebalanced; "" if it can.
func ineligible(service *config.Service, s *Service) string {
	first := service.Strategies
	switch {
	case service.Daemon:
		return "a DAEMON service has a task on each instance anyway"
	case len(first) > 0 && (first[0].Type != "spread" || first[0].Field != zoneAttribute):
		return "the first placement strategy is not spread over " + zoneAttribute
	case service.Deploying.MaximumPercent <= 100:
		return "maximumPercent is not above 100, and rebalancing starts a task before it stops one"
	}
	for _, c := range service.Constraints {
		if strings.Contains(c.Expression, zoneAttribute) {
			return "a placement constraint names " + zoneAttribute
		}
	}
	for _, l := range s.LoadBalancers {
		if l.ClassicName != "" {
			return "it has a Classic Load Balancer"
		}
	}
	return ""
}
