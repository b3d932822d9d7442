package app

import (
	"context"
	"time"

	"mooring/connector/store"
)

// patience bounds what is saved on the side: a disk that does not answer must not keep the app from ending.
const patience = 5 * time.Second

// changeSettings changes some of the settings.
func (h *house) changeSettings(ctx context.Context, change func(*store.Settings)) error {
	return h.store.ChangeSettings(ctx, change)
}

// keepSettings is changeSettings for what the person did not ask to save: a failure is logged only.
func (h *house) keepSettings(change func(*store.Settings)) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := h.changeSettings(ctx, change); err != nil {
		h.log.Warn("settings were not saved", "error", err)
	}
}
