package connector

import "strings"

// maxRepositoryName is the longest name Bitbucket gives a repository.
const maxRepositoryName = 128

// Wanted is what a person names when they look for a repository: Key and Slug as far as they were named, or
// a bare Name.
type Wanted struct {
	Key, Slug string
	// Name is what the repository is called, or its slug; only without a Key.
	Name string
	// Address is what was pasted; nil where it was no address. A bare name with a dot could be one, so it
	// comes with both.
	Address *Address
}

// ReadWanted reads what somebody typed or pasted to find one repository of a Bitbucket Server: its name,
// KEY/slug, or the address of any of its pages or of its clone. It answers address-is-cloud for
// bitbucket.org, and address-invalid for what is none of these.
func ReadWanted(text string) (Wanted, error) {
	tidied := tidyAddress(text)
	if key, slug, ok := plainName(tidied); ok {
		k := keyed(nil, key, slug)
		return Wanted{Key: k.key, Slug: k.slug}, nil
	}
	if strings.HasPrefix(tidied, "~") && isNamePart(strings.TrimRight(tidied, "/")) {
		return Wanted{Key: strings.TrimRight(tidied, "/")}, nil
	}
	a, err := ReadAddress(tidied)
	if err == nil {
		w := Wanted{Key: a.ProjectKey, Slug: a.RepositorySlug, Address: &a}
		if isBareName(tidied) {
			w.Name = tidied
			if !strings.Contains(tidied, ".") {
				w.Address = nil
			}
		}
		return w, nil
	}
	if IsProblem(err, CodeAddressInvalid) && isBareName(tidied) {
		return Wanted{Name: strings.Join(strings.Fields(tidied), " ")}, nil
	}
	return Wanted{}, err
}

// isBareName tells whether a text can be the name of a repository, and not only an address.
func isBareName(text string) bool {
	return text != "" && len([]rune(text)) <= maxRepositoryName && !looksLikeToken(text) && !strings.ContainsAny(text, "/@:")
}
