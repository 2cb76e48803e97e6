const STORED_AS = 'chittysync.token';
const IN_ADDRESS = /^#token=(.+)$/;

/** Who is signed in, in this tab only. `ended` says why someone no longer is. */
export interface Session {
  readonly token: string | null;
  readonly ended: string | null;
}

const listeners = new Set<() => void>();
let session: Session = { token: sessionStorage.getItem(STORED_AS), ended: null };

/** For `useSyncExternalStore`. */
export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function getSession(): Session {
  return session;
}

export function signIn(token: string): void {
  sessionStorage.setItem(STORED_AS, token);
  change({ token, ended: null });
}

/** Forgets the token. */
export function signOut(reason: string | null = null): void {
  sessionStorage.removeItem(STORED_AS);
  change({ token: null, ended: reason });
}

/** Takes over a token from `#token=…` and removes it from the address bar and the history entry. */
export function takeTokenFromAddress(): void {
  const token = IN_ADDRESS.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(history.state, '', location.pathname + location.search);
  signIn(decodeToken(token));
}

function decodeToken(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray per cent sign: the text is the token itself.
    return text;
  }
}

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}
