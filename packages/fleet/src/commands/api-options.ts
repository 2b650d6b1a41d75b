/** Options of every command that talks to the API. */
export const apiOptions = {
  url: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** Their description for `--help`. */
export const apiHelp = `  --url URL   where insights-action answers (AIOPS_URL, else http://127.0.0.1:8090)
  --json      for programs

Who asks is told by the token in AIOPS_TOKEN, or in the file that AIOPS_TOKEN_FILE names.
Exit code 0: done, 1: it cannot be reached or says no, 2: wrong usage.
`;
