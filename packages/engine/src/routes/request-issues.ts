import type { ZodError } from 'zod';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** One fault of a request: where (`bindings[1].fields.name`), which kind, and what is wrong with it. */
export interface RequestIssue {
  readonly path: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Names a place in a JSON body: `a.b[0]["odd name"]`; empty for the whole body. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\w-]+$/.test(String(part))) text += `${text === '' ? '' : '.'}${String(part)}`;
    else text += `[${JSON.stringify(String(part))}]`;
  }
  return text;
}

/** The faults that a parser found; an unknown field is named by its own path. */
export function issuesOf(error: ZodError): RequestIssue[] {
  return error.issues.flatMap((issue): RequestIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: formatPath([...issue.path, key]),
        code: 'CS_INVALID_REQUEST',
        message: 'there is no such field',
      }));
    }
    return [{ path: formatPath(issue.path), code: 'CS_INVALID_REQUEST', message: issue.message }];
  });
}

/** One error for all faults; its code is theirs if they agree, else CS_INVALID_REQUEST. */
export function invalidRequest(issues: readonly RequestIssue[]): ChittySyncError {
  const codes = new Set(issues.map((issue) => issue.code));
  const [code = 'CS_INVALID_REQUEST'] = codes.size === 1 ? codes : [];
  const list = issues
    .slice(0, 3)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
  const more = issues.length > 3 ? ` (and ${issues.length - 3} more)` : '';
  return new ChittySyncError(code, `the request cannot be accepted: ${list}${more}`, {
    details: { issues },
  });
}
