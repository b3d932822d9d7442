//go:build !windows

package oauth

import "os/exec"

// hide is for systems where a tool shows a window.
func hide(*exec.Cmd) {}
