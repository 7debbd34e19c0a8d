package placement

import "fmt"

// expression is a memberOf constraint, parsed.
type expression struct {
	dynamic bool // its answer changes as tasks come and go
}

func parseExpression(text string) (*expression, error) {
	return nil, fmt.Errorf("expression %q cannot be read yet", text)
}

// subject is a host as the cluster query language sees it.
type subject struct {
	f *Fleet
	h int32
}

// holds reports whether host h satisfies an expression.
func (f *Fleet) holds(*expression, int32) bool { return false }
