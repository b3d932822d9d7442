package transport_test

import (
	"bytes"
	"net/http"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/transport"
)

// roomTaken is how many bytes of memory were asked for on the way of one answer, for each byte of its body.
// The server in the same program takes next to none: its body is there before.
func roomTaken(t testing.TB, c *transport.Client, address string) (float64, transport.Answer) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	answer, err := c.Do(t.Context(), transport.Request{URL: address})
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(len(answer.Body)), answer
}

func TestALargeBodyTakesLittleMoreRoomThanItHas(t *testing.T) {
	for size, most := range map[int][2]float64{4 << 20: {1.3, 2.7}, 20 << 20: {1.1, 2.3}, 30 << 20: {1.1, 1.6}, 32 << 20: {1.1, 1.6}} {
		for i, told := range []bool{true, false} {
			body := bytes.Repeat([]byte{' '}, size)
			body[0], body[size-1] = '[', ']'
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if told {
					w.Header().Set("Content-Length", strconv.Itoa(size))
				}
				_, _ = w.Write(body)
			})
			taken, answer := roomTaken(t, calm(), s.URL)
			assert.True(t, bytes.Equal(body, answer.Body))
			assert.LessOrEqual(t, taken, most[i], "%d MiB, length told: %t", size>>20, told)
		}
	}
}

func TestABodyOfAnySizeComesWhole(t *testing.T) {
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20, 1<<20 + 1, 8<<20 + 1} {
		for _, told := range []bool{true, false} {
			body := bytes.Repeat([]byte("mooring "), size/8+1)[:size]
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if told {
					w.Header().Set("Content-Length", strconv.Itoa(size))
				}
				_ = http.NewResponseController(w).Flush()
				_, _ = w.Write(body)
			})
			answer, err := get(t, calm(), s.URL)
			require.NoError(t, err)
			assert.True(t, bytes.Equal(body, answer.Body), "%d", size)
		}
	}
}

func TestABodyThatSaysItIsTooLargeIsNotRead(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(1<<40))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	_, err := get(t, calm(), s.URL)
	requireProblem(t, err, connector.CodeAnswerTooLarge)
}

func BenchmarkALargeBodyOfUnknownLength(b *testing.B) {
	body := bytes.Repeat([]byte{' '}, 30<<20)
	s := serve(b, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
	var taken float64
	for b.Loop() {
		taken, _ = roomTaken(b, calm(), s.URL)
	}
	b.ReportMetric(taken, "room/body")
}
