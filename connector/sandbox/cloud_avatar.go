package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
)

// avatarSize is the edge of the pictures in pixels: twice what a screen shows, for fine displays.
const avatarSize = 128

// picture answers with the drawing that belongs to a seed.
func picture(w http.ResponseWriter, seed string) {
	var out bytes.Buffer
	if err := png.Encode(&out, drawing(seed)); err != nil {
		http.Error(w, "Something went wrong", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "max-age=86400")
	_, _ = w.Write(out.Bytes())
}

// drawing is a low sun over three hills in colours of the seed: the same for the same seed, so that a
// face can be told again.
func drawing(seed string) image.Image {
	bits := func(n uint64) float64 { return float64(mix(seed, n)%1000) / 1000 }
	hue := bits(1)
	sky, sun := hueColour(hue, .38, .93), hueColour(.06+.09*bits(2), .5, 1)
	img := image.NewRGBA(image.Rect(0, 0, avatarSize, avatarSize))
	sunX, sunY, sunR := .3+.4*bits(3), .28+.14*bits(4), .13+.06*bits(5)
	for y := range avatarSize {
		for x := range avatarSize {
			u, v := (float64(x)+.5)/avatarSize, (float64(y)+.5)/avatarSize
			c := blend(sky, hueColour(hue+.06, .20, .99), v)
			c = blend(c, sun, edge(sunR-math.Hypot(u-sunX, v-sunY)))
			for hill := range 3 {
				h := float64(hill)
				top := .56 + .14*h + .07*math.Sin(2*math.Pi*(u*(.8+.5*bits(10+uint64(hill)))+bits(20+uint64(hill))))
				c = blend(c, hueColour(hue+.02*h, .45+.1*h, .74-.19*h), edge(v-top))
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// edge turns a distance from a line into how much of a pixel lies inside.
func edge(distance float64) float64 { return math.Max(0, math.Min(1, distance*avatarSize+.5)) }

func blend(a, b color.RGBA, t float64) color.RGBA {
	part := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*t) }
	return color.RGBA{R: part(a.R, b.R), G: part(a.G, b.G), B: part(a.B, b.B), A: 255}
}

// hueColour makes a colour of hue (turns), saturation and value.
func hueColour(hue, saturation, value float64) color.RGBA {
	channel := func(n float64) uint8 {
		k := math.Mod(n+hue*6, 6)
		return uint8(255 * (value - value*saturation*math.Max(0, math.Min(1, math.Min(k, 4-k)))))
	}
	return color.RGBA{R: channel(5), G: channel(3), B: channel(1), A: 255}
}
