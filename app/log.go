package app

import (
	"log/slog"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"
)

// openLog gives the log: a file that is turned over at 1 MB and kept four times. Secrets cannot reach it,
// since a Secret logs as stars; addresses are logged without their query.
func openLog(folder string) (*slog.Logger, func() error) {
	// What comes first in a folder of logs should not be readable by others, whatever the umask says.
	_ = os.MkdirAll(folder, 0o700)
	file := &lumberjack.Logger{Filename: filepath.Join(folder, "mooring.log"), MaxSize: 1, MaxBackups: 4}
	return slog.New(slog.NewTextHandler(file, nil)), file.Close
}
