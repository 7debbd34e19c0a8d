package placement

// expressions of the memberOf constraints that random shapes have.
var expressions = []string{}
