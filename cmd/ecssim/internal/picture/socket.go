package picture

import "strconv"

// Network interfaces on the wall of a house. ECS counts slots and gives them no numbers: here they
// are numbered from left to right.

const (
	socketStep  = 40
	socketWidth = 31
	mostFree    = 3  // free sockets that are drawn one by one
	mostPins    = 16 // branches of a trunk that are drawn one by one
	leastPin    = 15 // from one to the next
)

// drawSocket draws a socket around x in the wall.
func (o *house) drawSocket(class string, x int, label string) {
	if class != "" {
		class = " " + class
	}
	o.open("socket" + class)
	o.rect("", x-14, o.wall-10, 28, 20, 4)
	o.path("", "M", x-4, o.wall-4, "v8M", x+4, o.wall-4, "v8")
	o.raw("</g>")
	o.text("lab", x, o.wall-17, label)
}

// drawPrimary draws the instance's own network interfaces.
func (o *house) drawPrimary() {
	o.drawSocket("", 30, o.w.Primary)
	o.raw("\n")
}

// slotsUsed is how many attachment slots tasks have.
func (o *house) slotsUsed() int { return int(o.x.Registered.ENI - o.x.Free.ENI) }

// freeSockets is how many sockets beyond those of cells are drawn.
func (o *house) freeSockets(cells int) int {
	free := int(o.x.Registered.ENI) - cells
	if o.hideFree {
		return 0
	}
	if free > mostFree {
		return 1
	}
	return max(free, 0)
}

// leastInterfaces is the room that a trunk's strip takes, where each of its pins may have a quarter
// of some units more.
func (o *house) leastInterfaces(stretch int) int {
	if !o.x.Trunk {
		return 0
	}
	if n := int(o.x.Registered.ENI); n <= mostPins {
		return max(n*(leastPin+stretch/4)+8, 92)
	}
	return 150
}

// drawInterfaces draws the sockets of a region's tasks, or the trunk and its branches, and the
// cables to the rooms that begin at y.
func (o *house) drawInterfaces(r *region, y int) {
	if o.x.Trunk {
		o.drawTrunk(r, y)
		return
	}
	x := r.x
	for i := range r.cells {
		c := &r.cells[i]
		mid := c.x + c.w/2
		o.open(cellClass(c))
		o.path("cable", "M", mid, o.wall+10, "V", y)
		o.drawSocket("used", mid, o.slotLabel(i+1, c.w))
		o.raw("</g>")
		x = c.x + c.w + 4
	}
	free := int(o.x.Registered.ENI) - len(r.cells)
	if n := o.freeSockets(len(r.cells)); n == 1 && free > 1 {
		o.drawSocket("free", x+18, o.w.sprintf(o.w.FreeSlots, free))
	} else {
		for i := range n {
			o.drawSocket("free", x+18+i*socketStep, o.slotLabel(len(r.cells)+i+1, socketStep))
		}
	}
}

func (o *house) slotLabel(n, room int) string {
	if s := o.w.sprintf(o.w.Slot, n); wide(s) <= room+4 {
		return s
	}
	return strconv.Itoa(n)
}

// drawTrunk draws the trunk interface as a socket with a thick cable to a strip, and a pin on the
// strip for each branch interface that it takes.
func (o *house) drawTrunk(r *region, y int) {
	at := max(r.x+28, besidePrimary+24)
	o.path("trunk", "M", at, o.wall+8, "V", o.wall+34)
	o.drawSocket("used", at, o.w.Trunk)
	pins := int(o.x.Registered.ENI)
	o.rect("strip", r.x, o.wall+28, r.w, 22, 11)
	if pins > mostPins || pins == 0 {
		o.text("on mid", r.x+r.w/2, o.wall+43, o.w.sprintf(o.w.Branches, o.slotsUsed(), pins))
		for i := range r.cells {
			o.cable(&r.cells[i], r.cells[i].x+r.cells[i].w/2, y)
		}
		return
	}
	step := (r.w - 8) / pins
	radius := min(8, step/2-1)
	pin := func(n int) int { return r.x + 4 + step*n + step/2 }
	for i := range r.cells {
		if i < pins {
			o.cable(&r.cells[i], pin(i), y)
		}
	}
	for n := range pins {
		if n < len(r.cells) {
			o.open("pin")
		} else {
			o.open("pin open")
		}
		o.circle("", pin(n), o.wall+39, radius)
		o.text("", pin(n), o.wall+43, strconv.Itoa(n+1))
		o.raw("</g>")
	}
	o.raw("\n")
}

// cable leads from a branch on the strip to a room.
func (o *house) cable(c *cell, from, y int) {
	o.open(cellClass(c))
	o.path("cable", "M", from, o.wall+49, "L", c.x+c.w/2, y-8, "V", y)
	o.raw("</g>")
}
