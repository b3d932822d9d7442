// Package sandbox is the embedded Bitbucket: Cloud and Data Center on loopback ports, good enough to be
// connected, checked and listed by the very code that talks to the real ones. It is what the demo shows
// and what tests talk to. Faults are named by problem code, so every failure a person may meet can be met
// here first. Webhooks are delivered for real, to this computer only; a receiver stands for the build service.
// It imports the standard library only and never reaches another computer.
package sandbox
