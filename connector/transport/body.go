package transport

import (
	"errors"
	"io"
	"net/http"
)

// readBody reads up to the limit. Of an error's body what came is kept: its status says more. With most, a success
// is read so far and no further.
func readBody(resp *http.Response, most int) ([]byte, error) {
	limit := maxBody
	switch {
	case resp.StatusCode >= 400:
		limit = maxErrorBody
	case most > 0:
		body, err := readUpTo(resp.Body, resp.ContentLength, most)
		return body[:min(len(body), most)], err
	case resp.ContentLength > maxBody:
		return nil, &failure{attempt: answering(), err: errTooLarge}
	}
	body, err := readUpTo(resp.Body, resp.ContentLength, limit)
	if len(body) > limit {
		return body[:limit], &failure{attempt: answering(), err: errTooLarge}
	}
	return body, err
}

// readUpTo reads a byte more than the limit at most, so that one sees what went beyond. It takes the room a
// body needs at once where its length was told, and else in few big steps: what is copied from one to the
// next lies in memory twice.
func readUpTo(r io.Reader, told int64, limit int) ([]byte, error) {
	steps := []int{64 << 10, 1 << 20, 8 << 20, limit + 1}
	if told >= 0 && told <= int64(limit) {
		steps = append([]int{int(told) + 1}, steps...) // the byte more is for the end to be seen
	}
	var body []byte
	for _, room := range steps {
		if room = min(room, limit+1); room <= len(body) {
			continue
		}
		body = append(make([]byte, 0, room), body...)
		for len(body) < cap(body) {
			n, err := r.Read(body[len(body):cap(body)])
			body = body[:len(body)+n]
			if errors.Is(err, io.EOF) {
				return body, nil
			}
			if err != nil {
				return body, err
			}
		}
	}
	return body, nil
}

func answering() *attempt {
	a := &attempt{}
	a.reach(phaseAnswering)
	return a
}
