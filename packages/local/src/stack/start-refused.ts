/** The stack cannot start as asked, and the user can change that: the message says how. Exit code 2. */
export class StartRefused extends Error {}
