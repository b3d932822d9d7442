package app

const help = `Mooring ties Bitbucket to your build service.

  mooring                    open the window
  mooring --demo             the whole journey with an embedded Bitbucket: no network, no account, nothing kept
                             [--repos N] [--workspaces N] [--latency 50ms] [--server-version 7.21.23] [--break CODE]

  mooring check server --url U [--token-file F | --token-stdin] [--repo PROJECT/slug] [--valid-until 2026-12-31]
                       [--ca FILE] [--client-cert FILE [--client-cert-password-file FILE]]
                       [--proxy system|none|ADDRESS] [--allow-http] [--timeout 20s] [--json]
  mooring check cloud  [--email E] [--token-file F | --token-stdin] [--account NAME] [--workspace W] [--repo W/slug]
                       [--valid-until 2026-12-31] [--ca FILE] [--proxy system|none|ADDRESS] [--timeout 20s] [--json]
      say in plain words what works and what does not. A Server token goes as Bearer; a Cloud token as
      Basic with --email, else as Bearer. Without a token the stored connection is used, with the
      certificates trusted and the proxy chosen in the window.
      --account       which one, where several are signed in to Cloud: its name, its id or its place
      --timeout       how long an answer may be silent; no step takes more than four times that
      --valid-until   the day the token ends, where you know it: Mooring then warns in time
      --ca            trust the certificate authorities in this PEM file as well
      --client-cert   your own certificate with its key (PFX or PEM), where the server asks for one
      --proxy         the system's (the rule), none, or this one: [http|https|socks5://]HOST:PORT. Hosts in
                      NO_PROXY and this computer are reached directly. A sign-in may stand in HTTPS_PROXY

  mooring repos server|cloud …the same flags but --valid-until… [--json]
      list every repository, one a line, as the pages arrive. Pauses a server asks for are told on stderr.

  mooring connect cloud [--no-browser] [--timeout 5m] [--ca FILE] [--proxy system|none|ADDRESS] [--json]
      sign in to Bitbucket Cloud: the link stands on stderr and is opened in your browser, where you say yes.
      The sign-in goes to the keychain; check cloud and repos cloud then need no token.
      --no-browser    leave opening the link to you
      --timeout       how long you may take

  mooring disconnect cloud [--account NAME | --all] [--ca FILE] [--proxy system|none|ADDRESS] [--json]
      sign out: Bitbucket is asked to forget the sign-in, the keychain is wiped, build profiles stay.

  mooring profiles [--json]
      list the build profiles as the window shows them, with their webhooks and what ends within two weeks.
  mooring profiles export [--out FILE] [NAME…]
      write them into one file without secrets, for colleagues; without names all of them.
  mooring profiles import FILE [--dry-run] [--json]
      tell which hosts such a file leads to, and save what is not here yet.
  mooring profiles check --all | NAME… [--ca FILE] [--proxy system|none|ADDRESS] [--json]
      check them through their connections, and keep how each stands.

  mooring sandbox [--repos N] [--workspaces N] [--latency 50ms] [--server-version 7.21.23] [--break CODE]
      serve the embedded Bitbucket alone on this computer and print where, as one line of JSON.

  mooring --version | --help

Exit: 0 ready or attention, 1 blocked, 2 usage, 3 could not run.
Environment: MOORING_HOME, MOORING_CLOUD_WEB, MOORING_CLOUD_API, MOORING_CALLBACK, MOORING_CLIENT_ID,
MOORING_CLIENT_SECRET, HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
`
