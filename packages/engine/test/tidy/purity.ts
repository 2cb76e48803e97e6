import path from 'node:path';
import type { ParsedModule, SyntaxNode } from './parse-module.ts';
import { importsOf, isNode } from './parse-module.ts';
import type { Violation } from './repository.ts';

const SRC = 'packages/engine/src';

/** What decides and computes: data in, data out. A path that ends with `/` is a whole folder. */
const PURE_PLACES = [
  'model/',
  'draft/',
  'sync/2-diff/diff-record.ts',
  'sync/3-validate/',
  'sync/4-resolve/',
  'sync/5-preview/plan-record.ts',
  'sync/5-preview/assess-safety.ts',
  'sync/5-preview/partition-report.ts',
  'sync/8-verify/confirm-record.ts',
  'sync/decide-record.ts',
  'sync/bind-table.ts',
  'sync/compare-shapes.ts',
  'sync/judge-tables.ts',
  'audit/format/',
  'crypto/',
];

/** Code and types that touch nothing of the world, beside the pure places themselves. */
const PURE_IMPORTS = ['errors/', 'adapters/adapter.ts'];
const PURE_PACKAGES = [
  '@cfworker/json-schema',
  '@noble/ed25519',
  '@noble/hashes/utils.js',
  'canonicalize',
  'node-diff3',
  'node:crypto',
];

const IMPURE_MEMBERS = ['Date.now', 'Math.random', 'performance.now'];
const CHANCE = ['randomUUID', 'getRandomValues', 'randomBytes', 'randomInt', 'randomFill'];
const IMPURE_CALLS = ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask', ...CHANCE];
const IMPURE_METHODS = CHANCE;
const IMPURE_OBJECTS = ['console', 'process'];

/** Whether the file is one of the pure places (path from the root of the repository). */
export function isPure(file: string): boolean {
  return isWithin(file, PURE_PLACES);
}

/** Imports of a pure module that lead out of the pure places; a type is no way out. */
export function impureImports(module: ParsedModule): Violation[] {
  return importsOf(module).flatMap(({ from, line }) => {
    const target = path.posix.join(path.posix.dirname(module.path), from);
    const pure = from.startsWith('.')
      ? isWithin(target, [...PURE_PLACES, ...PURE_IMPORTS])
      : PURE_PACKAGES.includes(from);
    if (pure) return [];
    return [{ rule: 'pure imports', file: module.path, line, what: `imports ${from}` }];
  });
}

/** Uses of clock, chance, network, timers and console in a pure module. */
export function impureUses(module: ParsedModule): Violation[] {
  return module.nodes.flatMap(({ node }) => {
    const what = impureUse(node);
    if (what === null) return [];
    return [{ rule: 'pure code', file: module.path, line: module.lineOf(node.start), what }];
  });
}

function impureUse(node: SyntaxNode): string | null {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date') {
    return Array.isArray(node.arguments) && node.arguments.length > 0 ? null : 'new Date()';
  }
  if (node.type === 'CallExpression') {
    const called = nameOf(node.callee);
    return IMPURE_CALLS.includes(called) ? `${called}()` : null;
  }
  if (node.type !== 'MemberExpression') return null;
  const object = nameOf(node.object);
  const member = nameOf(node.property);
  const name = `${object}.${member}`;
  const impure =
    IMPURE_MEMBERS.includes(name) ||
    IMPURE_METHODS.includes(member) ||
    IMPURE_OBJECTS.includes(object);
  return impure ? name : null;
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.name === 'string' ? node.name : '';
}

function isWithin(file: string, places: readonly string[]): boolean {
  return places.some((place) => {
    const full = `${SRC}/${place}`;
    return place.endsWith('/') ? file.startsWith(full) : file === full;
  });
}
