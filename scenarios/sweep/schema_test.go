package sweep

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
)

var update = flag.Bool("update", false, "rewrite sweep.schema.json")

// TestSchemaIsCurrent holds sweep.schema.json to the structs of file.go.
func TestSchemaIsCurrent(t *testing.T) {
	want, err := json.MarshalIndent(generate(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("sweep.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, Schema()) {
		t.Error("sweep.schema.json is not what the structs say: go test ./scenarios/sweep -run SchemaIsCurrent -update")
	}
}

// generate makes the schema of File.
func generate() *jsonschema.Schema {
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, ExpandedStruct: true, Mapper: ownForm}
	s := r.Reflect(&File{})
	s.Title = "ecssim sweep"
	r.ExpandedStruct, r.DoNotReference = false, true
	form := func(of any, name string) *jsonschema.Schema {
		part := r.Reflect(of)
		part.Version, part.Title = "", name
		return part
	}
	one := uint64(1)
	s.Definitions = jsonschema.Definitions{
		"Factors": {Type: "object", AdditionalProperties: &jsonschema.Schema{Ref: "#/$defs/Values"}},
		"Values": {OneOf: []*jsonschema.Schema{
			{Type: "array", MinItems: &one, Description: "values of any kind; null leaves the key out"},
			{Type: "string", Pattern: rangeForm().String(), Description: "numbers from the first to the last, such as 20..30 or 20..30..5"},
			form(&between{}, "range, from and to, or scale"),
		}},
	}
	return s
}

// ownForm gives the schema of the types that read their nodes themselves.
func ownForm(t reflect.Type) *jsonschema.Schema {
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, DoNotReference: true}
	switch t {
	case reflect.TypeFor[factors]():
		return &jsonschema.Schema{Ref: "#/$defs/Factors"}
	case reflect.TypeFor[single]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "number"}, {Type: "string"}}}
	case reflect.TypeFor[replications]():
		rule := r.Reflect(&replicationsFile{})
		rule.Version = ""
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "1", Maximum: "1000000"}, rule}, Default: 1}
	case reflect.TypeFor[design]():
		forms := []*jsonschema.Schema{{Const: "grid"}}
		points := &jsonschema.Schema{Type: "integer", Minimum: "1", Maximum: "1000000"}
		for _, x := range []struct {
			key   string
			value *jsonschema.Schema
		}{{"latinHypercube", points}, {"halton", points}, {"list", &jsonschema.Schema{Type: "string"}}} {
			p := jsonschema.NewProperties()
			p.Set(x.key, x.value)
			forms = append(forms, &jsonschema.Schema{Type: "object", Properties: p, Required: []string{x.key}, AdditionalProperties: jsonschema.FalseSchema})
		}
		return &jsonschema.Schema{OneOf: forms, Default: "grid"}
	}
	return nil
}
