package flow

import (
	"context"
	"slices"
	"time"

	"mooring/connector"
)

// Pin puts a profile on top of the list, or back among the others.
func (f *ProfileList) Pin(id string, pinned bool) {
	f.disk.do(func() { f.note(id, func(p *connector.BuildProfile) { p.Pinned = pinned }) })
}

// Duplicate makes a copy under a free name, without webhook, checks and hand-over, and begins to rename it.
func (f *ProfileList) Duplicate(id string) { f.disk.do(func() { f.duplicate(id) }) }

func (f *ProfileList) duplicate(id string) {
	p, there := f.latest(id)
	if !there {
		return
	}
	now := f.needs.Clock().UTC()
	p = blank(p.Clone())
	p.ID, p.Created, p.Updated = connector.NewID(), now, now
	p.Name = freeName(p.Name, f.takenNames(f.feed.Now().State, ""))
	if err := f.needs.Profiles.SaveProfile(context.Background(), p); err != nil {
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
		return
	}
	f.feed.Apply(profilesCopied{p})
}

// blank is a profile without what only happened to this one.
func blank(p connector.BuildProfile) connector.BuildProfile {
	p.Webhook, p.Pinned, p.HandedOver = connector.Webhook{}, false, time.Time{}
	p.Checked, p.Verdict, p.Problem = time.Time{}, "", ""
	return p
}

// HandedOver remembers that the profile was taken to the build service.
func (f *ProfileList) HandedOver(id string) { f.disk.do(func() { f.handedOver(id) }) }

func (f *ProfileList) handedOver(id string) {
	now := f.needs.Clock().UTC()
	f.note(id, func(p *connector.BuildProfile) { p.HandedOver = now })
}

// OpenService opens the page of a profile's build service, and remembers that it was handed over. A service without a
// page is only remembered; a browser that does not open is told, with the address.
func (f *ProfileList) OpenService(id string) {
	row, there := f.feed.Now().State.row(id)
	if !there {
		return
	}
	page := connector.ServiceOf(row.Profile.Service, f.needs.Services).Page
	f.disk.beside(func() {
		if page == "" || f.browse(page) {
			f.HandedOver(id)
		}
	})
}

// Export makes one file of these profiles; no ids are all of them. TakeExport puts it away once it is saved or not.
func (f *ProfileList) Export(ids ...string) { f.disk.do(func() { f.export(ids) }) }

func (f *ProfileList) export(ids []string) {
	if f.needs.Exchange == nil {
		return
	}
	report, err := f.report(context.Background())
	var data []byte
	if err == nil {
		wanted := byName(slices.DeleteFunc(slices.Clone(report.Profiles), func(p connector.BuildProfile) bool {
			return len(ids) > 0 && !slices.Contains(ids, p.ID)
		}))
		if len(wanted) == 0 {
			return
		}
		data, err = f.needs.Exchange.Export(wanted)
	}
	if err != nil {
		f.feed.Apply(profilesWentWrong{diskProblem(err)})
		return
	}
	name := "mooring-profiles-" + f.needs.Clock().Format(time.DateOnly) + ".json"
	f.feed.Apply(profilesExported{&ExportedFile{Name: name, Data: data}})
}

// TakeExport puts the exported file away.
func (f *ProfileList) TakeExport() { f.feed.Apply(profilesExported{}) }
