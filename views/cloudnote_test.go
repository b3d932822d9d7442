package views

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mooring/connector/flow"
)

func TestTheNoteForTheWorkspacesAdministratorHasAllThatIsNeeded(t *testing.T) {
	require.NoError(t, LoadTranslations("en"))
	s := flow.CloudState{Wanted: []string{"account", "repository", "webhook"}, Consumer: flow.CloudConsumerState{Callback: "http://localhost:28421/callback"}}
	text := adminText(s)
	for _, want := range []string{
		"Name: Mooring\n", "Callback URL: http://localhost:28421/callback\n", "•  Account: Read\n", "•  Repositories: Read\n",
		"•  Webhooks: Read and write\n", "runs on my own computer", "in a safe way", "not in a chat", "1,000 an hour", "private consumer",
		"1. In our workspace, open Workspace settings",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "cloud.")
	assert.NotContains(t, text, "{{")
	s.Setup.Page = "https://bitbucket.org/harbour/workspace/settings/api"
	assert.Contains(t, adminText(s), "1. Open https://bitbucket.org/harbour/workspace/settings/api (")
}

func TestTheNoteForTheWorkspacesAdministratorIsCopiedAndMailedAndLedBackFrom(t *testing.T) {
	w, g := guideWindow(t)
	w.press(t, "cloud.setup.next")
	w.press(t, "cloud.setup.admin")
	w.at(t, flow.CloudNoting)
	w.press(t, "note.copy")
	assert.Equal(t, adminText(w.screen.now), w.copied)
	assert.NotContains(t, texts(w), say("service.choose"), "no build service reaches anything here")
	mailed := ""
	w.kit.openURL = func(link string) { mailed = link }
	w.press(t, "note.mail")
	assert.Contains(t, mailed, "mailto:?subject="+mailPart(say("cloud.admin.subject")))
	w.press(t, "kit.back")
	w.at(t, flow.CloudConsumer)
	assert.Equal(t, 2, g.step)
}
