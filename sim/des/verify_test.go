package des

import "os"

// verifying says whether the long forms of the statistical tests are wanted:
// ECSSIM_VERIFY=1.
func verifying() bool { return os.Getenv("ECSSIM_VERIFY") == "1" }
