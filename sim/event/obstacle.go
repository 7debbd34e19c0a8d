package event

import "ecssim/model"

// Obstacle is what keeps a group from launching a container instance. Obstacles are compared
// with ==. The zero Obstacle, whose Reason is model.Fits, keeps it from nothing.
//
//	Reason                  Zone, Subnet          Have                   Need             Limit
//	model.ReasonZones       the zone in which     -                      -                -
//	                        none of the group's
//	                        subnets is; or none:
//	                        all have failed
//	model.ReasonAddresses   where it would be     free addresses of      addresses of     -
//	                                              the subnet             the instance
//	model.ReasonInterfaces  where it would be     interfaces in the      interfaces of    the quota
//	                                              zone                   the instance     of a zone
//	model.ReasonMaxSize     none                  instances of the       -                its maximum
//	                                              group                                   size
type Obstacle struct {
	Reason model.Reason
	Group  GroupID
	Zone   ZoneID   // None = of no zone in particular
	Subnet SubnetID // or None
	Have   int32
	Need   int32
	Limit  int32
}
