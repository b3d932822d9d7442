package source_test

import (
	"context"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mooring/connector"
	"mooring/connector/cloud"
	"mooring/connector/sandbox"
	"mooring/connector/server"
	"mooring/connector/source"
	"mooring/connector/transport"
)

// bitbucket is what both clients have.
type bitbucket interface {
	Repositories(ctx context.Context) iter.Seq2[connector.Page, error]
	Tree(ctx context.Context, r connector.Repository, branch string) ([]connector.TreeEntry, error)
	File(ctx context.Context, r connector.Repository, branch, path string) (string, error)
}

// apps are repositories of the sandbox, and what is in them.
func apps() map[string][]connector.Candidate {
	const both = "both"
	return map[string][]connector.Candidate{
		"baeckerei-app":    all(of("", connector.PlatformFlutter, both, "pubspec.yaml", "ios/", "android/")),
		"fahrplan":         all(of("", connector.PlatformReactNative, both, "package.json", "metro.config.js", "app.json", "ios/", "android/")),
		"gaertnerei":       all(of("", connector.PlatformIonic, both, "capacitor.config.ts", "package.json", "ios/", "android/")),
		"hofladen":         all(of("Hofladen", connector.PlatformMAUI, both, "MauiProgram.cs", "Hofladen.csproj", "Platforms/")),
		"parkplatz":        all(of("", connector.PlatformKMP, both, "composeApp/", "shared/", "iosApp/", "settings.gradle.kts")),
		"stadtrad-ios":     all(of("", connector.PlatformSwift, "ios", "StadtradIos.xcodeproj/", "Podfile")),
		"stadtrad-android": all(of("", connector.PlatformKotlin, "android", "settings.gradle.kts", "app/")),
		"buchhandlung":     all(of("", connector.PlatformKotlin, "android", "settings.gradle", "app/")),
		"markthalle": all(
			of("apps/staende", connector.PlatformReactNative, both, "package.json", "metro.config.js", "app.json", "ios/", "android/"),
			of("apps/kunden", connector.PlatformFlutter, both, "pubspec.yaml", "ios/", "android/"),
			of("kiosk", connector.PlatformKotlin, "android", "build.gradle.kts", "settings.gradle.kts"),
		),
		"neues-kassensystem": nil, "spielwiese": nil, "ticket-backend": nil, "betriebshandbuch": nil, "shop-webseite": nil,
	}
}

func TestBothProductsShowWhatIsInEveryRepository(t *testing.T) {
	s, err := sandbox.Start(sandbox.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	line := s.Line()
	calm := transport.Options{Timeout: time.Minute} // never met, however busy the machine is
	link := transport.New(calm)
	t.Cleanup(link.Close)
	signIn := connector.Credential{
		Kind: connector.APIToken, Email: line.CloudEmail, Token: connector.NewSecret(line.CloudAPIToken),
		Origins: []string{connector.Origin(line.CloudWeb), connector.Origin(line.CloudAPI)},
	}
	for name, client := range map[string]bitbucket{
		"cloud":  cloud.New(cloud.Options{API: line.CloudAPI, Web: line.CloudWeb, Source: cloud.Static(signIn), Transport: link}),
		"server": server.New(server.Options{Address: line.ServerURL, Token: connector.NewSecret(line.ServerToken), Transport: calm}),
	} {
		t.Run(name, func(t *testing.T) {
			seen := 0
			for page, err := range client.Repositories(t.Context()) {
				require.NoError(t, err)
				for _, r := range page.Repositories {
					entries, err := client.Tree(t.Context(), r, "")
					require.NoError(t, err)
					found := source.Find(t.Context(), entries, func(ctx context.Context, path string) (string, error) {
						return client.File(ctx, r, "", path)
					})
					want, known := apps()[r.Slug]
					switch {
					case !known:
						require.Len(t, found, 1, r.Slug)
					case len(want) == 0:
						require.Empty(t, found, r.Slug)
					default:
						require.Equal(t, want, found, r.Slug)
					}
					if known {
						seen++
					}
				}
			}
			require.Len(t, apps(), seen)
		})
	}
}
