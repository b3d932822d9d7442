package sandbox_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/sandbox"
)

func TestOnePageOfAListStumblesAndIsThereWhenAskedAgain(t *testing.T) {
	d := startDC(t, sandbox.Options{Stumble: 2})
	statuses := func() (all []int) {
		for _, start := range []int{0, 10, 10, 20} {
			assert.Equal(t, http.StatusOK, d.get("api:/repos?limit=1").status, "a question is no page")
			got := d.get("api:/repos?limit=10&start=" + strconv.Itoa(start))
			if got.status == http.StatusTooManyRequests {
				assert.Equal(t, "1", got.header.Get("Retry-After"))
			}
			all = append(all, got.status)
		}
		return all
	}
	assert.Equal(t, []int{200, 429, 200, 200}, statuses())
	assert.Equal(t, []int{200, 200, 200, 200}, statuses())
	d.box.Stumble(3)
	assert.Equal(t, []int{200, 200, 429, 200}, statuses())
	d.box.Stumble(1)
	assert.Equal(t, http.StatusTooManyRequests, d.get("api:/projects/LADEN/repos").status)
}

func TestCloudStumblesToo(t *testing.T) {
	d := startDC(t, sandbox.Options{Stumble: 2})
	d.base, d.token = d.box.Line().CloudAPI, d.box.Line().CloudAccessToken
	for _, want := range []int{200, 429, 200, 200} {
		assert.Equal(t, http.StatusOK, d.get("/repositories/nordlicht-apps?pagelen=1").status)
		got := d.get("/repositories/nordlicht-apps?pagelen=10&page=2")
		assert.Equal(t, want, got.status, got.body)
		if want == http.StatusTooManyRequests {
			assert.Equal(t, "1", got.header.Get("Retry-After"))
		}
	}
}

func TestTheTimeToComeBackMayBeADate(t *testing.T) {
	d := startDC(t, sandbox.Options{Repos: 7, Break: "rate-limited", RetryDate: true})
	got := d.get("api:/repos")
	require.Equal(t, http.StatusTooManyRequests, got.status)
	at, err := http.ParseTime(got.header.Get("Retry-After"))
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now().Add(time.Minute), at, 5*time.Second)
}
