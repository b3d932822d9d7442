package flow

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"mooring/connector"
)

// sharing gives the other profiles that use the webhook of this one: those of the same repository with the same
// webhook. One that was set up by hand counts by its address, since nobody knows its ID.
func sharing(profile connector.BuildProfile, others []connector.BuildProfile) []connector.BuildProfile {
	w := profile.Webhook
	if w.ID == "" {
		return nil
	}
	var with []connector.BuildProfile
	for _, o := range others {
		byID := o.Webhook.ID == w.ID
		byHand := o.Webhook.ID == "" && o.Webhook.State == connector.HookByHand && o.Webhook.Address == w.Address
		if o.ID != profile.ID && o.Repository == profile.Repository && (byID || byHand) {
			with = append(with, o)
		}
	}
	return with
}

// removeHook removes a profile's webhook at Bitbucket. One that another profile uses too stays there.
func removeHook(ctx context.Context, hooker Hooker, profile connector.BuildProfile, others []connector.BuildProfile) error {
	if profile.Webhook.ID == "" || len(sharing(profile, others)) > 0 {
		return nil
	}
	return hooker.RemoveHook(ctx, profile.Seen(), profile.Webhook.ID)
}

// forgetHookSecret takes the secret of a profile's webhook out of the keychain, unless another profile uses it too.
func forgetHookSecret(ctx context.Context, vault Vault, profile connector.BuildProfile, others []connector.BuildProfile) error {
	id := profile.Webhook.SecretID
	used := slices.ContainsFunc(others, func(o connector.BuildProfile) bool { return o.ID != profile.ID && o.Webhook.SecretID == id })
	if id == "" || used {
		return nil
	}
	if err := vault.Delete(ctx, id); err != nil && !errors.Is(err, connector.ErrNoSecret) {
		return err
	}
	return nil
}

// hookAddress reads the address of a webhook as it is typed. It is one of the web, names a computer, and holds no
// password: it is shown, saved and given away with a profile.
func hookAddress(typed string) (string, *connector.Problem) {
	text := strings.TrimSpace(typed)
	u, err := url.Parse(text)
	good := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) && len(text) <= mostHookAddress
	if good {
		return text, nil
	}
	shown := text
	if strings.Contains(text, "@") || holdsSecret(text) || len(text) > mostHookAddress {
		shown = ""
	}
	p := connector.NewProblem(connector.CodeAddressInvalid, "address", shown)
	return "", &p
}

// mostHookAddress is how long an address may be: what the shorter of both products takes (Cloud's url).
const mostHookAddress = 2048
