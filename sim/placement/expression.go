package placement

import (
	"strconv"

	"ecssim/model/cql"
)

// expression is a memberOf constraint, parsed.
type expression struct {
	expr    *cql.Expr
	dynamic bool // its answer changes as tasks and the agent's connection do
	single  bool // instances launched alike may differ in it
}

func parseExpression(text string) (*expression, error) {
	e, err := cql.Parse(text)
	if err != nil {
		return nil, err
	}
	return &expression{e, e.Dynamic(), e.Single()}, nil
}

// on is host h as the query language sees it, until another one is asked for.
func (f *Fleet) on(h int32) cql.Subject {
	f.subject.h = h
	return &f.subject
}

// holds reports whether host h satisfies an expression.
func (f *Fleet) holds(e *expression, h int32) bool { return e.expr.Eval(f.on(h)) }

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
	if field == cql.EC2InstanceID && s.f.info[s.h].EC2ID == "" {
		return cql.Value{Text: EC2ID(s.h)}, true
	}
	return s.f.info[s.h].field(field, s.f.AgentConnected(s.h), s.f.Hosts.At(s.h).Tasks)
}

// field gives a field of an instance that has so many tasks.
func (i *Instance) field(field cql.Field, connected bool, tasks int32) (cql.Value, bool) {
	switch field {
	case cql.AgentConnected:
		return cql.Value{Text: strconv.FormatBool(connected)}, true
	case cql.AgentVersion:
		return cql.Value{Text: i.AgentVersion}, i.AgentVersion != ""
	case cql.EC2InstanceID:
		return cql.Value{Text: i.EC2ID}, i.EC2ID != ""
	case cql.RegisteredAt:
		return cql.Value{Number: i.RegisteredAt.Unix()}, !i.RegisteredAt.IsZero()
	case cql.RunningTasksCount:
		return cql.Value{Number: int64(tasks)}, true
	}
	return cql.Value{}, false
}
