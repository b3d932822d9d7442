# Mooring. `make help` tells what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo run build test lint bench codes tour clean

# On Linux OpenGL ES compiles four times faster than desktop OpenGL and draws the same.
SYSTEM := $(shell uname -s)
WINDOW_TAGS := migrated_fynedo
TEST_TAGS := ci
ifeq ($(SYSTEM),Linux)
WINDOW_TAGS := gles,migrated_fynedo
# The end-to-end tests need a virtual display, which only Linux has.
TEST_TAGS := ci,e2e
endif

# A consumer of one's own can be built in: make build CLIENT_ID=… CLIENT_SECRET=…
CLIENT_ID ?=
CLIENT_SECRET ?=
LDFLAGS := -s -w -X mooring/app.builtInKey=$(CLIENT_ID) -X mooring/app.builtInSecret=$(CLIENT_SECRET)

# The version stands in FyneApp.toml; nothing is taken from the checkout, so the same source builds the same.
PLAIN := -buildvcs=false

help: ## this text
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## build, then the whole journey with an embedded Bitbucket; without a display, as pictures in build/tour
ifeq ($(SYSTEM),Linux)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec build/mooring --demo; else exec $(MAKE) --no-print-directory tour; fi
else
	build/mooring --demo
endif

run: build ## build and open the window
	build/mooring

build: ## build/mooring and build/mooring-headless, installing what that needs
	@assets/packaging/prepare build
	go build $(PLAIN) -tags $(WINDOW_TAGS) -ldflags '$(LDFLAGS)' -o build/mooring .
	CGO_ENABLED=0 go build $(PLAIN) -tags ci -ldflags '$(LDFLAGS)' -o build/mooring-headless .

tour: build ## walk both journeys on a virtual display and save a picture of each step in build/tour
	@assets/packaging/prepare display
	go build $(PLAIN) -tags $(WINDOW_TAGS),dump -ldflags '$(LDFLAGS)' -o build/mooring-tour .
	go run -tags ci ./app/tour -program build/mooring-tour -out build/tour

test: build ## every test, installing what they need
	@assets/packaging/prepare test
ifeq ($(SYSTEM),Linux)
	go build $(PLAIN) -tags $(WINDOW_TAGS),dump -ldflags '$(LDFLAGS)' -o build/mooring-tour .
	go build $(PLAIN) -tags gles,dump -ldflags '$(LDFLAGS)' -o build/mooring-unmigrated .
	@# The toolkit forgets little of the many windows the tests of views open: the limit has it collected sooner.
	GOMEMLIMIT=2GiB MOORING_REQUIRE_KEYRING=1 go test -race -timeout 40m -tags $(TEST_TAGS) ./...
else
	go test -race -timeout 40m -tags $(TEST_TAGS) ./...
endif
	@# Go shows nothing of what passing tests say, so what they leave out is said here.
	@for data in MOORING_SPECS MOORING_FIXTURES; do \
		[ -n "$$(printenv $$data)" ] || echo "left out: the tests that need $$data (see CONTRIBUTING.md)"; done

lint: ## vet, staticcheck, gofumpt and a tidy go.mod
	@assets/packaging/prepare build
	CGO_ENABLED=0 go vet -tags $(TEST_TAGS) ./...
	go vet -tags $(WINDOW_TAGS),dump . ./app ./views
	CGO_ENABLED=0 go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags $(TEST_TAGS) ./...
	@unformatted=$$(CGO_ENABLED=0 go run mvdan.cc/gofumpt@v0.12.0 -l .); [ -z "$$unformatted" ] || { echo "gofumpt: $$unformatted"; exit 1; }
	go mod tidy -diff

bench: build ## the figures the README names: ratios, each measured in one run
	CGO_ENABLED=0 go test -tags ci -run '^$$' -bench . ./...
ifeq ($(SYSTEM),Linux)
	@assets/packaging/prepare display
	go build $(PLAIN) -tags $(WINDOW_TAGS),dump -ldflags '$(LDFLAGS)' -o build/mooring-tour .
	go build $(PLAIN) -tags $(WINDOW_TAGS) -ldflags '-s -w' -o build/empty ./app/measure/empty
	go run -tags ci ./app/measure
endif

codes: ## write the README's table of codes anew from the catalogue
	MOORING_UPDATE=codes CGO_ENABLED=0 go test -tags ci -count 1 -run TestTheReadme ./app

clean: ## remove what was built
	rm -rf build
