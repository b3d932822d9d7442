package views

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"mooring/connector"
)

// placed is told of the file to write: open, and empty. Nobody is told of anything when none was chosen.
type placed func(file fyne.URIWriteCloser, err error)

// askPlace asks with the toolkit's own dialog where to keep a file.
func (k *kit) askPlace(title, name string, chosen placed) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file != nil || err != nil {
			chosen(file, err)
		}
	}, k.window)
	d.SetFileName(name)
	d.SetTitleText(title)
	d.SetConfirmText(say("note.save.confirm"))
	d.SetDismissText(say("kit.cancel"))
	k.lay(d)
}

// save asks where to keep a text and writes it there. done is told the name of the file, or of the problem,
// on the UI goroutine.
func (k *kit) save(title, name, text string, done func(file string, failed *connector.Problem)) {
	failed := func(file string) {
		p := connector.NewProblem(connector.CodeDiskFailed, "file", file)
		done(file, &p)
	}
	k.saveFile(title, name, func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			failed(name)
			return
		}
		go func() {
			written := file.URI().Name()
			err := writeAll(file, text)
			k.dispatch(func() {
				if err != nil {
					failed(written)
					return
				}
				done(written, nil)
			})
		}()
	})
}

// writeAll writes a text and closes the file. What could not be written whole is taken away again: half a
// note helps nobody. It waits for the disk.
func writeAll(file fyne.URIWriteCloser, text string) error {
	_, err := file.Write([]byte(text))
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = storage.Delete(file.URI())
		return fmt.Errorf("write the file: %w", err)
	}
	return nil
}
