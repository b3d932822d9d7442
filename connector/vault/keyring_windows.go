package vault

import (
	"errors"
	"strconv"
	"syscall"
)

// noLogonSession is ERROR_NO_SUCH_LOGON_SESSION: this sign-in has no credential set, as for services and
// some remote sessions (wincred.h, CredWrite).
const noLogonSession = syscall.Errno(1312)

// classify sorts the error numbers of the Credential Manager.
func classify(err error) error {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return failure{class: errRefused}
	}
	detail := "error " + strconv.Itoa(int(number))
	if number == noLogonSession {
		return failure{class: ErrUnavailable, detail: detail}
	}
	return failure{class: errRefused, detail: detail}
}
