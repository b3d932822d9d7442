// Package connector holds the nouns of Mooring: accounts, connections, repositories, checks, problems,
// secrets and build profiles. It knows neither a network nor a window, so every room of the house can
// speak of the same things.
package connector
