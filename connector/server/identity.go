package server

import (
	"cmp"
	"context"
	"strings"
	"unicode"

	"mooring/connector"
)

// Identity tells who is signed in and where, as the checks found it; what they did not find is asked for.
func (c *Client) Identity(ctx context.Context) (connector.Identity, error) {
	base, err := c.base()
	if err != nil {
		return connector.Identity{}, err
	}
	if c.recall().account == "" {
		if _, _, err := c.hello(ctx, base); err != nil {
			return connector.Identity{}, told(err, base)
		}
	}
	k := c.recall()
	account, err := c.account(ctx, base, k.account)
	if err != nil {
		return connector.Identity{}, err
	}
	return connector.Identity{Base: base, Web: base, Version: k.version, Account: account}, nil
}

// account finds the display name, as a nicety: tokens of projects and repositories may not ask, and their
// users have names like access-token-user/2/11754. Only a cancelled ctx is an error.
func (c *Client) account(ctx context.Context, base, name string) (connector.Account, error) {
	account := connector.Account{ID: name, Name: name, Login: name}
	answer, err := c.ask(ctx, question{base: base, path: []string{"users", slugOf(name)}})
	if err != nil {
		return account, ctx.Err()
	}
	var user struct {
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
	}
	// The slug was worked out, not told: somebody else of a similar name must not be taken for them.
	if answer.JSON(&user) == nil && strings.EqualFold(user.Name, name) {
		account.Name = cmp.Or(user.DisplayName, name)
	}
	return account, nil
}

// slugOf makes a user's slug of the name: small letters, and an underscore for what is neither letter,
// digit, dot nor dash (seen: access-token-user/2/11754 is access-token-user_2_11754).
func slugOf(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-", r) {
			return unicode.ToLower(r)
		}
		return '_'
	}, name)
}
