import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { ApiRequest, ApiResponse } from './emulator.ts';

/** Reads a request whole and undoes its content encoding. Rejects if the client goes away first. */
export async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: Object.fromEntries(headers),
    rawBody: decode(Buffer.concat(chunks), incoming.headers['content-encoding']),
  };
}

function decode(body: Buffer, encoding: string | undefined): Buffer {
  if (body.length === 0) return body;
  if (encoding === 'gzip') return gunzipSync(body);
  if (encoding === 'deflate') return inflateSync(body);
  if (encoding === 'br') return brotliDecompressSync(body);
  return body;
}

/** Sends a response whole, with its length. */
export function sendResponse(outgoing: ServerResponse, response: ApiResponse): void {
  const { status, headers, body } = response;
  const isText = typeof body === 'string';
  const content = Buffer.from(body === undefined ? '' : isText ? body : JSON.stringify(body));
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const lowerCase = Object.entries(headers ?? {}).map(([k, v]) => [k.toLowerCase(), v] as const);
  outgoing.writeHead(status, {
    ...(body === undefined ? {} : { 'content-type': type }),
    ...Object.fromEntries(lowerCase),
    ...(status === 204 || status === 304 ? {} : { 'content-length': content.length }),
  });
  outgoing.end(status === 204 || status === 304 ? undefined : content);
}
