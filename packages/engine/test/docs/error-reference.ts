import { httpStatus } from '../../src/errors/http-status.ts';
import { listErrorCodes } from './list-error-codes.ts';

/** The text of `docs/errors.md`. */
export function errorReference(): string {
  const rows = listErrorCodes().map(
    ({ code, comment }) =>
      `| \`${code}\` | ${httpStatus(code)} | ${comment.replaceAll('|', '\\|')} |`,
  );
  return `# Error codes

Written by \`node packages/engine/test/docs/write-error-reference.ts\` from the comments in
\`packages/engine/src/errors/codes.ts\`; a test compares the two, so edit the comments and run it again.

An error of the API is \`{"success": false, "error": {"code", "message", "details"?, "requestId"}}\`. A run that failed
has \`error.code\` and \`error.message\`. Codes are stable; messages are for people and may change. What is refused row
by row (an option that does not exist, a unique clash) is no error but a problem: \`GET /api/v1/problems\`.

| code | HTTP | what happened, and what to do |
| --- | --- | --- |
${rows.join('\n')}
`;
}
