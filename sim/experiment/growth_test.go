package experiment

import (
	"reflect"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// sized is an instance with plenty of everything, and with 1 of what is named.
func sized(but ...model.Resource) (size model.InstanceSize) {
	v := reflect.ValueOf(&size).Elem()
	for i := range v.NumField() {
		v.Field(i).SetInt(1 << 20)
		var one model.InstanceSize
		reflect.ValueOf(&one).Elem().Field(i).SetInt(1)
		for _, r := range but {
			if n, _ := r.In(one.Room(true)); n == 1 {
				v.Field(i).SetInt(1)
			}
		}
	}
	return size
}

// greedy is a task definition that takes 1 of everything that an instance has room of.
func greedy() model.TaskDefinition {
	td := definition("all", 1, 1)
	td.Containers[0].GPUs = 1
	return td
}

// TestEveryResource asks what a resource allows of which an instance has 1, and how many
// instances it proves necessary for three tasks.
func TestEveryResource(t *testing.T) {
	for r := range model.CheckedResources() {
		if _, ok := r.In(model.Room{}); !ok {
			continue
		}
		t.Run(r.Key(), func(t *testing.T) {
			host := HostType{InstanceType: "m5.large", InstanceSize: sized(r), USDPerHour: -1}
			row := Density(DensityRequest{Types: []HostType{host}, Setups: []model.Setup{model.SetupTrunking}, Task: greedy()})[0]
			bound := ""
			if row.BoundBy != nil {
				bound = *row.BoundBy
			}
			if limit := row.Limits[r.Key()]; limit == nil || *limit != 1 || row.Tasks != 1 || bound != r.Reason().String() {
				t.Errorf("%d tasks on one instance by %q, want 1 by %v", row.Tasks, bound, r.Reason())
			}
			g := m5large(3)
			g.InstanceSize = sized(r)
			c := fixture([]config.InstanceGroup{g}, greedy())
			c.Trunking = true
			serve(c, "all", 0, 3, packed)
			p := newPacker(c)
			daemons, err := p.daemonsOnly()
			if err != nil {
				t.Fatal(err)
			}
			if b := p.lowerBound(daemons); b.hosts != 3 || !slices.Contains(b.proved, r.Reason()) {
				t.Errorf("%d hosts proved by %v, want 3 by %v", b.hosts, b.proved, r.Reason())
			}
		})
	}
}

// TestLimitsOfEveryResource holds the limits of density to the list of resources.
func TestLimitsOfEveryResource(t *testing.T) {
	host := HostType{InstanceType: "m5.large", InstanceSize: sized(), USDPerHour: -1}
	row := Density(DensityRequest{Types: []HostType{host}, Setups: []model.Setup{model.SetupTrunking}, Task: greedy()})[0]
	for r := range model.Resources() {
		if _, told := row.Limits[r.Key()]; told == r.OfAccount() {
			t.Errorf("a limit by %s is told: %v", r.Key(), told)
		}
	}
}
