package catalog_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"mooring/connector"
	"mooring/connector/catalog"
)

func TestPlacesAreWorkspacesByNameAndThenTheirProjects(t *testing.T) {
	c := catalog.New()
	var all []connector.Repository
	put := func(key, owner, project string, count int) {
		for range count {
			id := strconv.Itoa(len(all))
			all = append(all, connector.Repository{
				Ref: connector.RepositoryRef{Provider: connector.Cloud, Base: "https://bitbucket.test", ID: id},
				Key: key, Owner: owner, Project: project, Name: "r" + id, Slug: "r" + id,
			})
		}
	}
	put("zoo", "Aquarium", "Mobile", 3)
	put("acme", "Zweigwerk", "Öresund", 2)
	put("acme", "Zweigwerk", "mobile", 4)
	put("acme", "Zweigwerk", "", 1)
	c.Add(connector.Page{Repositories: all, Total: len(all)})
	assert.Equal(t, []catalog.Heading{
		{Kind: catalog.HeadGroup, Name: "Aquarium", Key: "zoo", Count: 3},
		{Kind: catalog.HeadGroup, Name: "Zweigwerk", Key: "acme", Count: 7},
		{Kind: catalog.HeadProject, Name: "Mobile", Key: "Mobile", Count: 7, In: []string{"Aquarium", "Zweigwerk"}},
		{Kind: catalog.HeadProject, Name: "Öresund", Key: "Öresund", Count: 2, In: []string{"Zweigwerk"}},
	}, c.Places())
	for _, h := range c.Places() {
		found := c.Find(catalog.With("", catalog.Project+h.Key, true), catalog.Arrangement{}, catalog.Top{})
		assert.Equal(t, h.Count, found.Found(), "%s is narrowed to as many as it says", h.Key)
	}
	for _, r := range all[:3] {
		c.Drop(r.Ref)
	}
	assert.Equal(t, "Zweigwerk", c.Places()[0].Name, "a place without repositories is none")
	assert.Equal(t, []string{"Zweigwerk"}, c.Places()[1].In)
}
