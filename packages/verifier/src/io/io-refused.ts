/** A file or address that cannot be read or written; the message names it. */
export class IoRefused extends Error {
  override readonly name = 'IoRefused';

  /** `what` is the file or address, and `cause` what the system said about it. */
  static of(what: string, cause: unknown): IoRefused {
    if (cause instanceof IoRefused) return cause;
    const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    const reason = inner instanceof Error ? inner.message : String(inner);
    const code = inner instanceof Error && 'code' in inner ? String(inner.code) : 'unknown reason';
    return new IoRefused(`${what}: ${reason === '' ? code : reason}`, { cause });
  }
}
