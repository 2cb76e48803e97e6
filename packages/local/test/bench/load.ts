/** One kind of request that is measured. */
export interface Question {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is asked of one emulator. */
export interface Load {
  readonly emulator: 'notion' | 'google';
  /** Puts in place what is asked about. */
  prepare(base: string): Promise<readonly Question[]>;
}

/** A request that has to succeed; the answer's body. */
export async function send(
  base: string,
  { method, path, headers, body }: Omit<Question, 'name'>,
): Promise<Record<string, unknown>> {
  const answer = await fetch(base + path, { method, headers, body: body ?? null });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}
