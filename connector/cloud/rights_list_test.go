package cloud_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/flow"
	"mooring/connector/sandbox"
)

var _ flow.Righter = (*cloud.Client)(nil)

// rightsOf is all that a client tells of rights.
func rightsOf(ctx context.Context, c *cloud.Client) (rights map[connector.RepositoryRef]connector.Right, pauses int, all bool, err error) {
	rights = map[connector.RepositoryRef]connector.Right{}
	all, err = c.Rights(ctx, func(p connector.RightsPage) {
		maps.Copy(rights, p.Rights)
		if !p.Pause.IsZero() {
			pauses++
		}
	})
	return rights, pauses, all, err
}

func TestRightsAreToldOfEveryRepository(t *testing.T) {
	for _, paging := range []string{"", "opaque", "numbers"} {
		s := start(t, sandbox.Options{Repos: 900, CloudPaging: paging})
		c := with(s, apiToken(s.Line()))
		list, err := all(t, c)
		require.NoError(t, err)
		before := c.Requests()
		rights, _, whole, err := rightsOf(t.Context(), c)
		require.NoError(t, err)
		assert.True(t, whole)
		assert.Less(t, c.Requests()-before, 20, paging)
		count := map[connector.Right]int{}
		for _, r := range list {
			right := rights[r.Ref]
			count[right]++
			if r.FullName() == ours {
				assert.Equal(t, connector.RightAdmin, right)
			}
		}
		for _, right := range []connector.Right{connector.RightUnknown, connector.RightWrite, connector.RightAdmin} {
			assert.Positive(t, count[right], "%s: %v", paging, count)
		}
		s.TakeAdmin(true)
		rights, _, whole, err = rightsOf(t.Context(), c)
		require.NoError(t, err)
		assert.True(t, whole)
		for _, right := range rights {
			assert.Equal(t, connector.RightWrite, right)
		}
	}
}

func TestAnAccessTokenHasNoRightsToList(t *testing.T) {
	s := start(t, sandbox.Options{})
	c := with(s, accessToken(s.Line()))
	rights, _, whole, err := rightsOf(t.Context(), c)
	require.NoError(t, err)
	assert.False(t, whole)
	assert.Empty(t, rights)
	assert.Zero(t, c.Requests())
}

// offices is a Bitbucket that only lists rights: so many admin and write rights a workspace.
type offices struct {
	*httptest.Server
	slugs        []string
	admin, write int
	ask          func(w http.ResponseWriter, r *http.Request, slug string) bool

	mu    sync.Mutex
	asked []string
	under int
	most  int
}

func office(t *testing.T, o *offices) *offices {
	t.Helper()
	o.Server = httptest.NewServer(o)
	t.Cleanup(func() {
		o.CloseClientConnections()
		o.Close()
	})
	return o
}

func (o *offices) client(t *testing.T, change ...func(*cloud.Options)) *cloud.Client {
	t.Helper()
	return (&shelves{Server: o.Server}).client(t, change...)
}

func (o *offices) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2.0")
	if path == "/user/workspaces" {
		(&shelves{order: o.slugs}).places(w, path)
		return
	}
	slug := strings.Split(path, "/")[3]
	query, number := r.URL.Query(), 1
	if n, err := strconv.Atoi(query.Get("page")); err == nil {
		number = n
	}
	o.enter(fmt.Sprint(slug, " ", query.Get("q"), " ", number), 1)
	defer o.enter("", -1)
	if o.ask != nil && o.ask(w, r, slug) {
		return
	}
	right, n := "admin", o.admin
	if strings.Contains(query.Get("q"), "write") {
		right, n = "write", o.write
	}
	var values []string
	for i := (number - 1) * 100; i < min(number*100, n); i++ {
		values = append(values, fmt.Sprintf(`{"permission":%q,"repository":{"uuid":"{%s-%s-%d}"}}`, right, slug, right, i))
	}
	next := ""
	if number*100 < n {
		query.Set("page", strconv.Itoa(number+1))
		next = fmt.Sprintf(`,"next":%q`, o.URL+r.URL.Path+"?"+query.Encode())
	}
	writeJSON(w, http.StatusOK, `{"values":[`+strings.Join(values, ",")+`]`+next+`}`)
}

func (o *offices) enter(what string, by int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.under += by; what != "" {
		o.asked = append(o.asked, what)
	}
	o.most = max(o.most, o.under)
}

// asks is what it was asked so far.
func (o *offices) asks() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.asked)
}

// busiest is how many pages were under way at a time.
func (o *offices) busiest() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.most
}

