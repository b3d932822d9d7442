// Package views is what people see: the window with its three tabs, the pages inside them, and the words
// for every problem. Views render the states that flows publish and turn taps into calls of flows; they
// hold no state of their own beyond what is being typed.
package views
