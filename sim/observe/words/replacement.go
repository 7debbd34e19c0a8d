package words

import "ecssim/sim/event"

// NotReplaced says why a replacement of instances in batches has failed, in words that can stand
// behind "because"; "" for any other cause.
func NotReplaced(c event.Cause) string {
	switch c {
	case event.NewInstancesAreNotInService:
		return "new instances have not come into service in time"
	case event.InstancesAreProtected:
		return "the instances left are protected from scale in"
	case event.AnotherIsInProgress:
		return "another replacement of the group is in progress"
	}
	return ""
}