func TestVeryManyRightsAreListedAsFarAsIsReasonable(t *testing.T) {
	o := office(t, &offices{slugs: []string{"a"}, admin: 2000, write: 2001})
	rights, _, whole, err := rightsOf(t.Context(), o.client(t))
	require.NoError(t, err)
	assert.False(t, whole, "of the last one nothing is known")
	assert.Len(t, rights, 4000)
	assert.Len(t, o.asks(), 40)

	o = office(t, &offices{slugs: []string{"a"}, admin: 2000, write: 2000})
	rights, _, whole, err = rightsOf(t.Context(), o.client(t))
	require.NoError(t, err)
	assert.True(t, whole)
	assert.Len(t, rights, 4000)

	var many []string
	for i := range 40 {
		many = append(many, fmt.Sprintf("w%02d", i))
	}
	o = office(t, &offices{slugs: many, admin: 450, write: 450})
	rights, _, whole, err = rightsOf(t.Context(), o.client(t))
	require.NoError(t, err)
	assert.False(t, whole)
	assert.Len(t, o.asks(), 200, "a fifth of what an hour has")
	assert.LessOrEqual(t, o.busiest(), 4)
	admins := 0
	for _, right := range rights {
		if right == connector.RightAdmin {
			admins++
		}
	}
	assert.Equal(t, 40*450, admins, "what one administers comes first")
}

func TestAWorkspaceThatRefusesRightsHidesNoOther(t *testing.T) {
	for name, refuse := range map[string]func(w http.ResponseWriter){
		"refused": func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"leads nowhere": func(w http.ResponseWriter) {
			writeJSON(w, 200, `{"values":[],"next":"https://elsewhere.example/2.0/x"}`)
		},
	} {
		o := office(t, &offices{slugs: []string{"a", "b", "c"}, admin: 120, write: 5})
		o.ask = func(w http.ResponseWriter, _ *http.Request, slug string) bool {
			if slug == "b" {
				refuse(w)
			}
			return slug == "b"
		}
		rights, _, whole, err := rightsOf(t.Context(), o.client(t))
		require.NoError(t, err, name)
		assert.False(t, whole, name)
		assert.Len(t, rights, 250, name)
	}
}

func TestRightsAreNotAllWhereTheListOfWorkspacesBreaksOff(t *testing.T) {
	a := healthy().but("/user/workspaces", says(`{"values":[{"workspace":{"slug":"w"}}],"next":"https://elsewhere.example/2.0/x"}`))
	rights, _, whole, err := rightsOf(t.Context(), a.client(t, connector.APIToken))
	require.NoError(t, err)
	assert.False(t, whole)
	assert.Len(t, rights, 1)
	a = healthy().but("/user/workspaces", answer{status: http.StatusInternalServerError, header: map[string]string{"Retry-After": "3600"}})
	_, _, _, err = rightsOf(t.Context(), a.client(t, connector.APIToken))
	assert.True(t, connector.IsProblem(err, connector.CodeServerError), "%v", err)
}

func TestRightsThatCannotBeHadAreAnError(t *testing.T) {
	o := office(t, &offices{slugs: []string{"a", "b"}, admin: 120, write: 5})
	o.ask = func(w http.ResponseWriter, _ *http.Request, slug string) bool {
		if slug == "b" {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return slug == "b"
	}
	_, _, whole, err := rightsOf(t.Context(), o.client(t))
	assert.False(t, whole)
	assert.True(t, connector.IsProblem(err, connector.CodeServerBusy), "%v", err)
	nothingRuns(t, "after an error")
}

func TestAPauseOfRightsIsTold(t *testing.T) {
	t.Parallel()
	o := office(t, &offices{slugs: []string{"a", "b"}, admin: 120, write: 5})
	var once sync.Once
	o.ask = func(w http.ResponseWriter, _ *http.Request, _ string) (stumbled bool) {
		once.Do(func() {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			stumbled = true
		})
		return stumbled
	}
	rights, pauses, whole, err := rightsOf(t.Context(), o.client(t))
	require.NoError(t, err)
	assert.True(t, whole)
	assert.Equal(t, 1, pauses)
	assert.Len(t, rights, 250)
}

func TestRightsThatAreCancelledLeaveNothingRunning(t *testing.T) {
	for at := range 6 {
		o := office(t, &offices{slugs: []string{"a", "b"}, admin: 120, write: 5})
		ctx, cancel := context.WithCancel(t.Context())
		pages := 0
		begun := time.Now()
		o.ask = func(_ http.ResponseWriter, r *http.Request, _ string) bool {
			last := len(o.asks()) > at
			if last {
				cancel()
				<-r.Context().Done()
			}
			return last
		}
		_, err := o.client(t).Rights(ctx, func(connector.RightsPage) { pages++ })
		cancel()
		assert.ErrorIs(t, err, context.Canceled)
		assert.LessOrEqual(t, pages, at)
		assert.Less(t, time.Since(begun), 15*time.Second)
		nothingRuns(t, fmt.Sprint("cancelled at ", at))
	}
}
