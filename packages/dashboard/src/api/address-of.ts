/** Below which the API is, on the origin that serves the dashboard. */
export const API_ROOT = '/api/v1';

type Values = Readonly<Record<string, unknown>>;

/** The address of a call; query values that are absent or empty are left out. */
export function addressOf(path: string, params: Values, query: Values): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return `${API_ROOT}${filled}${search.size === 0 ? '' : `?${search}`}`;
}
