package views

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"mooring/connector"
	"mooring/connector/flow"
)

// more asks what is missing, so that Bitbucket can be asked for exactly that.
func (c *cloudScreen) more(s flow.CloudState) cloudPage {
	f := &cloudMoreForm{screen: c, lacks: []flow.CloudLack{flow.CloudLackAccount, flow.CloudLackPermission, flow.CloudLackRepository}}
	f.repository = newEntry(say("cloud.more.repository.hint"), f.submit)
	field, repositoryHint := wanting(say("cloud.more.repository.name"), f.repository)
	f.field, f.hint = field, repositoryHint
	f.permissions = f.missingPermissions(s)
	labels := make([]string, 0, len(f.lacks))
	for _, l := range f.lacks {
		labels = append(labels, say("cloud.more."+string(l)))
	}
	at := -1
	for i, l := range f.lacks {
		if l == s.Want.Lack {
			at = i
		}
	}
	lacks := newChoice(labels, at, f.pick)
	f.detail, f.ask = newHolder(), primary(say("cloud.more.ask"), f.submit)
	f.repository.SetText(s.Want.Repository)
	f.pick(at)
	f.hint.say(missing(s, flow.CloudFieldRepository))
	return cloudPage{
		object: c.sheet(s, say("cloud.more.title"), say("cloud.more.lead"),
			[]fyne.CanvasObject{card(inset(lacks.row), f.detail.Container)}, f.ask, c.backButton()),
		first: lacks.buttons[max(0, at)],
		update: func(s flow.CloudState) bool {
			f.hint.say(missing(s, flow.CloudFieldRepository))
			f.refresh()
			if s.Missing == flow.CloudFieldRepository {
				c.put(f.repository)
			}
			return true
		},
	}
}

// cloudMoreForm holds the answer while it is being given.
type cloudMoreForm struct {
	screen      *cloudScreen
	lacks       []flow.CloudLack
	want        flow.CloudWant
	permissions []flow.CloudPermission
	repository  *entry
	field       *fyne.Container
	hint        *hint
	detail      holder
	ask         *button
}

// missingPermissions are those that are not granted yet.
func (f *cloudMoreForm) missingPermissions(s flow.CloudState) []flow.CloudPermission {
	var out []flow.CloudPermission
	for _, p := range s.Permissions() {
		if !p.Granted {
			out = append(out, p)
		}
	}
	return out
}

// pick shows what belongs to an answer. Until one is given there is nothing to ask for.
func (f *cloudMoreForm) pick(i int) {
	if i < 0 {
		f.ask.Disable()
		return
	}
	f.want.Lack = f.lacks[i]
	f.ask.Enable()
	parts := []fyne.CanvasObject{wrapLabel(say("cloud.more." + string(f.want.Lack) + ".text"))}
	switch f.want.Lack {
	case flow.CloudLackPermission:
		parts = append(parts, f.permissionChoice())
	case flow.CloudLackRepository:
		parts = append(parts, f.field)
	}
	f.detail.set(stackGap(1, parts...))
	f.refresh()
}

// permissionChoice lists the permissions one may ask for.
func (f *cloudMoreForm) permissionChoice() fyne.CanvasObject {
	if len(f.permissions) == 0 {
		f.ask.Disable()
		return mutedLabel(say("cloud.more.permission.all"))
	}
	labels := make([]string, 0, len(f.permissions))
	for _, p := range f.permissions {
		labels = append(labels, scopeName(p.Scope))
	}
	f.want.Permission = f.permissions[0].Scope
	choice := newChoice(labels, 0, func(i int) { f.want.Permission = f.permissions[i].Scope })
	return inset(choice.row)
}

func (f *cloudMoreForm) refresh() {
	if o := f.screen.page.object; o != nil {
		o.Refresh()
	}
}

func (f *cloudMoreForm) submit() {
	want := flow.CloudWant{Lack: f.want.Lack}
	switch want.Lack {
	case flow.CloudLackPermission:
		want.Permission = f.want.Permission
	case flow.CloudLackRepository:
		want.Repository = f.repository.Text
	case flow.CloudLackAccount:
	default:
		return
	}
	f.screen.flow.More(want)
}

// news says what another consent brought, or that there was nothing to bring, and what to do then.
func (c *cloudScreen) news(n flow.CloudNews) fyne.CanvasObject {
	if n.Nothing() {
		return card(stackGap(0, lampTitle(connector.Pass, say("cloud.news.nothing")), wrapLabel(say("cloud.news.nothing."+string(n.Want.Lack)))))
	}
	var lines []string
	add := func(key string, args ...string) { lines = append(lines, "•  "+say(key, args...)) }
	if n.Account != "" {
		add("cloud.news.account", "name", n.Account)
	}
	if n.Found {
		add("cloud.news.found", "repository", n.Want.Repository)
	}
	if len(n.Workspaces) > 0 {
		add("cloud.news.workspaces", "names", strings.Join(n.Workspaces, ", "))
	}
	if n.Repositories > 0 {
		add("cloud.news.repositories", "count", strconv.Itoa(n.Repositories))
	}
	for _, scope := range n.Scopes {
		add("cloud.news.scope", "name", scopeName(scope))
	}
	return card(stackGap(0, lampTitle(connector.Pass, say("cloud.news.title")), wrapLabel(strings.Join(lines, "\n"))))
}
