package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"mooring/connector"
)

// Theme is which colours the window has.
type Theme string

// The themes; the system's is the default.
const (
	ThemeSystem Theme = "system"
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Settings are what the person chose, and how they left the window.
type Settings struct {
	TextSize float64 `json:"text_size"` // one of textSizes
	Theme    Theme   `json:"theme"`
	// ConsumerKey is the key of the person's own OAuth consumer. Its secret is in the keychain.
	ConsumerKey string  `json:"consumer_key,omitempty"`
	LastTab     string  `json:"last_tab,omitempty"`
	Width       float32 `json:"width,omitempty"`  // of the window, in Fyne's units; 0 until it was resized
	Height      float32 `json:"height,omitempty"` // likewise
}

// textSizes are the sizes of text there are, as factors.
func textSizes() []float64 { return []float64{1, 1.25, 1.5} }

// DefaultSettings are those of a person who never chose any.
func DefaultSettings() Settings { return Settings{TextSize: 1, Theme: ThemeSystem} }

const settingsKind = "settings"

// LoadSettings reads the settings. They are usable whatever it answers besides: the defaults where there
// are none or the file could not be read (profile-damaged; it is moved aside), and as much as could be
// understood where a newer Mooring wrote them (profile-newer; they cannot be saved then).
func (s *Store) LoadSettings(ctx context.Context) (Settings, error) {
	d, err := load(ctx, s, settingsKind, s.readSettings)
	_, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return DefaultSettings(), nil
	case isProblem:
		return DefaultSettings(), err
	case err != nil:
		return DefaultSettings(), damaged(d.path, err)
	case d.newer:
		return sensible(d.value), s.newerSettings()
	}
	return sensible(d.value), nil
}

// SaveSettings writes the settings, with a value that does not exist replaced by the default. It answers
// profile-newer and disk-failed; nothing has changed then.
func (s *Store) SaveSettings(ctx context.Context, settings Settings) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	d, err := loadLocked(s, settingsKind, s.readSettings)
	problem, isProblem := connector.AsProblem(err)
	switch {
	case errors.Is(err, fs.ErrNotExist), isProblem && problem.Args["file"] != d.path:
		d.raw = nil // there is nothing, or no longer
	case err != nil:
		return failed(d.path, err)
	case d.newer:
		return s.newerSettings()
	}
	data, err := encode(settingsKind, sensible(settings), d.raw)
	if err != nil {
		return failed(d.path, err)
	}
	return s.replace(d.path, data)
}

func (s *Store) readSettings() (document[Settings], error) {
	return readDocument[Settings](settingsKind, filepath.Join(s.dirs.Config, "settings.json"))
}

func (s *Store) newerSettings() error {
	return connector.NewProblem(connector.CodeProfileNewer, "name", "settings.json")
}

// sensible puts defaults in the place of values that do not exist; a file may have been edited by hand.
func sensible(s Settings) Settings {
	if !slices.Contains(textSizes(), s.TextSize) {
		s.TextSize = DefaultSettings().TextSize
	}
	if !slices.Contains([]Theme{ThemeSystem, ThemeLight, ThemeDark}, s.Theme) {
		s.Theme = ThemeSystem
	}
	// Written so that a value that is no number fails too.
	if !(s.Width > 0 && s.Width < maxWindow && s.Height > 0 && s.Height < maxWindow) {
		s.Width, s.Height = 0, 0
	}
	return s
}

// maxWindow is wider than any screen; a window beyond it could not be used.
const maxWindow = 20000
