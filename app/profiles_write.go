package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/natefinch/atomic"
)

// writeWhole puts data in the place of a file, or changes nothing: what was exported before is not lost to a disk that
// is full. What is no file, like /dev/stdout, is written to as it stands.
func writeWhole(path string, data []byte) error {
	there, err := os.OpenFile(path, os.O_WRONLY, 0) // whoever may not write to it may not replace it either
	if errors.Is(err, fs.ErrNotExist) {
		return replaceFile(path, data)
	}
	if err != nil {
		return err
	}
	info, err := there.Stat()
	if err == nil && !info.Mode().IsRegular() {
		_, err = there.Write(data)
		return errors.Join(err, there.Close())
	}
	if err = errors.Join(err, there.Close()); err != nil {
		return err
	}
	behind, err := filepath.EvalSymlinks(path) // a link stays one
	if err != nil {
		return err
	}
	return replaceFile(behind, data)
}

// replaceFile writes beside a file and then takes its name.
func replaceFile(path string, data []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(path), ".mooring-*.new")
	if err != nil {
		return err
	}
	_, err = beside.Write(data)
	if err == nil {
		err = beside.Sync()
	}
	if err = errors.Join(err, beside.Close()); err == nil {
		err = atomic.ReplaceFile(beside.Name(), path)
	}
	if err != nil {
		_ = os.Remove(beside.Name())
	}
	return err
}
