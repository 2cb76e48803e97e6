import { describe, expect, it } from 'vitest';
import { toApiError } from './api-error.ts';

describe('toApiError', () => {
  it('takes over the code, the message and the request id of the envelope', async () => {
    const error = { code: 'CS_REGISTRY_BLOCKED', message: 'a run waits', requestId: 'r1' };
    const headers = { 'X-Request-ID': 'r1' };
    const answer = Response.json({ success: false, error }, { status: 409, headers });
    const { code, message, status, requestId } = await toApiError(answer);
    expect({ code, message, status, requestId }).toEqual({ ...error, status: 409 });
  });

  it.each([
    ['a page of something in between', new Response('<html>', { status: 502 })],
    ['another form of error', Response.json({ error: 'no' }, { status: 500 })],
    ['null', Response.json(null, { status: 404 })],
  ])('says so when the answer is %s', async (_, answer) => {
    const { code, status } = await toApiError(answer);
    expect([code, status]).toEqual(['UNEXPECTED_ANSWER', answer.status]);
  });
});
