/** What the process answers; scripts rely on the numbers. */
export const EXIT_CODES = {
  verified: 0,
  notVerified: 1,
  usage: 2,
  couldNotRead: 3,
  bug: 4,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
