package scenarios

import (
	"ecssim/sim/config"
)

// scaling resolves service auto scaling. Cooldowns are 300 s unless given
// (Application Auto Scaling guide, target-tracking-scaling-policy-overview).
func (r *resolver) scaling(a *AutoScaling, daemon bool, at spot) *config.Scaling {
	if a == nil {
		return nil
	}
	switch {
	case daemon:
		at.key("autoScaling").fail("", "a DAEMON service takes no autoScaling")
	case a.LoadNoise > 0 && r.file.Duration == nil:
		at.at("autoScaling", "loadNoise").fail("give the scenario a duration", "a load with noise never comes to rest, and the run would not end")
	case a.MaxCapacity < a.MinCapacity:
		at.at("autoScaling", "maxCapacity").fail("", "maxCapacity is %d, below minCapacity %d", a.MaxCapacity, a.MinCapacity)
	}
	s := &config.Scaling{Min: a.MinCapacity, Max: a.MaxCapacity, Load: a.Load, Noise: a.LoadNoise}
	for i, p := range a.Policies {
		if p.TargetValue == 0 {
			at.at("autoScaling", "targetTrackingScalingPolicies", i, "targetValue").fail("", "targetValue is 0, wanted more")
		}
		s.Policies = append(s.Policies, config.TrackingPolicy{
			Target:     p.TargetValue,
			InCooldown: seconds(p.ScaleInCooldown, 300), OutCooldown: seconds(p.ScaleOutCooldown, 300),
			DisableScaleIn: p.DisableScaleIn,
		})
	}
	return s
}
