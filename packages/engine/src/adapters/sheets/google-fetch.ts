import type { AdapterEnvironment } from '../adapter.ts';

/** Google's libraries have the URL of the token endpoint built in. */
const TOKEN_HOSTS: ReadonlySet<string> = new Set(['oauth2.googleapis.com', 'www.googleapis.com']);

/**
 * The environment's fetch in the form that Google's libraries call it. With a base URL of our own
 * the token endpoint is there too. Only the parts of a request that fetch knows are passed on.
 */
export function createGoogleFetch(environment: AdapterEnvironment): typeof fetch {
  const { fetch, baseUrls } = environment;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const target =
      baseUrls.google !== undefined && TOKEN_HOSTS.has(url.hostname)
        ? new URL(`${url.pathname}${url.search}`, baseUrls.google)
        : url;
    const { method, headers, body, signal } = init ?? {};
    return fetch(target.href, {
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  };
}
