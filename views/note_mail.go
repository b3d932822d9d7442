package views

import (
	"net/url"
	"strings"
)

// mailLimit is how long a mail link may be: longer ones are cut or refused by Windows and by mail programs.
const mailLimit = 1800

// mailLink is an address that opens a mail, and whether the text is in it: a long one has to be pasted.
func mailLink(subject, text, instead string) (link string, whole bool) {
	link = "mailto:?subject=" + mailPart(subject) + "&body=" + mailPart(text)
	if len(link) <= mailLimit {
		return link, true
	}
	return "mailto:?subject=" + mailPart(subject) + "&body=" + mailPart(instead), false
}

// mailPart encodes a text for a mail link (RFC 6068): a blank is %20, since + stands for itself there, and a
// line ends in CR LF.
func mailPart(text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\n", "\r\n")
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
