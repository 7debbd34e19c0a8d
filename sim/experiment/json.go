package experiment

import (
	"encoding/json"
	"math"
	"strconv"

	"ecssim/sim/report"
)

// appendJSON appends a value of one or several runs, on one line.
func appendJSON(b []byte, v report.Value) (_ []byte, err error) {
	switch {
	case v.Null():
		return append(b, "null"...), nil
	case v.Averaged():
		return IntervalOf(v).appendJSON(b), nil
	case v.Field.Kind == report.List:
		b = append(b, '[')
		for i, member := range v.Members() {
			if i > 0 {
				b = append(b, ',')
			}
			if b, err = appendJSON(b, member); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case v.Field.Kind <= report.Map:
		return appendParts(b, v.Parts())
	}
	return appendPlain(b, v.Plain())
}

func appendParts(b []byte, parts []report.Part) (_ []byte, err error) {
	b = append(b, '{')
	for i, part := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendPlain(b, part.Key); err != nil {
			return nil, err
		}
		if b, err = appendJSON(append(b, ':'), part.Value); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendPlain(b []byte, v any) ([]byte, error) {
	text, err := json.Marshal(v)
	return append(b, text...), err
}

// appendJSON appends the interval; bounds that are not known are null.
func (i Interval) appendJSON(b []byte) []byte {
	number := func(key string, x float64) {
		b = append(b, key...)
		if math.IsNaN(x) {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendFloat(b, x, 'g', -1, 64)
		}
	}
	number(`{"mean":`, i.Mean)
	number(`,"low":`, i.Low)
	number(`,"high":`, i.High)
	return append(b, '}')
}
