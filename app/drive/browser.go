package drive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrNoBrowser says that no browser this package can drive is installed.
var ErrNoBrowser = errors.New("no browser is installed")

// Browser is a real browser on the display, and an opener of links in front of it: programs that ask the
// system to open a link reach it, and the link waits until the person would look.
type Browser struct {
	ctx    context.Context
	cancel []func()
	folder string
	seen   int
}

// NewBrowser starts a browser with an empty profile on the display. Its pages may only come from this
// computer: nothing asks the network for anything by itself.
func (d *Display) NewBrowser(ctx context.Context) (*Browser, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, ErrNoBrowser
	}
	folder, err := os.MkdirTemp("", "mooring-browser-")
	if err != nil {
		return nil, err
	}
	b := &Browser{folder: folder}
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$1\" >>'%s'\n", filepath.Join(folder, "opened"))
	if err := os.WriteFile(filepath.Join(folder, "xdg-open"), []byte(script), 0o755); err != nil {
		return nil, err
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(folder, "profile")), chromedp.NoSandbox,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.WindowSize(1100, 760),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("password-store", "basic"),
		chromedp.Flag("test-type", true), // no warning bar about the missing sandbox in the pictures
		chromedp.Env("DISPLAY="+d.Name, "HOME="+folder),
	}
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	tab, closeTab := chromedp.NewContext(allocator)
	b.ctx, b.cancel = tab, []func(){closeTab, stop}
	return b, nil
}

// Path is the environment entry that puts the opener in front of the system's.
func (b *Browser) Path() string {
	return "PATH=" + b.folder + string(os.PathListSeparator) + os.Getenv("PATH")
}

// Opened waits for the next link a program asked to open.
func (b *Browser) Opened(ctx context.Context) (string, error) {
	link := ""
	err := until(ctx, patience, func() (bool, error) {
		text, err := os.ReadFile(filepath.Join(b.folder, "opened"))
		if err != nil {
			return false, err
		}
		lines := bytes.Fields(text)
		if len(lines) <= b.seen {
			return false, nil
		}
		link = string(lines[b.seen])
		return true, nil
	})
	if err != nil {
		return "", fmt.Errorf("no link was opened: %w", err)
	}
	b.seen++
	return link, nil
}

// Visit opens a page and waits until what the selector names can be seen.
func (b *Browser) Visit(link, selector string) error {
	return b.within(chromedp.Navigate(link), chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Press clicks on what the selector names and waits until what next names can be seen.
func (b *Browser) Press(selector, next string) error {
	return b.within(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible), chromedp.WaitVisible(chromedp.CSS(next)))
}

// Words are the words of the page.
func (b *Browser) Words() (string, error) {
	return chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
}

func (b *Browser) within(steps ...chromedp.Action[chromedp.Void]) error {
	done := make(chan error, 1)
	go func() { done <- chromedp.Do(b.ctx, steps...) }()
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return errors.New("the browser did not answer in time")
	}
}

// Close ends the browser and removes its profile.
func (b *Browser) Close() {
	for _, stop := range b.cancel {
		stop()
	}
	_ = os.RemoveAll(b.folder)
}
