package views

import (
	"fmt"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// fileLimit is the longest file that is read: certificates are a few kilobytes, a thousand build profiles some
// thousand.
const fileLimit = 4 << 20

// lastFolder is the toolkit's name for where its file dialog was last.
const lastFolder = "fyne:fileDialogLastFolder"

// pickedFile is told of a chosen file: its name, its full path, and how to read it. read waits for the disk,
// so it is never called on the UI goroutine.
type pickedFile func(name, path string, read func() ([]byte, error))

// openFile asks for a file with the toolkit's own dialog. Nothing is told of when none is chosen.
func (k *kit) openFile(title string, extensions []string, picked pickedFile) {
	d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			picked("", "", func() ([]byte, error) { return nil, fmt.Errorf("open the chosen file: %w", err) })
		case r != nil:
			at := r.URI()
			_ = r.Close()
			picked(at.Name(), at.Path(), func() ([]byte, error) { return readFile(at) })
		}
	}, k.window)
	d.SetFilter(storage.NewExtensionFileFilter(extensions))
	d.SetTitleText(title)
	d.SetConfirmText(say("pick.choose"))
	d.SetDismissText(say("kit.cancel"))
	k.lay(d)
}

// lay lays a dialog over the page. It has a size only once it is shown, and none where the system shows one of
// its own in its place.
func (k *kit) lay(d *dialog.FileDialog) {
	over := k.window.Canvas().Overlays()
	before := over.Top()
	d.SetOnClosed(func() {
		k.dismiss = nil
		// The toolkit notes the folder in a file of its own. What a person looked at is nobody's to keep, and
		// least of all the demo's.
		fyne.CurrentApp().Preferences().RemoveValue(lastFolder)
	})
	d.Show()
	if over.Top() == before {
		return
	}
	k.dismiss = d.Dismiss
	size := k.window.Canvas().Size()
	d.Resize(fyne.NewSize(size.Width*0.85, size.Height*0.85))
}

// dismissed closes a dialog that lies over the page, and tells whether there was one: Esc means it first.
func (k *kit) dismissed() bool {
	if k.dismiss == nil {
		return false
	}
	k.dismiss()
	k.dismiss = nil
	return true
}

// readFile reads a file up to the limit; a longer one is refused.
func readFile(at fyne.URI) ([]byte, error) {
	r, err := storage.Reader(at)
	if err != nil {
		return nil, fmt.Errorf("open the chosen file: %w", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, fileLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read the chosen file: %w", err)
	}
	if len(data) > fileLimit {
		return nil, fmt.Errorf("read the chosen file: longer than %d bytes", fileLimit)
	}
	return data, nil
}
