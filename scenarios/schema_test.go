package scenarios

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
)

var update = flag.Bool("update", false, "rewrite scenario.schema.json")

// TestSchemaIsCurrent holds scenario.schema.json to the structs of file.go.
func TestSchemaIsCurrent(t *testing.T) {
	want, err := json.MarshalIndent(generate(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("scenario.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want, Schema()) {
		t.Error("scenario.schema.json is not what the structs say: go test ./scenarios -run Schema -update")
	}
}

// generate makes the schema of File.
func generate() *jsonschema.Schema {
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, ExpandedStruct: true, Mapper: ownForm}
	s := r.Reflect(&File{})
	s.Title = "ecssim scenario"
	r.ExpandedStruct = false
	for _, part := range []any{&value.Distribution{}, &value.Bucket{}, &Service{}, &ServiceFile{}} { // of what reads its node itself
		for name, def := range r.Reflect(part).Definitions {
			s.Definitions[name] = def
		}
	}
	for _, def := range s.Definitions {
		describeInert(def)
	}
	one, two := uint64(1), uint64(2)
	s.Definitions["Event"].MinProperties = &two // at, and what happens
	s.Definitions["Event"].MaxProperties = &two
	s.Definitions["Distribution"].MinProperties = &one
	s.Definitions["Distribution"].MaxProperties = &one
	s.Definitions["Duration"] = &jsonschema.Schema{Type: "string", Pattern: value.DurationForm, Description: "a length of time such as 250ms, 30s, 5m or 1h30m"}
	s.Definitions["Dist"] = &jsonschema.Schema{
		Description: "a length of time, a distribution of it, or never",
		OneOf:       []*jsonschema.Schema{ref("Duration"), {Const: "never"}, ref("Distribution")},
	}
	return s
}

// inert describes the keys that have no description of their own, of type any.
const inert = "accepted as the AWS CLI prints it; changes nothing of a run"

// describeInert describes the inert keys of a definition, for which the reflector has the schema true.
func describeInert(def *jsonschema.Schema) {
	for p := def.Properties.Oldest(); p != nil; p = p.Next() {
		if text, err := json.Marshal(p.Value); err == nil && string(text) == "true" {
			p.Value = &jsonschema.Schema{Description: inert}
		}
	}
}

func ref(name string) *jsonschema.Schema { return &jsonschema.Schema{Ref: "#/$defs/" + name} }

// ownForm gives the schema of the types that read their nodes themselves.
func ownForm(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[value.Duration]():
		return ref("Duration")
	case reflect.TypeFor[value.Dist]():
		return ref("Dist")
	case reflect.TypeFor[ServiceEntry]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{ref("Service"), ref("ServiceFile")}}
	case reflect.TypeFor[value.Amount]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "0"}, {Type: "string"}}}
	case reflect.TypeFor[value.IngressPort]():
		return &jsonschema.Schema{Type: "integer", Minimum: "1025", Maximum: "65535"}
	case reflect.TypeFor[value.MappedPort]():
		from := jsonschema.NewProperties()
		from.Set("from", &jsonschema.Schema{Type: "integer", Minimum: "1", Maximum: "65535", Description: "of copies: the port of the first, from which the others count up"})
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "0", Maximum: "65535"},
			{Type: "object", Properties: from, Required: []string{"from"}, AdditionalProperties: jsonschema.FalseSchema}}}
	case reflect.TypeFor[value.TrunkMode]():
		return &jsonschema.Schema{Enum: []any{"auto", false, true}, Default: "auto"}
	case reflect.TypeFor[value.Seconds]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "0"}, ref("Duration")}}
	case reflect.TypeFor[value.CheckPort]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "1", Maximum: "65535"}, {Const: value.TrafficPort}}, Default: value.TrafficPort}
	case reflect.TypeFor[value.Rate]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "integer", Minimum: "1", Maximum: "1000000000"}, {Const: "unlimited"}}, Default: 500}
	case reflect.TypeFor[Share]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Const: "never"}, {Type: "number", Minimum: "0", Maximum: "1"}}}
	case reflect.TypeFor[value.Tokens]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Const: "ec2"}, ref("Bucket")}}
	case reflect.TypeFor[value.Value]():
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}, {Type: "boolean"}, {Type: "null"}}}
	}
	return nil
}

// TestOwnFormsAreMapped finds a type with a form of its own that the schema
// would describe as a plain struct or text.
func TestOwnFormsAreMapped(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		if seen[typ] {
			return
		}
		seen[typ] = true
		if typ.Name() != "" && reflect.PointerTo(typ).Implements(reflect.TypeFor[strict.NodeReader]()) {
			if ownForm(typ) == nil {
				t.Errorf("%v reads its node itself and has no schema", typ)
			}
			return
		}
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
		case reflect.Struct:
			for i := range typ.NumField() {
				visit(typ.Field(i).Type)
			}
		}
	}
	visit(reflect.TypeFor[File]())
}

// TestSchemaTakesLibrary holds every file of the library to the schema.
func TestSchemaTakesLibrary(t *testing.T) {
	s := compiled(t)
	for _, name := range Names() {
		text, err := Source(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(s, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// compiled returns the embedded schema.
func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("scenario.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds a YAML text to the schema, as an editor would. Text that is no
// YAML is an error too.
func validate(s *validator.Schema, text []byte) error {
	var tree any
	if err := yaml.Load(text, &tree); err != nil {
		return err
	}
	data, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	doc, err := validator.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}
