package views

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAChosenFileIsReadUpToALimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "root.pem")
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("x"), fileLimit), 0o600))
	data, err := readFile(storage.NewFileURI(path))
	require.NoError(t, err)
	assert.Len(t, data, fileLimit)
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("x"), fileLimit+1), 0o600))
	_, err = readFile(storage.NewFileURI(path))
	require.Error(t, err)
	_, err = readFile(storage.NewFileURI(path + ".gone"))
	require.Error(t, err)
}

func TestEscClosesTheFileDialogAndNotThePage(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	s := newStage(t, Look{}, someSaved)
	s.server.Add()
	s.drain()
	s.window.kit.openFile("Choose", clientFiles(), func(string, string, func() ([]byte, error)) {})
	require.NotNil(t, s.win.Canvas().Overlays().Top())
	s.picture(t, "server-file-dialog")
	s.window.Back()
	s.drain()
	assert.Nil(t, s.win.Canvas().Overlays().Top())
	assert.Empty(t, fyne.CurrentApp().Preferences().String(lastFolder), "where one looked is kept nowhere")
	assert.NotNil(t, s.button("Check and connect"), "the form is still there")
	s.window.Back()
	s.drain()
	assert.Nil(t, s.button("Check and connect"))
}

func TestTheDialogThatSavesAFileOpensToo(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	s := newStage(t, Look{})
	s.window.kit.askPlace("Save the note", "note.txt", func(fyne.URIWriteCloser, error) {})
	require.NotNil(t, s.win.Canvas().Overlays().Top())
	s.window.Back()
	assert.Nil(t, s.win.Canvas().Overlays().Top())
}
