package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// scaling resolves service auto scaling. Cooldowns are 300 s unless given
// (Application Auto Scaling guide, target-tracking-scaling-policy-overview).
func (r *resolver) scaling(a *AutoScaling, daemon bool, at strict.Place) *config.Scaling {
	if a == nil {
		return nil
	}
	switch {
	case daemon:
		at.Key("autoScaling").Fail("", "a DAEMON service takes no autoScaling")
	case a.LoadNoise > 0 && r.file.Duration == nil:
		at.At("autoScaling", "loadNoise").Fail("give the scenario a duration", "a load with noise never comes to rest, and the run would not end")
	case a.MaxCapacity < a.MinCapacity:
		at.At("autoScaling", "maxCapacity").Fail("", "maxCapacity is %d, below minCapacity %d", a.MaxCapacity, a.MinCapacity)
	}
	s := &config.Scaling{Min: a.MinCapacity, Max: a.MaxCapacity, Load: a.Load, Noise: a.LoadNoise}
	for i, p := range a.Policies {
		if p.TargetValue == 0 {
			at.At("autoScaling", "targetTrackingScalingPolicies", i, "targetValue").Fail("", "targetValue is 0, wanted more")
		}
		s.Policies = append(s.Policies, config.TrackingPolicy{
			Target:     p.TargetValue,
			InCooldown: seconds(p.ScaleInCooldown, 300), OutCooldown: seconds(p.ScaleOutCooldown, 300),
			DisableScaleIn: p.DisableScaleIn,
		})
	}
	return s
}
