package views

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Look is how the window should look, as the person set it.
type Look struct {
	// Scale multiplies the size of texts: 1, 1.25 or 1.5.
	Scale float32
	// Variant is "light", "dark", or empty for what the system says.
	Variant string
}

// NewTheme is Mooring's own theme: harbour teal on warm paper by day, on deep water by night. All its
// texts keep a contrast of at least 4.5:1.
func NewTheme(look Look) fyne.Theme {
	if look.Scale <= 0 {
		look.Scale = 1
	}
	return &mooringTheme{look: look, Theme: theme.DefaultTheme(), paper: paper(), water: water()}
}

type mooringTheme struct {
	fyne.Theme   // fonts and icons
	look         Look
	paper, water map[fyne.ThemeColorName]rgba // made once: colours are asked for all the time
}

// Color looks a colour up in the palette of the variant.
func (t *mooringTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.look.Variant {
	case "light":
		variant = theme.VariantLight
	case "dark":
		variant = theme.VariantDark
	}
	palette := t.paper
	if variant == theme.VariantDark {
		palette = t.water
	}
	if hex, ok := palette[name]; ok {
		return hex.color()
	}
	return t.Theme.Color(name, variant)
}

// Size scales texts and what stands beside them, and gives the window more air than the toolkit does.
func (t *mooringTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 14 * t.look.Scale
	case theme.SizeNameHeadingText:
		return 25 * t.look.Scale
	case theme.SizeNameSubHeadingText:
		return 17 * t.look.Scale
	case theme.SizeNameCaptionText:
		return 12 * t.look.Scale
	case theme.SizeNameInlineIcon:
		return 20 * t.look.Scale
	case theme.SizeNameInnerPadding:
		return 8
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameLineSpacing:
		return 5 * t.look.Scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius, theme.SizeNameButtonRadius:
		return 7
	case theme.SizeNameCardRadius:
		return 12
	}
	return t.Theme.Size(name)
}

// rgba is a colour as 0xRRGGBBAA.
type rgba uint32

func (c rgba) color() color.Color {
	return color.NRGBA{R: uint8(c >> 24), G: uint8(c >> 16), B: uint8(c >> 8), A: uint8(c)}
}

// paper is the palette of the light variant.
func paper() map[fyne.ThemeColorName]rgba {
	return map[fyne.ThemeColorName]rgba{
		theme.ColorNameBackground:                0xF5F1EAFF,
		theme.ColorNameButton:                    0xE6DFD3FF,
		theme.ColorNameDisabled:                  0x6F736EFF,
		theme.ColorNameDisabledButton:            0xEAE5DCFF,
		theme.ColorNameError:                     0xA8281DFF,
		theme.ColorNameFocus:                     0x0F5C6B40,
		theme.ColorNameForeground:                0x16262CFF,
		theme.ColorNameForegroundOnError:         0xFFFFFFFF,
		theme.ColorNameForegroundOnPrimary:       0xFFFFFFFF,
		theme.ColorNameForegroundOnSuccess:       0xFFFFFFFF,
		theme.ColorNameForegroundOnWarning:       0xFFFFFFFF,
		theme.ColorNameHeaderBackground:          0xEDE7DCFF,
		theme.ColorNameHover:                     0x16262C12,
		theme.ColorNameHyperlink:                 0x0B5968FF,
		theme.ColorNameInnerWindowBorder:         0xEDE7DCFF,
		theme.ColorNameInnerWindowBorderInactive: 0xF5F1EAFF,
		theme.ColorNameInputBackground:           0xFFFDFAFF,
		theme.ColorNameInputBorder:               0x7B7E77FF,
		theme.ColorNameMenuBackground:            0xFFFDFAFF,
		theme.ColorNameOverlayBackground:         0xFFFDFAFF,
		theme.ColorNamePlaceHolder:               0x566167FF,
		theme.ColorNamePressed:                   0x16262C24,
		theme.ColorNamePrimary:                   0x0F5C6BFF,
		theme.ColorNameScrollBar:                 0x16262C55,
		theme.ColorNameScrollBarBackground:       0x00000000,
		theme.ColorNameSelection:                 0x0F5C6B2E,
		theme.ColorNameSeparator:                 0xDDD5C7FF,
		theme.ColorNameShadow:                    0x16262C33,
		theme.ColorNameSuccess:                   0x1D6B43FF,
		theme.ColorNameWarning:                   0x8A5200FF,
	}
}

// water is the palette of the dark variant.
func water() map[fyne.ThemeColorName]rgba {
	return map[fyne.ThemeColorName]rgba{
		theme.ColorNameBackground:                0x0F1B21FF,
		theme.ColorNameButton:                    0x25363FFF,
		theme.ColorNameDisabled:                  0x8B999FFF,
		theme.ColorNameDisabledButton:            0x1B2A32FF,
		theme.ColorNameError:                     0xFF9A8FFF,
		theme.ColorNameFocus:                     0x6CC7D240,
		theme.ColorNameForeground:                0xEEF2F1FF,
		theme.ColorNameForegroundOnError:         0x35090AFF,
		theme.ColorNameForegroundOnPrimary:       0x06262CFF,
		theme.ColorNameForegroundOnSuccess:       0x06281AFF,
		theme.ColorNameForegroundOnWarning:       0x2B1B00FF,
		theme.ColorNameHeaderBackground:          0x14242BFF,
		theme.ColorNameHover:                     0xFFFFFF14,
		theme.ColorNameHyperlink:                 0x7BD0DAFF,
		theme.ColorNameInnerWindowBorder:         0x14242BFF,
		theme.ColorNameInnerWindowBorderInactive: 0x0F1B21FF,
		theme.ColorNameInputBackground:           0x0C161BFF,
		theme.ColorNameInputBorder:               0x70828AFF,
		theme.ColorNameMenuBackground:            0x1A2A32FF,
		theme.ColorNameOverlayBackground:         0x17262DFF,
		theme.ColorNamePlaceHolder:               0xA9B6BBFF,
		theme.ColorNamePressed:                   0xFFFFFF26,
		theme.ColorNamePrimary:                   0x6CC7D2FF,
		theme.ColorNameScrollBar:                 0xFFFFFF55,
		theme.ColorNameScrollBarBackground:       0x00000000,
		theme.ColorNameSelection:                 0x6CC7D240,
		theme.ColorNameSeparator:                 0x2C3F48FF,
		theme.ColorNameShadow:                    0x00000066,
		theme.ColorNameSuccess:                   0x7FD3A5FF,
		theme.ColorNameWarning:                   0xF0BE62FF,
	}
}
