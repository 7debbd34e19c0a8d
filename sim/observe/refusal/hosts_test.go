package refusal

import (
	"testing"

	"ecssim/model"
)

// TestEveryCheck looks for a check without a name.
func TestEveryCheck(t *testing.T) {
	for r := model.ReasonAgent; r <= model.ReasonAddresses; r++ {
		if checkName(r) == "" {
			t.Errorf("explain has no name for %v", r)
		}
	}
}
