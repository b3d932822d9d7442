package flow

import (
	"cmp"
	"context"
	"strings"

	"mooring/connector"
)

// ServerGuide is what the page about making a token shows.
type ServerGuide struct {
	// Address is what was typed, and Key and Slug the project and repository it names, if any. Without an
	// address the page speaks of every server.
	Address   string
	Key, Slug string
	// For is the ID of the saved connection the token is for; empty for a new one.
	For string
	// Kind is the kind of token the page speaks of.
	Kind connector.TokenKind
	// Guide is what this server has; without recipes it is being asked, or could not be.
	Guide connector.TokenGuide
	// Asking says that the server is being asked, Problem why that did not work. The page then shows the
	// way every version has.
	Asking  bool
	Problem *connector.Problem
}

// Guide opens the page about making a token on the server typed as address. Where nothing was typed yet
// the page speaks generally, and nobody is asked.
func (f *Server) Guide(address string) {
	s := f.halt()
	guide := ServerGuide{Address: strings.TrimSpace(address), Kind: connector.TokenPersonal}
	if s.Step == ServerGuiding && s.Guide.For != "" && s.Guide.Address == guide.Address {
		f.GuideFor(s.Guide.For)
		return
	}
	if guide.Address == "" {
		f.feed.Apply(serverGuides{guide})
		return
	}
	read, err := connector.ReadAddress(address)
	if err != nil {
		f.feed.Apply(serverLacked{problemOf(err, connector.CodeAddressInvalid), ServerFieldAddress})
		return
	}
	guide.Key, guide.Slug = read.ProjectKey, read.RepositorySlug
	connection := connector.Connection{Provider: connector.Server, Kind: connector.AccessToken, Base: guide.Address, Web: guide.Address}
	credential := connector.Credential{Kind: connector.AccessToken}
	if SameServer(s.Current.Base, read.Base) { // what was allowed and chosen for it in the check before
		connection.Insecure, connection.ClientCertificate = s.Current.Insecure, s.Current.ClientCertificate
		credential.Passphrase = f.credential().Passphrase
	}
	f.guide(guide, func(context.Context) Bitbucket { return f.needs.Clients.Try(connection, credential) })
}

// GuideFor opens the page about making a token for a saved connection. Its kept token, where there is one,
// lets the server say more about what it offers.
func (f *Server) GuideFor(id string) {
	item, known := f.feed.Now().State.Item(id)
	if !known {
		return
	}
	f.halt()
	c := item.Connection
	guide := ServerGuide{Address: c.Base, For: id, Kind: cmp.Or(c.TokenKind, connector.TokenPersonal)}
	guide.Key, guide.Slug, _ = strings.Cut(f.placeOf(id), "/")
	f.guide(guide, func(ctx context.Context) Bitbucket {
		bitbucket, err := f.needs.Clients.Open(ctx, c)
		if err != nil { // who needs a new token may have none that is kept
			return f.needs.Clients.Try(c, connector.Credential{Kind: connector.AccessToken})
		}
		return bitbucket
	})
}

// GuideKind turns the page to another kind of token.
func (f *Server) GuideKind(kind connector.TokenKind) { f.feed.Apply(serverTurns{kind}) }

func (f *Server) guide(guide ServerGuide, open func(context.Context) Bitbucket) {
	guide.Asking = true
	f.feed.Apply(serverGuides{guide})
	f.task.Start(func(ctx context.Context) {
		guider, knows := open(ctx).(TokenGuider)
		if !knows {
			f.feed.ApplyFrom(ctx, serverGuided{})
			return
		}
		told, err := guider.TokenGuide(ctx, guide.Key, guide.Slug)
		if err != nil {
			problem := problemOf(err, connector.CodeAnswerInvalid)
			f.feed.ApplyFrom(ctx, serverGuided{problem: &problem})
			return
		}
		f.feed.ApplyFrom(ctx, serverGuided{guide: told})
	})
}
