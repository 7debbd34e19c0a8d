package experiment

import (
	"fmt"

	"ecssim/sim/config"
)

// suitTargets returns why the target groups of a scenario do not suit it as it is under a setup:
// CreateService or UpdateService would refuse one, or health checks that find the tasks as they are
// written never would; nil if they do.
func suitTargets(written, under *config.Config) error {
	for i := range under.Services {
		s := &under.Services[i]
		fault, refused := under.CheckTargets(s, s.Task)
		if refused != nil {
			return fmt.Errorf("service %s: %w", s.Name, refused)
		}
		if fault == nil {
			continue
		}
		if before, _ := written.CheckTargets(&written.Services[i], written.Services[i].Task); before == nil {
			return fmt.Errorf("service %s would never be healthy: %s", s.Name, fault.Why)
		}
	}
	for i := range under.Events {
		if e := &under.Events[i]; e.Redefines() {
			s := &under.Services[e.Service]
			if _, refused := under.CheckTargets(s, e.Task); refused != nil {
				return fmt.Errorf("update of service %s at %v: %w", s.Name, e.At, refused)
			}
		}
	}
	return nil
}
