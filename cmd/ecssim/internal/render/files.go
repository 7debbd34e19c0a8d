package render

// A File is a file that a command has written or checked.
type File struct {
	Path  string `json:"file"`
	Fault string `json:"fault,omitempty"` // what is wrong with it; "" = nothing
}

// Files builds the document of files, whose faults a table has elsewhere.
func Files(files []File) *Document {
	csv := func() *Table {
		t := &Table{Columns: []Column{text("file"), text("fault")}}
		for _, f := range files {
			t.add(f.Path, f.Fault)
		}
		return t
	}
	return &Document{CSV: csv, Data: map[string]any{"files": files}}
}
