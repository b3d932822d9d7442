package oauth

import (
	"os/exec"
	"syscall"
)

// hide keeps a tool from flashing a console window over the app.
func hide(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true} }
