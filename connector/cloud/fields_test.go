package cloud_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
)

// everything is a repository with all that Bitbucket tells of one, and then some; each value is its own.
const everything = `{"type":"repository","uuid":"{r-1}","slug":"the-slug","name":"The name","full_name":"w/the-full-slug",
	"description":"What it is","is_private":true,"scm":"git","size":117206,"language":"c","has_issues":false,"fork_policy":"no_forks",
	"website":"https://site.example","created_on":"2020-11-03T12:09:39+00:00","updated_on":"2021-11-03T20:37:07+00:00",
	"mainbranch":{"type":"branch","name":"trunk"},"parent":null,
	"project":{"type":"project","key":"KEY","name":"The project","uuid":"{p}","links":{"html":{"href":"https://bitbucket.org/p"}}},
	"owner":{"type":"team","uuid":"{o}","display_name":"The owner","username":"o"},
	"workspace":{"type":"workspace","uuid":"{w}","slug":"w-slug","name":"The workspace"},
	"links":{"self":{"href":"https://api.example/self"},"html":{"href":"https://bitbucket.org/w/the-full-slug","name":"html"},
	"avatar":{"href":"https://bytebucket.org/a"},"clone":[{"name":"https","href":"https://u@bitbucket.org/w/c.git","more":1},
	{"name":"ssh","href":"git@bitbucket.org:w/c.git","more":1}]}}`

// cut keeps of an answer what the names say, and leaves out one of them.
func cut(value any, names []string, without, at string) any {
	switch v := value.(type) {
	case []any:
		out := []any{}
		for _, one := range v {
			out = append(out, cut(one, names, without, at))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, inside := range v {
			path := strings.TrimPrefix(at+"."+name, ".")
			whole := slices.Contains(names, path)
			part := slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, path+".") })
			switch {
			case path == without:
			case whole:
				out[name] = inside
			case part:
				out[name] = cut(inside, names, without, path)
			}
		}
		return out
	}
	return value
}

// fieldsServer gives one page, or the list's first of two, cut as asked but for one field. It notes what was asked.
func fieldsServer(t *testing.T, whole bool, without string) (list []connector.Repository, pages, total int, asked []string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = strings.Split(r.URL.Query().Get("fields"), ",")
		var one any
		_ = json.Unmarshal([]byte(everything), &one)
		answer := map[string]any{"values": []any{one}, "size": 2, "page": 1, "pagelen": 1, "previous": "x", "more": 1}
		if r.URL.Query().Get("page") == "" {
			query := r.URL.Query()
			query.Set("page", "2")
			answer["next"] = "http://" + r.Host + r.URL.Path + "?" + query.Encode()
		} else {
			answer["page"] = 2
			one.(map[string]any)["uuid"] = "{r-2}"
		}
		var out any = answer
		if !whole {
			out = cut(answer, asked, without, "")
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	}))
	defer s.Close()
	wire := carrier()
	defer wire.Close()
	c := cloud.New(cloud.Options{API: s.URL + "/2.0", Web: s.URL, Transport: wire, Workspace: "w", Source: cloud.Static(connector.Credential{
		Kind: connector.APIToken, Email: "a@b.example", Token: connector.NewSecret("t0ken"), Origins: []string{connector.Origin(s.URL)},
	})})
	for p, err := range c.Repositories(t.Context()) {
		require.NoError(t, err)
		pages++
		total = p.Total
		for _, r := range p.Repositories {
			r.Ref.Base = ""
			list = append(list, r)
		}
	}
	return list, pages, total, asked
}

func TestAPageCarriesWhatIsUsedAndNothingElse(t *testing.T) {
	whole, _, _, _ := fieldsServer(t, true, "")
	list, pages, total, asked := fieldsServer(t, false, "")
	require.Len(t, list, 2)
	assert.Equal(t, whole, list, "whatever is used is asked for")
	assert.Equal(t, []int{2, 2}, []int{pages, total})
	for _, name := range asked {
		without, fewerPages, noTotal, _ := fieldsServer(t, false, name)
		switch name {
		case "next":
			assert.Less(t, fewerPages, pages)
		case "size":
			assert.Equal(t, -1, noTotal)
		case "page", "pagelen": // by these pages are foreseen; lists_hostile_test.go shows how
		default:
			assert.NotEqual(t, list, without, "%s is asked for and used by nobody", name)
		}
	}
	one := connector.Repository{
		Ref: connector.RepositoryRef{Provider: connector.Cloud, ID: "{r-1}"}, Key: "w", Slug: "the-full-slug", Name: "The name",
		Owner: "The workspace", Project: "The project", Description: "What it is", CloneHTTPS: "https://bitbucket.org/w/c.git",
		CloneSSH: "git@bitbucket.org:w/c.git", Web: "https://bitbucket.org/w/the-full-slug",
		Private: list[0].Private, DefaultBranch: list[0].DefaultBranch, Updated: list[0].Updated,
	}
	assert.Equal(t, one, list[0], "all of it is what the picker and the profile show")
}
