import { formatPath, type RequestIssue } from './request-issues.ts';

interface Node {
  readonly value: unknown;
  readonly key: PropertyKey;
  readonly parent: Node | null;
}

const FAULTS_MAX = 20;

/**
 * The places of a parsed request whose text no Postgres can store: U+0000, and half of a surrogate pair, which
 * JSON may spell as `\ud800`. Property names count too. Any depth is walked without recursion.
 */
export function unstorableText(request: unknown): RequestIssue[] {
  const issues: RequestIssue[] = [];
  const open: Node[] = [{ value: request, key: '', parent: null }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { value } = node;
    const texts = typeof value === 'string' ? [value] : namesIn(value);
    const message = texts.map(faultOf).find((fault) => fault !== null) ?? null;
    if (message !== null) {
      issues.push({ path: formatPath(pathOf(node)), code: 'CS_INVALID_REQUEST', message });
      if (issues.length === FAULTS_MAX) break;
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      open.push({ value: child, key: Array.isArray(value) ? Number(key) : key, parent: node });
    }
  }
  return issues;
}

function namesIn(value: unknown): string[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.keys(value) : [];
}

function faultOf(text: string): string | null {
  if (text.includes('\u0000')) return 'holds the character U+0000';
  return text.isWellFormed() ? null : 'holds half of a surrogate pair';
}

function pathOf(node: Node): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at = node; at.parent !== null; at = at.parent) path.push(at.key);
  return path.reverse();
}
