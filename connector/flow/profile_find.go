package flow

import (
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"mooring/connector"
)

// SetSystem chooses what the build is for.
func (f *ProfileForm) SetSystem(system connector.System) { f.feed.Apply(profileSystem{system}) }

// SetPlatform chooses what the code is written with.
func (f *ProfileForm) SetPlatform(platform connector.Platform) {
	f.feed.Apply(profilePlatform{platform})
}

// SetFolder takes the folder as it is typed.
func (f *ProfileForm) SetFolder(folder string) { f.feed.Apply(profileFolder{folder}) }

// ChooseCandidate takes folder, system and platform from one of the candidates.
func (f *ProfileForm) ChooseCandidate(at int) { f.feed.Apply(profileCandidate{at}) }

// RetryFind looks into the repository again after that failed.
func (f *ProfileForm) RetryFind() {
	if s := f.feed.Now().State; s.Step == ProfileEditing && !s.Finding {
		w := f.afresh()
		f.look(w.form, w, strings.TrimSpace(s.Branch), 0)
	}
}

// look finds what could be built from a branch, after a pause. It does nothing once ctx has ended.
func (f *ProfileForm) look(ctx context.Context, w *way, branch string, pause time.Duration) {
	f.finds.Stop()
	if f.needs.Finder == nil || !f.feed.ApplyFrom(ctx, profileFinding{branch}) {
		return
	}
	f.finds.Start(func(ctx context.Context) {
		ctx, end := w.during(ctx)
		defer end()
		if pause == 0 || rest(ctx, pause) {
			f.find(ctx, w, branch)
		}
	})
}

// lookAgain looks into another branch once it is known to be there, unless the person has chosen what to build.
func (f *ProfileForm) lookAgain(w *way) {
	if w == nil {
		return
	}
	f.starting.Lock()
	defer f.starting.Unlock()
	s := f.feed.Now().State
	branch := strings.TrimSpace(s.Branch)
	there := s.lists(s.Branches, branch) || s.lists(s.allBranches, branch)
	if s.Step != ProfileEditing || s.chosen || !there || branch == s.foundFor || s.foundFor == "" && branch == s.defaultBranch {
		return
	}
	f.look(w.form, w, branch, typingPause)
}

func (f *ProfileForm) find(ctx context.Context, w *way, branch string) {
	s := f.feed.Now().State
	var found []connector.Candidate
	var err error
	if !s.Repository.Empty {
		var bitbucket Bitbucket
		if bitbucket, err = w.open(ctx); err == nil {
			if tree, tells := bitbucket.(Tree); tells {
				found, err = f.needs.Finder.Find(ctx, tree, s.Repository, branch)
			}
		}
	}
	f.feed.ApplyFrom(ctx, profileFound{found, problemFor(err, s.Connection)})
}

type (
	profileSystem    struct{ system connector.System }
	profilePlatform  struct{ platform connector.Platform }
	profileFolder    struct{ folder string }
	profileCandidate struct{ at int }
	profileFinding   struct{ branch string }
	profileFound     struct {
		candidates []connector.Candidate
		problem    *connector.Problem
	}
)

// fill forgets a platform that does not build for the system.
func (e profileSystem) fill(s ProfileState) ProfileState {
	s.System = e.system
	if !slices.Contains(Platforms(s.System), s.Platform) {
		s.Platform = connector.PlatformUnknown
	}
	return s.byHand()
}

func (e profilePlatform) fill(s ProfileState) ProfileState {
	s.Platform = e.platform
	return s.byHand()
}

func (e profileFolder) fill(s ProfileState) ProfileState {
	s.Folder = e.folder
	return s.byHand()
}

// byHand notes that the person chose what to build.
func (s ProfileState) byHand() ProfileState {
	s.Candidate, s.chosen, s.Problem = -1, true, nil
	return s
}

func (e profileCandidate) fill(s ProfileState) ProfileState {
	if e.at < 0 || e.at >= len(s.Candidates) {
		return s
	}
	s.chosen, s.Problem = true, nil
	return s.building(e.at)
}

func (e profileFinding) fill(s ProfileState) ProfileState {
	s.Finding, s.FindFailed, s.foundFor = true, nil, e.branch
	return s
}

// fill takes the likeliest candidate, unless the person has chosen; a saved profile keeps what it says.
func (e profileFound) fill(s ProfileState) ProfileState {
	s.Finding, s.FindFailed, s.Found = false, e.problem, e.problem == nil
	if e.problem != nil {
		return s
	}
	s.Candidates = e.candidates
	switch {
	case s.chosen || s.Before != nil:
		s.Candidate = s.alike()
	case len(s.Candidates) > 0:
		s.System = connector.SystemUnknown
		return s.building(0)
	default:
		s.Candidate, s.Folder = -1, ""
		s.System, s.Platform = connector.SystemUnknown, connector.PlatformUnknown
	}
	return s
}

// building takes what to build from a candidate. The system stays where the candidate builds for it too.
func (s ProfileState) building(at int) ProfileState {
	c := s.Candidates[at]
	s.Candidate, s.Folder, s.Platform = at, c.Folder, c.Platform
	if slices.Contains(c.Systems, s.System) {
		return s
	}
	s.System = connector.SystemUnknown
	if len(c.Systems) == 1 {
		s.System = c.Systems[0]
	}
	return s
}

// alike is the candidate that says what the form says, or -1.
func (s ProfileState) alike() int {
	return slices.IndexFunc(s.Candidates, func(c connector.Candidate) bool {
		fits := s.System == connector.SystemUnknown && len(c.Systems) != 1 || slices.Contains(c.Systems, s.System)
		return fits && c.Platform == s.Platform && c.Folder == tidyFolder(s.Folder)
	})
}

// tidyFolder is a folder as it is saved: from the root, without a slash at either end.
func tidyFolder(folder string) string {
	folder = strings.TrimSpace(strings.Map(printable, strings.ReplaceAll(folder, `\`, "/")))
	return strings.Trim(path.Clean("/"+folder), "/")
}

// Systems are the systems to choose from, "Not sure yet" first.
func Systems() []connector.System {
	return []connector.System{connector.SystemUnknown, connector.SystemIOS, connector.SystemAndroid}
}

// Platforms are those that build for a system, "Not sure yet" first.
func Platforms(system connector.System) []connector.Platform {
	all := []connector.Platform{connector.PlatformUnknown}
	if system != connector.SystemAndroid {
		all = append(all, connector.PlatformSwift)
	}
	if system != connector.SystemIOS {
		all = append(all, connector.PlatformKotlin)
	}
	return append(all, connector.PlatformReactNative, connector.PlatformFlutter,
		connector.PlatformMAUI, connector.PlatformIonic, connector.PlatformKMP)
}
