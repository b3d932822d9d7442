package app

const help = `Mooring ties Bitbucket to your build service.

  mooring                    open the window
  mooring --demo             the whole journey with an embedded Bitbucket: no network, no account, nothing kept
                             [--repos N] [--latency 50ms] [--break CODE]

  mooring check server --url U [--token-file F | --token-stdin] [--ca FILE] [--repo PROJECT/slug]
                       [--allow-http] [--timeout 20s] [--json]
  mooring check cloud  [--email E] [--token-file F | --token-stdin] [--workspace W] [--repo W/slug]
                       [--timeout 20s] [--json]
      say in plain words what works and what does not. A Server token goes as Bearer; a Cloud token as
      Basic with --email, else as Bearer. Without a token the stored connection is used.

  mooring repos server|cloud …the same flags… [--json]
      list every repository, one a line, as the pages arrive.

  mooring sandbox [--repos N] [--latency 50ms] [--break CODE]
      serve the embedded Bitbucket alone on this computer and print where, as one line of JSON.

  mooring --version | --help

Exit: 0 ready or attention, 1 blocked, 2 usage, 3 could not run.
Environment: MOORING_HOME, MOORING_CLOUD_WEB, MOORING_CLOUD_API, MOORING_CALLBACK, MOORING_CLIENT_ID,
MOORING_CLIENT_SECRET.
`
