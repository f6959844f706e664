/** What a command needs of the process it runs in. */
export interface Terminal {
  /** Absolute path; relative paths of the user start here. */
  readonly folder: string
  /** Colors and code frames are welcome. */
  readonly pretty: boolean
  out(text: string): void
  error(text: string): void
}

/** What the process ends with. */
export const ExitCode = {
  ok: 0,
  /** The user's code has errors. */
  findings: 1,
  /** There was nothing to look at: a wrong option, an unreadable tsconfig. */
  unusable: 2
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
