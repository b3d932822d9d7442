package vault

import (
	"errors"
	"os/exec"
	"strconv"
)

// classify sorts the exit codes of /usr/bin/security, which are the last byte of the OSStatus
// (SecBase.h): 36 errSecInteractionNotAllowed, 51 errSecAuthFailed, 128 userCanceledErr; 37 no default
// keychain, 50 no such keychain, 53 not available.
func classify(err error) error {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return failure{class: ErrUnavailable, detail: "security did not start"}
	}
	detail := "security ended with " + strconv.Itoa(ended.ExitCode())
	switch ended.ExitCode() {
	case 36, 51, 128:
		return failure{class: ErrLocked, detail: detail}
	case 37, 50, 53:
		return failure{class: ErrUnavailable, detail: detail}
	}
	return failure{class: errRefused, detail: detail}
}
