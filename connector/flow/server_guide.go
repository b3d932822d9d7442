package flow

import (
	"context"
	"strings"

	"mooring/connector"
)

// ServerGuide is what the page about making a token shows.
type ServerGuide struct {
	// Address is what was typed, and Key and Slug the project and repository it names, if any.
	Address   string
	Key, Slug string
	// Kind is the kind of token the page speaks of.
	Kind connector.TokenKind
	// Guide is what this server has; without recipes it is being asked, or could not be.
	Guide connector.TokenGuide
	// Asking says that the server is being asked, Problem why that did not work. The page then shows the
	// way every version has.
	Asking  bool
	Problem *connector.Problem
}

// Guide opens the page about making a token on the server typed as address.
func (f *Server) Guide(address string) {
	f.task.Stop()
	guide := ServerGuide{Address: strings.TrimSpace(address), Kind: connector.TokenPersonal, Asking: true}
	read, err := connector.ReadAddress(address)
	if err != nil {
		problem := problemOf(err, connector.CodeAddressInvalid)
		f.feed.Apply(serverLacked{problem, ServerFieldAddress})
		return
	}
	guide.Key, guide.Slug = read.ProjectKey, read.RepositorySlug
	f.feed.Apply(serverGuides{guide})
	connection := f.feed.Now().State.Current
	connection.Base, connection.Provider = guide.Address, connector.Server
	f.task.Start(func(ctx context.Context) {
		guide.Guide, err = f.askGuide(ctx, connection, guide)
		guide.Asking = false
		if err != nil {
			problem := problemOf(err, connector.CodeAnswerInvalid)
			guide.Problem = &problem
		}
		f.feed.ApplyFrom(ctx, serverGuides{guide})
	})
}

// GuideKind turns the page to another kind of token.
func (f *Server) GuideKind(kind connector.TokenKind) { f.feed.Apply(serverTurns{kind}) }

func (f *Server) askGuide(ctx context.Context, connection connector.Connection, g ServerGuide) (connector.TokenGuide, error) {
	guider, knows := f.needs.Clients.Try(connection, connector.Credential{Kind: connector.AccessToken}).(TokenGuider)
	if !knows {
		return connector.TokenGuide{}, nil
	}
	return guider.TokenGuide(ctx, g.Key, g.Slug)
}

// AskAdmin opens the note about what the last check of the present connection found.
func (f *Server) AskAdmin() { f.feed.Apply(serverAsksAdmin{}) }

// AskAdminAbout opens the note about a saved connection: who must reach whom.
func (f *Server) AskAdminAbout(id string) { f.feed.Apply(serverAsksAdmin{id}) }
