package store

import (
	"context"
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
	ConsumerKey string `json:"consumer_key,omitempty"`
	// ConsumerChecked says that Bitbucket has accepted that key with its secret.
	ConsumerChecked bool    `json:"consumer_checked,omitempty"`
	LastTab         string  `json:"last_tab,omitempty"`
	Width           float32 `json:"width,omitempty"`  // of the window, in Fyne's units; 0 until it was resized
	Height          float32 `json:"height,omitempty"` // likewise
	// Proxy is the way out of the network; the zero value is the system's. Its password is in the keychain.
	Proxy connector.ProxyChoice `json:"proxy,omitzero"`
	// Service is the ID of the build service chosen last, and ServiceAddresses what was typed for a custom one.
	Service          string `json:"service,omitempty"`
	ServiceAddresses string `json:"service_addresses,omitempty"`
	// ListBy and ListGrouped are how lists of repositories are laid out: by name where ListBy is empty.
	ListBy      string `json:"list_by,omitempty"`
	ListGrouped bool   `json:"list_grouped,omitempty"`
}

// textSizes are the sizes of text there are, as factors.
func textSizes() []float64 { return []float64{1, 1.25, 1.5} }

// DefaultSettings are those of a person who never chose any.
func DefaultSettings() Settings { return Settings{TextSize: 1, Theme: ThemeSystem} }

func (s *Store) settings() single[Settings] {
	return single[Settings]{store: s, kind: "settings", file: "settings.json"}
}

// LoadSettings reads the settings. They are usable whatever it answers besides: the defaults where there
// are none, the last good copy's or else the defaults where the file could not be read (profile-damaged; it is moved
// aside), and as much as could be understood where a newer Mooring wrote them (profile-newer; they cannot be saved
// then).
func (s *Store) LoadSettings(ctx context.Context) (Settings, error) {
	d, err := s.settings().load(ctx)
	return settingsIn(d), err
}

// SaveSettings writes the settings, with a value that does not exist replaced by the default. It answers
// profile-newer and disk-failed; nothing has changed then.
func (s *Store) SaveSettings(ctx context.Context, settings Settings) error {
	return s.ChangeSettings(ctx, func(all *Settings) { *all = settings })
}

// ChangeSettings changes some of the settings as they stand on disk, so that two programs which change
// different ones at once both get what they want. It answers like SaveSettings.
func (s *Store) ChangeSettings(ctx context.Context, change func(*Settings)) error {
	return s.settings().change(ctx, func(d document[Settings]) Settings {
		settings := settingsIn(d)
		change(&settings)
		return sensible(settings)
	})
}

func settingsIn(d document[Settings]) Settings {
	if d.raw == nil {
		return DefaultSettings()
	}
	return sensible(d.value)
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
	s.Proxy = sensibleProxy(s.Proxy)
	return s
}

// sensibleProxy keeps a choice that can be followed; of any other the system's proxy is left. What stands in
// an address beside host and port, a sign-in say, is not kept in a file.
func sensibleProxy(c connector.ProxyChoice) connector.ProxyChoice {
	address, err := connector.ReadProxy(c.Address)
	if c.Address == "" || err != nil {
		address = ""
	}
	c.Address = address
	known := slices.Contains([]connector.ProxyMode{"", connector.ProxySystem, connector.ProxyManual, connector.ProxyNone}, c.Mode)
	if !known || c.Mode == connector.ProxyManual && c.Address == "" {
		return connector.ProxyChoice{}
	}
	return c
}

// maxWindow is wider than any screen; a window beyond it could not be used.
const maxWindow = 20000
