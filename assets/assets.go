// Package assets carries the files that travel inside the binary: translations, icons, build services and the
// page a browser ends on.
package assets

import "embed"

// Translations holds translations/<locale>.json: flat objects from dotted keys to sentences.
//
//go:embed translations/*.json
var Translations embed.FS

// Icons holds icons/*.svg, icons/mooring.png and, for the head of the window, the smaller icons/mark.png. Lamps and the
// mark of the app are drawn from them.
//
//go:embed icons/*
var Icons embed.FS

// Pages holds pages/*: what a browser shows after it came back to the app.
//
//go:embed pages/*.html
var Pages embed.FS

// Services holds services/<id>.json: build services and where their servers come from, each as its own
// documentation says, with the page and the day it was read.
//
//go:embed services/*.json
var Services embed.FS
