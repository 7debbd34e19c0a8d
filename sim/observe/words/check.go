package words

import (
	"fmt"
	"strconv"

	"ecssim/model"
)

// CheckPort says that the health checks of a target group go to a port; 0 = to that of its requests.
func CheckPort(g *model.TargetGroup, port uint16) string {
	at := "traffic-port"
	if port != 0 {
		at = strconv.Itoa(int(port))
	}
	return fmt.Sprintf("healthCheck.port %s for target group %s", at, g.Name)
}

// CheckedMapping says that a container has a port mapping for the health checks of a target group.
func CheckedMapping(container string, port uint16) string {
	return fmt.Sprintf("a port mapping of %s for TCP at port %d, where it says whether it is well", container, port)
}
