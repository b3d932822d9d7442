package cloud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
)

func TestAListOfWebhooksGoesOnToItsEndAndNoFurther(t *testing.T) {
	next := func(r *http.Request, page int) string {
		return fmt.Sprintf("http://%s%s?page=%d", r.Host, r.URL.Path, page)
	}
	for name, c := range map[string]struct {
		next   func(r *http.Request, page int) string
		names  int
		broken bool
	}{
		"three pages": {func(r *http.Request, page int) string {
			if page > 2 {
				return ""
			}
			return next(r, page+1)
		}, 3, false},
		"a circle":  {func(r *http.Request, page int) string { return next(r, page%2+1) }, 2, true},
		"elsewhere": {func(*http.Request, int) string { return "http://other.example/2.0/x" }, 1, true},
		"no end":    {func(r *http.Request, page int) string { return next(r, page+1) }, 2001, true},
	} {
		h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
			page := 1
			_, _ = fmt.Sscanf(r.URL.Query().Get("page"), "%d", &page)
			body, _ := json.Marshal(map[string]any{
				"values": []any{map[string]any{"uuid": fmt.Sprintf("{h-%d}", page)}, map[string]any{"uuid": ""}}, "next": c.next(r, page),
			})
			writeJSON(w, http.StatusOK, string(body))
		})
		all, err := h.client(t).Hooks(t.Context(), repo1())
		assert.Equal(t, c.broken, connector.IsProblem(err, connector.CodePagingBroken), "%s: %v", name, err)
		assert.Len(t, all, c.names, name)
	}
}

func TestAListOfWebhooksAsksForWhatItUses(t *testing.T) {
	var one any
	require.NoError(t, json.Unmarshal([]byte(oneHook), &one))
	list := func(without string) ([]connector.Hook, []string) {
		var asked []string
		pages := 0
		h := openHookery(t, func(w http.ResponseWriter, r *http.Request) {
			asked = strings.Split(r.URL.Query().Get("fields"), ",")
			answer := map[string]any{"values": []any{one}, "size": 1, "page": 1}
			if pages++; pages == 1 {
				answer["next"] = "http://" + r.Host + r.URL.Path + "?page=2&fields=" + r.URL.Query().Get("fields")
			}
			body, _ := json.Marshal(cut(answer, asked, without, ""))
			writeJSON(w, http.StatusOK, string(body))
		})
		all, err := h.client(t).Hooks(t.Context(), repo1())
		require.NoError(t, err)
		return append(all, make([]connector.Hook, pages)...), asked
	}
	whole, asked := list("")
	assert.Equal(t, "{h-1}", whole[0].ID)
	assert.Equal(t, "2024-05-06 07:08:09.123456 +0000 UTC", whole[0].Created.String())
	assert.True(t, whole[0].Signed && whole[0].Push && !whole[0].Active)
	for _, name := range asked {
		without, _ := list(name)
		if name == "values.active" { // it is off anyway
			continue
		}
		assert.NotEqual(t, whole, without, "%s is asked for and used by nobody", name)
	}
}
