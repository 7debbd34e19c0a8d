package placement

import "ecssim/model"

type pack struct{}

func (f *Fleet) index(s *shape) { s.class = f.class(s) }

func (f *Fleet) packed(s *shape, luck uint64) (int32, model.Reason) { return -1, model.Fits }
