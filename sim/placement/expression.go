package placement

import "ecssim/model/cql"

// expression is a memberOf constraint, parsed.
type expression struct {
	expr    *cql.Expr
	dynamic bool // its answer changes as tasks and the agent's connection do
}

func parseExpression(text string) (*expression, error) {
	e, err := cql.Parse(text)
	if err != nil {
		return nil, err
	}
	return &expression{e, e.Dynamic()}, nil
}

// holds reports whether host h satisfies an expression.
func (f *Fleet) holds(e *expression, h int32) bool {
	f.subject.h = h
	return e.expr.Eval(&f.subject)
}

// subject is one host of a fleet as the query language sees it.
type subject struct {
	f *Fleet
	h int32
}

// Attribute gives an attribute of the host.
func (s *subject) Attribute(name string) (string, bool) { return s.f.info[s.h].Attribute(name) }

// RunsGroup reports whether the host has a task of the group that is not told
// to stop.
func (s *subject) RunsGroup(name string) bool {
	g, ok := s.f.byName[name]
	return ok && s.f.Count(g, s.h) > 0
}

// Field gives a field of the host.
func (s *subject) Field(field cql.Field) (cql.Value, bool) {
	info := &s.f.info[s.h]
	switch field {
	case cql.AgentConnected:
		if s.f.AgentConnected(s.h) {
			return cql.Value{Text: "true"}, true
		}
		return cql.Value{Text: "false"}, true
	case cql.AgentVersion:
		return cql.Value{Text: info.AgentVersion}, info.AgentVersion != ""
	case cql.EC2InstanceID:
		return cql.Value{Text: info.ec2ID()}, true
	case cql.RegisteredAt:
		return cql.Value{Number: info.RegisteredAt.Unix()}, !info.RegisteredAt.IsZero()
	case cql.RunningTasksCount:
		return cql.Value{Number: int64(s.f.Hosts.At(s.h).Tasks)}, true
	}
	return cql.Value{}, false
}
