package words

import "ecssim/sim/config"

// Void says why there was nothing to do an event of the scenario to.
func Void(c *config.Config, e *config.Event) string {
	switch e.Kind {
	case config.StopDeployment:
		return "no deployment of service " + c.Services[e.Service].Name + " is under way"
	case config.FailHealthChecks:
		return "no task of service " + c.Services[e.Service].Name + " is healthy"
	}
	what := "instance"
	switch {
	case e.Instance != "":
		what += " " + e.Instance
	case e.Group != config.None:
		what += " of group " + c.Groups[e.Group].Name
	}
	return "no " + what + " is in service"
}
