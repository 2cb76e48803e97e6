/** A run that is still going on by itself; a halted one waits for a person. */
export function isLive(status: string | undefined): boolean {
  return status === 'queued' || status === 'running';
}
