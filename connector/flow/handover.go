package flow

import (
	"net/url"
	"strings"

	"mooring/connector"
)

// HandLine is one thing a build service is told about a profile. Its words are start.<key>.
type HandLine struct {
	Key, Value string
}

// The keys of the lines, in their order. Most values are shown as they are; those of HandProduct (a Provider), HandKind
// (a CredentialKind) and HandStanding (a HookState) have words of their own.
const (
	HandService      = "service"
	HandProduct      = "product"
	HandKind         = "kind"
	HandAccount      = "account"
	HandAddress      = "address"
	HandRepository   = "repository"
	HandHTTPS        = "https"
	HandSSH          = "ssh"
	HandBranch       = "branch"
	HandFolder       = "folder"
	HandPush         = "push"
	HandPullRequests = "pull-requests"
	HandTags         = "tags"
	HandWebhook      = "webhook"
	HandStanding     = "standing"
)

// HandOver lists what a build service has to be told to build from a profile. What is not known is left out, and
// nothing in it is a secret.
func HandOver(row ProfileRow, service connector.BuildService) []HandLine {
	p := row.Profile
	all := []HandLine{
		{HandService, service.Name},
		{HandProduct, string(p.Repository.Provider)},
		{HandKind, string(row.Connection.Kind)},
		{HandAccount, row.Connection.Account.Name},
		{HandAddress, publicAddress(p)},
		{HandRepository, p.Key + "/" + p.Slug},
		{HandHTTPS, withoutUser(p.CloneHTTPS)},
		{HandSSH, p.CloneSSH},
		{HandBranch, p.Branch},
		{HandFolder, p.Folder},
		{HandPush, strings.Join(p.Triggers.Push, ", ")},
		{HandPullRequests, strings.Join(p.Triggers.PullRequests, ", ")},
		{HandTags, strings.Join(p.Triggers.Tags, ", ")},
		{HandWebhook, withoutUser(p.Webhook.Address)},
	}
	if p.Webhook.State != connector.HookNone || p.Webhook.Address != "" {
		all = append(all, HandLine{HandStanding, string(p.Webhook.State)})
	}
	var told []HandLine
	for _, l := range all {
		if l.Value != "" {
			told = append(told, l)
		}
	}
	return told
}

// publicAddress is where people find the Bitbucket of a profile: of Cloud the website, not the API.
func publicAddress(p connector.BuildProfile) string {
	if p.Repository.Provider != connector.Cloud {
		return p.Repository.Base
	}
	if u, err := url.Parse(p.Web); err == nil && u.Host != "" {
		return (&url.URL{Scheme: u.Scheme, Host: u.Host}).String()
	}
	return p.Repository.Base
}

// withoutUser takes the part before the @ out of an address, where a password might be.
func withoutUser(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if u.User == nil {
		return address
	}
	u.User = nil
	return u.String()
}
