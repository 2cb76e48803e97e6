import { ERROR_CODES, type ErrorCode } from '../../src/errors/codes.ts';
import { readFile } from '../tidy/repository.ts';

/** A code with its doc comment as one line of text; empty where there is none. */
export interface DocumentedCode {
  readonly code: ErrorCode;
  readonly comment: string;
}

/** All error codes in the order of `codes.ts`, each with the comment that stands before it. */
export function listErrorCodes(): DocumentedCode[] {
  const { text } = readFile('packages/engine/src/errors/codes.ts');
  const comments = new Map<string, string>();
  const documented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*'(CS_[A-Z_]+)'/g;
  for (const [, comment = '', code = ''] of text.matchAll(documented)) {
    comments.set(code, comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim());
  }
  return ERROR_CODES.map((code) => ({ code, comment: comments.get(code) ?? '' }));
}
