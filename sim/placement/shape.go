package placement

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
)

// ShapeID is the number of a shape in its Fleet, from 0 in the order of NewShape.
type ShapeID int32

// Shape is everything about a task that decides where it may and where it should
// go. Tasks of one definition in one service share a shape.
type Shape struct {
	Claim       *model.Claim       // copied
	Group       int32              // from NewGroup
	Strategies  []model.Strategy   // none = ties only; see DefaultService and DefaultRunTask
	Constraints []model.Constraint // those of the task definition and of the service or call together
	Zones       []string           // zones of the awsvpc subnets; nil = any
	Requires    []string           // attributes that a host must have
	// Architecture is X86_64 or ARM64, OS an operating system family such as LINUX;
	// case does not count; "" = any.
	Architecture, OS string
	// Provider confines the task to the instances of one capacity provider; "" = any.
	Provider string
	// Daemon shapes have no strategy and go once to each host.
	Daemon bool
}

// shape is a Shape resolved.
type shape struct {
	Shape
	claim    model.Claim // what the scheduler takes: without ENI under IgnoreENI
	group    int32
	chain    chain
	members  []*expression // every memberOf
	distinct bool
	class    int32 // of the indexed scheduler
	pack     int32 // likewise; -1 = none
	ask      ask   // of the pack
}

// GrowShapes makes room for n more shapes at once.
func (f *Fleet) GrowShapes(n int) { f.shapes = slices.Grow(f.shapes, n) }

// NewShape returns the number of a new shape, or an error that names what is
// wrong with its strategy or constraints.
func (f *Fleet) NewShape(s Shape) (ShapeID, error) {
	x := shape{Shape: s, claim: *s.Claim, group: s.Group, distinct: s.Daemon, pack: -1}
	x.claim.Ports = slices.Clone(s.Claim.Ports)
	if f.opts.IgnoreENI {
		x.claim.ENI = 0
	}
	if int(s.Group) >= len(f.groups) || s.Group < 0 {
		panic(fmt.Sprintf("placement: a shape of group %d where there are %d", s.Group, len(f.groups)))
	}
	var err error
	if x.chain, err = f.chain(s.Strategies); err != nil {
		return -1, err
	}
	if s.Daemon && len(s.Strategies) > 0 {
		return -1, fmt.Errorf("a daemon service has a placement strategy, wanted none: it runs one task on each container instance")
	}
	if err := x.constrain(s.Constraints); err != nil {
		return -1, err
	}
	if !f.opts.Linear {
		f.index(&x)
	}
	f.shapes = append(f.shapes, x)
	return ShapeID(len(f.shapes) - 1), nil
}

func (s *shape) constrain(constraints []model.Constraint) error {
	if len(constraints) > MaxConstraints {
		return fmt.Errorf("%d placement constraints, wanted at most %d", len(constraints), MaxConstraints)
	}
	for _, c := range constraints {
		switch c.Type {
		case "distinctInstance":
			if c.Expression != "" {
				return fmt.Errorf("placement constraint distinctInstance has the expression %q, wanted none", c.Expression)
			}
			s.distinct = true
		case "memberOf":
			e, err := parseExpression(c.Expression)
			if err != nil {
				return fmt.Errorf("placement constraint memberOf: %w", err)
			}
			s.members = append(s.members, e)
		default:
			return fmt.Errorf("placement constraint %q, wanted memberOf or distinctInstance", c.Type)
		}
	}
	return nil
}

// attributes reports whether a host has every attribute that the task requires.
func (s *Shape) attributes(info *Instance) bool {
	for _, name := range s.Requires {
		if _, ok := info.Attribute(name); !ok {
			return false
		}
	}
	return (s.Provider == "" || s.Provider == info.Provider) &&
		(s.Architecture == "" || strings.EqualFold(info.architecture(), s.Architecture)) &&
		(s.OS == "" || strings.EqualFold(info.osFamily(), s.OS))
}

// located reports whether a host is in one of the task's zones.
func (s *Shape) located(info *Instance) bool {
	return s.Zones == nil || slices.Contains(s.Zones, info.Zone)
}
