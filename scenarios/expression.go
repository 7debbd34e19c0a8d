package scenarios

// checkExpression parses a placement expression.
func checkExpression(text string, at spot) {}
