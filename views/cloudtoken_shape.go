package views

import (
	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// recognise has the flow look at what was pasted as a token: one of the other kind turns the form to that kind,
// with all that is typed, and one that is none for here is said to be so. It asks once for each kind of token, not
// at every letter.
func (f *cloudTokenForm) recognise() {
	f.hints[flow.CloudFieldToken].say("")
	if shape := f.shape(); shape != f.seen {
		f.seen, f.turned = shape, connector.ShapeUnknown
		if isOther(shape, f.kind) {
			f.turned = shape
		}
		f.screen.flow.Recognise(connector.NewSecret(f.token.Text))
	}
	f.lookedAt()
}

func (f *cloudTokenForm) shape() connector.TokenShape {
	return connector.ShapeOf(connector.NewSecret(f.token.Text))
}

// isOther tells whether a token has the looks of the kind that the form is not for.
func isOther(shape connector.TokenShape, kind connector.CredentialKind) bool {
	return shape == connector.ShapeAPIToken && kind == connector.AccessToken ||
		shape == connector.ShapeAccessToken && kind != connector.AccessToken
}

// lookedAt says why the form has turned; or, to whoever turned it back by hand, what the token looks like.
func (f *cloudTokenForm) lookedAt() {
	shape, said := f.shape(), ""
	switch {
	case isOther(shape, f.kind):
		said = say("cloud.shape.unlike." + string(shape))
	case shape != connector.ShapeUnknown && f.turned == shape:
		said = say("cloud.shape." + string(shape))
	}
	f.looks.SetText(said)
	setVisible(f.looks, said != "")
	f.grown()
}

// note is what is wrong with what was sent or pasted. In place of an app password one makes an API token, and the
// field is free for it.
func (f *cloudTokenForm) note(s flow.CloudState) fyne.CanvasObject {
	if s.Problem.Code != connector.CodeTokenKindUnsupported || s.Problem.Args["kind"] != string(connector.ShapeAppPassword) {
		return f.screen.note(s)
	}
	return f.screen.kit.problemSheet(*s.Problem, quiet(say("cloud.token.page"), func() {
		f.screen.flow.Mend()
		f.token.SetText("")
	}))
}

// moved takes a token that was pasted into another field to where it is hidden.
func (f *cloudTokenForm) moved(from *entry) {
	if connector.ShapeOf(connector.NewSecret(from.Text)) == connector.ShapeUnknown {
		return
	}
	token := from.Text
	from.SetText("")
	f.token.SetText(token)
}

// refused empties the field of a token that Bitbucket did not take: another one pasted there must not be added to
// it unseen.
func (f *cloudTokenForm) refused(s flow.CloudState) {
	if s.Step != flow.CloudFailed || s.Problem == nil {
		return
	}
	switch s.Problem.Code {
	case connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenKindUnsupported, connector.CodeScopeMissing:
		f.token.SetText("")
	}
}
