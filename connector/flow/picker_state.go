package flow

import (
	"slices"
	"time"

	"mooring/connector"
	"mooring/connector/catalog"
)

// PickerStep is how far the list of repositories has come.
type PickerStep string

// The steps of the picker. A list that stopped keeps what came: the person may choose from it or go on.
const (
	PickerIdle    PickerStep = "idle"
	PickerLoading PickerStep = "loading"
	PickerDone    PickerStep = "done"
	PickerStopped PickerStep = "stopped"
)

// What a picker's list is made of; see package catalog.
type (
	Query       = catalog.Query
	Arrangement = catalog.Arrangement
	Listing     = catalog.Listing
	Row         = catalog.Row
	Heading     = catalog.Heading
	Span        = catalog.Span
	Top         = catalog.Top
)

// The orders of a list, the kinds of headings, and the words that narrow a query.
const (
	ByName    = catalog.ByName
	ByUpdated = catalog.ByUpdated

	HeadPinned = catalog.HeadPinned
	HeadRecent = catalog.HeadRecent
	HeadOthers = catalog.HeadOthers
	HeadGroup  = catalog.HeadGroup
	// HeadProject is a project inside a workspace, among the places a list can be narrowed to.
	HeadProject = catalog.HeadProject

	OnlyPrivate  = catalog.Private
	OnlyPublic   = catalog.Public
	OnlyArchived = catalog.Archived
	OnlyAdmin    = catalog.Admin
)

// PickerState is what there is to show while a repository is being chosen.
type PickerState struct {
	Step       PickerStep
	Connection connector.Connection
	// Query is what is typed; Rows is what of the repositories here answers to it, best first.
	Query string
	Rows  catalog.Listing
	// Loaded counts what has come; Total is how many there are in all, -1 while nobody has said.
	Loaded, Total int
	// Selected is the repository Return would choose; its ID is empty where none is.
	Selected connector.RepositoryRef
	// Typed is "key/slug" where what is typed names a repository that is not in the list by that name.
	Typed string
	// Elsewhere is the host of a typed address that belongs to another Bitbucket than this one.
	Elsewhere string
	// LookingUp says that Bitbucket is being asked for Typed, and NotFound how that ended, if badly.
	LookingUp bool
	NotFound  *connector.Problem
	// Pause is when the list, or the search, goes on, while Bitbucket has asked for a pause; zero otherwise.
	Pause time.Time
	// Large are the workspaces that Bitbucket is searched in instead of listing them whole, each as far as it is
	// listed now.
	Large []connector.Large
	// Adding says that the next page of one of them is on its way; AddProblem is why the last did not come.
	Adding     bool
	AddProblem *connector.Problem
	// Searching says that Bitbucket is being asked for Query in them, or will be as soon as the typing rests;
	// SearchProblem is how that ended, if badly. Cut names those in which more answer to Query than came.
	Searching     bool
	SearchProblem *connector.Problem
	Cut           []string
	// Asked is what is typed, read; Arrangement how the list is laid out while no words are typed.
	Asked       Query
	Arrangement Arrangement
	// Kept is when the list that is shown was read, where it is one kept from an earlier time and the reading of it anew
	// has not ended well; zero otherwise.
	Kept time.Time
	// Gone says how many repositories have vanished since then, and New how many came.
	Gone, New int
	// RightsKnown says that what the account may do is known of all that is listed; FindingRights that it is being asked.
	RightsKnown, FindingRights bool
	// RightsProblem is why it is not known, where asking failed.
	RightsProblem *connector.Problem
	// Details are of the repository Selected, once they have come; LookingAt says that they are on their way, and
	// DetailsProblem why they did not come.
	Details        *connector.Details
	LookingAt      bool
	DetailsProblem *connector.Problem
	// Choosing is the repository that is being made sure of after it was chosen; its ID is empty where none is.
	// ChoiceProblem is why it could not be chosen: repository-not-found with the argument why "gone" where it is not
	// there any more.
	Choosing      connector.RepositoryRef
	ChoiceProblem *connector.Problem
	// PinProblem is why a pin could not be kept.
	PinProblem *connector.Problem
	// Problem is what ended the list early, or repositories-none where it is complete and empty.
	Problem *connector.Problem
	// touched says that the person has typed or moved: what is selected is then theirs.
	touched bool
	// tells says that details can be asked for; stood is the row that the selection was last seen in.
	tells bool
	stood int
}

// Empty tells whether the list is complete and there is nothing in it.
func (s PickerState) Empty() bool { return s.Step == PickerDone && s.Loaded == 0 }

// Partial tells whether Bitbucket has more repositories than are listed, because a workspace is large.
func (s PickerState) Partial() bool {
	return slices.ContainsFunc(s.Large, func(l connector.Large) bool { return l.Next != "" })
}

// CanAdd tells whether the list goes on when somebody wants to see more of it.
func (s PickerState) CanAdd() bool { return s.Step == PickerDone && s.Query == "" && s.Partial() }
