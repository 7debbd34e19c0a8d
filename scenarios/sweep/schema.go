package sweep

import (
	_ "embed"
	"slices"
)

//go:embed sweep.schema.json
var schema []byte

// Schema returns the JSON Schema of sweep files, for editors.
func Schema() []byte { return slices.Clone(schema) }
