package app

import (
	"context"
	"slices"
	"strings"

	"mooring/connector"
)

// cloudAccounts are the accounts of this Bitbucket Cloud that are stored here, the one used last first.
func (h *house) cloudAccounts(ctx context.Context) ([]connector.Connection, error) {
	all, err := h.store.Connections(ctx)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(slices.Clone(all), func(c connector.Connection) bool {
		return c.Provider != connector.Cloud || c.Base != h.cloudAPI
	})
	slices.SortStableFunc(mine, func(a, b connector.Connection) int { return b.LastUsed().Compare(a.LastUsed()) })
	return mine, nil
}

// accountNamed finds the account somebody means: by its name, its ID or that of its connection, or its place.
// It gives that one alone.
func accountNamed(accounts []connector.Connection, text string) ([]connector.Connection, error) {
	var found []connector.Connection
	for _, c := range accounts {
		for _, name := range []string{c.ID, c.Account.ID, c.Name, c.Account.Name, c.Account.Login, c.Place} {
			if name != "" && strings.EqualFold(name, text) {
				found = append(found, c)
				break
			}
		}
	}
	switch len(found) {
	case 1:
		return found, nil
	case 0:
		return nil, usagef("no account %q is signed in to Bitbucket Cloud here (%s)", text, names(accounts))
	}
	return nil, usagef("several accounts are called %q: name one by its connection (%s)", text,
		listed(found, func(c connector.Connection) string { return c.ID }))
}

func names(accounts []connector.Connection) string {
	if len(accounts) == 0 {
		return "nobody"
	}
	return listed(accounts, func(c connector.Connection) string { return c.Name })
}

func listed(accounts []connector.Connection, word func(connector.Connection) string) string {
	words := make([]string, 0, len(accounts))
	for _, c := range accounts {
		words = append(words, oneLine(word(c)))
	}
	return strings.Join(words, ", ")
}

func has(all []connector.Connection, id string) bool {
	return slices.ContainsFunc(all, func(c connector.Connection) bool { return c.ID == id })
}
