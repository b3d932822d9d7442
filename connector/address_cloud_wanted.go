package connector

import "strings"

// ReadCloudWanted reads what somebody typed or pasted to find one repository on Bitbucket Cloud: its name or
// slug, workspace/repository, or the address of any of its pages or of its clone, as ReadCloudPlace does. A
// single word names a repository, and only an address a workspace alone. It answers address-is-server for
// another host, and address-invalid for what is none of these.
func ReadCloudWanted(text, web string) (Wanted, error) {
	tidied := tidyAddress(text)
	if isBareName(tidied) && !isHostLike(tidied) && !strings.ContainsAny(tidied, "?#") {
		return Wanted{Name: strings.Join(strings.Fields(tidied), " ")}, nil
	}
	workspace, slug, err := ReadCloudPlace(text, web)
	if err != nil {
		return Wanted{}, err
	}
	return Wanted{Key: workspace, Slug: slug}, nil
}

// isHostLike tells whether a word is rather a host than the name of a repository, which may hold a dot too
// (shop.mobile): it has two of them, or is one of Bitbucket's own.
func isHostLike(word string) bool {
	host := strings.ToLower(strings.TrimSuffix(word, "."))
	if strings.ContainsAny(host, " _") || strings.HasSuffix(host, ".bitbucket.io") { // that is what repositories of pages are called
		return false
	}
	if _, ok := readHostName(host); !ok {
		return false
	}
	return strings.Count(host, ".") > 1 || isCloudHost(host)
}
