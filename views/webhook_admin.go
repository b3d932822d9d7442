package views

import (
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// adminForm is where a token with the admin right is typed. It lives as long as its page, so that what was typed is
// still there when something was wrong with it.
type adminForm struct {
	fields *tokenFields
	make   holder
	told   string // the problem that was answered already
}

// adminPage asks for a token that is used once.
func (s *webhookScreen) adminPage() fyne.CanvasObject {
	st := s.state
	if s.admin == nil {
		s.admin = s.newAdminForm()
	}
	f := s.admin
	paste := card(subheading(say("hook.admin.paste")), f.fields.box)
	parts := []fyne.CanvasObject{f.make.Container, paste}
	if p := st.AdminProblem; p != nil { // what is wrong, right above where another one goes
		s.trouble = troubleKey(p)
		parts = []fyne.CanvasObject{f.make.Container, s.adminTrouble(*p), paste}
		f.refused(*p)
	}
	s.top = f.fields.start()
	use := primary(say("hook.admin.use"), s.useAdmin)
	s.locked = append(s.locked, use)
	return s.sheet(say("hook.admin.title"), say("hook.admin.lead."+adminFor(st.AdminFor), "repository", st.Profile.Key+"/"+st.Profile.Slug),
		parts, use, quiet(say("kit.back"), s.flow.Back))
}

func (s *webhookScreen) newAdminForm() *adminForm {
	kinds := []connector.CredentialKind{connector.AccessToken}
	if s.state.Profile.Repository.Provider == connector.Cloud {
		kinds = []connector.CredentialKind{connector.APIToken, connector.AccessToken}
	}
	f := &adminForm{make: newHolder(), fields: newTokenFields(s.k, kinds, false, s.useAdmin, s.grown)}
	f.fields.turned = func() { f.make.set(s.adminRecipe(f.fields.kind)) }
	f.fields.turned()
	return f
}

// adminFor is what a token is asked for, in the name of a phrase.
func adminFor(work flow.WebhookWork) string {
	switch work {
	case flow.HookMaking, flow.HookRepairing, flow.HookReplacing, flow.HookRemoving:
		return string(work)
	}
	return string(flow.HookLooking)
}

// adminRecipe says which token will do, and where such a one is made.
func (s *webhookScreen) adminRecipe(kind connector.CredentialKind) fyne.CanvasObject {
	repository := s.state.Profile.Key + "/" + s.state.Profile.Slug
	title := subheading(say("hook.admin.which"))
	switch {
	case s.state.Profile.Repository.Provider == connector.Server:
		path := say("guide.path.personal", "menu", serverMenu(s.state.Connection.Version))
		return card(stackGap(0, title, wrapLabel(say("hook.admin.server", "repository", repository)), mutedLabel(path)))
	case kind == connector.APIToken:
		return card(stackGap(0, title, wrapLabel(say("hook.admin.api", "repository", repository)),
			s.k.scopeList(adminScopes(s.wish()))))
	}
	return card(stackGap(0, title, wrapLabel(say("hook.admin.access", "repository", repository)), mutedLabel(say("cloud.access.repository.text"))))
}

// adminScopes are the permissions an API token needs to look after a webhook once.
func adminScopes(wish connector.HookWish) []string {
	scopes := []string{
		"read:user:bitbucket", "read:repository:bitbucket", "read:webhook:bitbucket", "write:webhook:bitbucket", "delete:webhook:bitbucket",
	}
	if wish.PullRequests {
		scopes = append(scopes, "read:pullrequest:bitbucket")
	}
	return scopes
}

// adminTrouble says why the last token did not do. What mends it is typing another one here.
func (s *webhookScreen) adminTrouble(p connector.Problem) fyne.CanvasObject {
	if s.state.Profile.Repository.Provider == connector.Cloud {
		p = OfCloud(p)
	}
	title, detail, fix := Words(p)
	switch p.Code {
	case connector.CodeAdminMissing:
		detail, fix = adminWords(p), say("hook.admin.other")
	case connector.CodeScopeMissing, connector.CodeNotPermitted, connector.CodeTokenRejected, connector.CodeTokenExpired:
		fix = say("hook.admin.other")
	}
	byHand := quiet(say("hook.hand"), s.flow.ByHand)
	another := quiet(say("hook.admin.another"), s.admin.fields.another)
	s.locked = append(s.locked, byHand, another)
	return s.k.problemSheetWords(p, title, detail, fix, nil, another, byHand)
}

// refused empties the field of a token that did not do, once.
func (f *adminForm) refused(p connector.Problem) {
	if key := troubleKey(&p); key != f.told {
		f.told = key
		if p.Args["kind"] == "user-name" { // the token may be fine
			f.fields.say("email", say("tokens.lacks.email"))
			return
		}
		switch p.Code {
		case connector.CodeAdminMissing, connector.CodeTokenRejected, connector.CodeTokenExpired, connector.CodeTokenKindUnsupported,
			connector.CodeScopeMissing, connector.CodeNotPermitted:
			f.fields.token.SetText("")
		}
	}
}

func (s *webhookScreen) useAdmin() {
	if s.state.Work != flow.HookResting || !s.admin.fields.complete() {
		return
	}
	s.admin.told = ""
	s.flow.UseAdmin(s.admin.fields.typed())
}

// serverMenu is what a version of the server calls its tokens; see connector/server.
func serverMenu(version string) string {
	for _, old := range []string{"7.14", "7.15", "7.16", "7.17"} {
		if version == old || strings.HasPrefix(version, old+".") {
			return say("guide.menu.old")
		}
	}
	return say("guide.menu")
}

func asLines(lines []string) string { return strings.Join(lines, "\n") }
