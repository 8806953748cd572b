package service

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// order is a request to compute, understood.
type order struct {
	offer *offer
	n     uint64
}

// parse reads the query of a request to compute: workload and n, each at most once, and
// nothing else. Whatever is wrong is a *problem that names what is allowed.
//
// It is written by hand and not with url.ParseQuery for two reasons: that makes a map and a
// slice per parameter, for every request; and it has a word for a parameter that came twice,
// Get, which silently takes the first.
func (s *Service) parse(query string) (order, *problem) {
	var name, n string
	var named, sized bool
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if pair == "" {
			continue
		}
		key, value, err := split(pair)
		if err != nil {
			return order{}, badQuery("query", "the query cannot be decoded: "+shown(err.Error()), "percent-encoded parameters, joined by &")
		}
		var again bool
		switch key {
		case "workload":
			again, named, name = named, true, value
		case "n":
			again, sized, n = sized, true, value
		default:
			return order{}, badQuery("query", "unknown parameter "+shown(strconv.Quote(key)), "workload, n")
		}
		if again {
			return order{}, badQuery(key, "parameter "+key+" appears more than once", "each parameter at most once")
		}
	}
	if !named {
		name = sumName
	}
	return s.order(name, n, sized)
}

// split decodes a key=value. Without anything to decode, as nearly always, it allocates nothing.
func split(pair string) (key, value string, err error) {
	if strings.Contains(pair, ";") { // as net/url has it: some read it as &, and the two must not be mixed up
		return "", "", fmt.Errorf("a semicolon has to be written as %%3B")
	}
	key, value, _ = strings.Cut(pair, "=")
	if !strings.ContainsAny(pair, "%+") {
		return key, value, nil
	}
	if key, err = url.QueryUnescape(key); err != nil {
		return "", "", err
	}
	value, err = url.QueryUnescape(value)
	return key, value, err
}

// order finds the workload and checks n against its range.
func (s *Service) order(name, n string, sized bool) (order, *problem) {
	offer := s.offers[name]
	if offer == nil {
		return order{}, s.unknown(name)
	}
	if !sized {
		return order{offer, offer.otherwise}, nil
	}
	count, err := strconv.ParseUint(n, 10, 64)
	if err != nil || count < 1 || count > offer.max {
		return order{}, badQuery("n", fmt.Sprintf("n is %s", shown(strconv.Quote(n))),
			fmt.Sprintf("a whole number from 1 to %d for workload %s", offer.max, offer.name))
	}
	return order{offer, count}, nil
}

// unknown tells a workload that is not offered from one that does not exist.
func (s *Service) unknown(name string) *problem {
	if _, exists := s.offers[name]; exists {
		return badQuery("workload", "workload "+shown(strconv.Quote(name))+
			" is not offered: it waits for a measurement to release it, or needs a measurement's workers, and here is none", names(s.offers))
	}
	return badQuery("workload", "unknown workload "+shown(strconv.Quote(name)), names(s.offers))
}

// shown cuts what a client sent to a length at which it still can be recognized, so that an
// answer does not grow with the question.
func shown(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
