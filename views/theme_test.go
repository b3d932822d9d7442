package views

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/assert"
)

func TestTheThemeNamesEveryColour(t *testing.T) {
	test.AssertAllColorNamesDefined(t, NewTheme(Look{}), "mooring")
}

// luminance and contrast follow WCAG 2.2.
func luminance(c color.Color) float64 {
	channel := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func TestEveryTextStandsOutFromWhatIsBehindIt(t *testing.T) {
	grounds := []fyne.ThemeColorName{
		theme.ColorNameBackground, theme.ColorNameOverlayBackground, theme.ColorNameInputBackground,
		theme.ColorNameMenuBackground, theme.ColorNameHeaderBackground,
	}
	texts := []fyne.ThemeColorName{
		theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameHyperlink, theme.ColorNameError,
		theme.ColorNameSuccess, theme.ColorNameWarning, theme.ColorNamePrimary,
	}
	pairs := [][2]fyne.ThemeColorName{
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary},
		{theme.ColorNameForegroundOnError, theme.ColorNameError},
		{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess},
		{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning},
		{theme.ColorNameForeground, theme.ColorNameButton},
	}
	for _, text := range texts {
		for _, ground := range grounds {
			pairs = append(pairs, [2]fyne.ThemeColorName{text, ground})
		}
	}
	th := NewTheme(Look{})
	for name, variant := range test.KnownThemeVariants() {
		for _, p := range pairs {
			got := contrast(th.Color(p[0], variant), th.Color(p[1], variant))
			assert.GreaterOrEqual(t, got, 4.5, "%s on %s, %s", p[0], p[1], name)
		}
		for _, ground := range grounds {
			// The edge of a field, which has no word to say what it is.
			got := contrast(th.Color(theme.ColorNameInputBorder, variant), th.Color(ground, variant))
			assert.GreaterOrEqual(t, got, 3.0, "field border on %s, %s", ground, name)
		}
	}
}

func TestTextGrowsWithTheSetting(t *testing.T) {
	for _, scale := range scales() {
		th := NewTheme(Look{Scale: scale})
		assert.InDelta(t, 14*scale, th.Size(theme.SizeNameText), 0.01)
		assert.InDelta(t, 25*scale, th.Size(theme.SizeNameHeadingText), 0.01)
	}
	assert.InDelta(t, 14, NewTheme(Look{}).Size(theme.SizeNameText), 0.01, "unset is normal")
}

func TestAChosenVariantHoldsWhateverTheSystemSays(t *testing.T) {
	dark := NewTheme(Look{Variant: "dark"})
	assert.Equal(t,
		dark.Color(theme.ColorNameBackground, theme.VariantLight),
		NewTheme(Look{}).Color(theme.ColorNameBackground, theme.VariantDark))
}
