package terraform

import (
	"encoding/json"
)

// configuration is what a plan says of the configuration that it was made from: which expression
// refers to what.
type configuration struct {
	Root      configModule              `json:"root_module"`
	Providers map[string]configProvider `json:"provider_config"`
}

type configProvider struct {
	Name        string                `json:"name"`
	Expressions map[string]expression `json:"expressions"`
}

type configModule struct {
	Resources []configResource        `json:"resources"`
	Calls     map[string]moduleCall   `json:"module_calls"`
	Outputs   map[string]configOutput `json:"outputs"`
}

type configResource struct {
	Mode        string                `json:"mode"`
	Type        string                `json:"type"`
	Name        string                `json:"name"`
	Expressions map[string]expression `json:"expressions"`
	ForEach     expression            `json:"for_each_expression"`
}

type moduleCall struct {
	Expressions map[string]expression `json:"expressions"`
	ForEach     expression            `json:"for_each_expression"`
	Module      *configModule         `json:"module"`
}

type configOutput struct {
	Expression expression `json:"expression"`
}

// expression is an expression, or a block or blocks with expressions in them. It is taken apart
// when it is asked for.
type expression struct{ raw json.RawMessage }

func (e *expression) UnmarshalJSON(data []byte) error {
	e.raw = append(json.RawMessage(nil), data...)
	return nil
}

// references is what an expression refers to.
func (e expression) references() []string {
	var one struct {
		References []string `json:"references"`
	}
	if json.Unmarshal(e.raw, &one) != nil {
		return nil
	}
	return one.References
}

// constant is the text that an expression is; "" where it is none.
func (e expression) constant() string {
	var one struct {
		Value any `json:"constant_value"`
	}
	if json.Unmarshal(e.raw, &one) != nil {
		return ""
	}
	text, _ := one.Value.(string)
	return text
}

// below is the expression of an attribute within a block, or within the i-th of blocks. Of blocks
// that the configuration makes by a loop there are fewer: the last stands for all.
func (e expression) below(i int, attribute string) expression {
	var blocks []map[string]expression
	if json.Unmarshal(e.raw, &blocks) != nil || len(blocks) == 0 {
		var block map[string]expression
		if json.Unmarshal(e.raw, &block) != nil {
			return expression{}
		}
		return block[attribute]
	}
	return blocks[min(i, len(blocks)-1)][attribute]
}
