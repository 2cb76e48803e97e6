import path from 'node:path';
import type { ParsedModule, SyntaxNode } from './parse-module.ts';
import { isNode } from './parse-module.ts';
import type { Violation } from './repository.ts';

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|tsx|mjs|css)$/;
const VAGUE = /(^|[-.])(utils?|helpers?|managers?|common|services?)(?=[-.])/;
/** Names that hold a vague word as the term of someone else. */
const VAGUE_ALLOWED = [
  // An emulated service is what the emulator's kernel calls EmulatorService.
  /^create-\w+-service(\.test)?\.ts$/,
  // Google's name of the thing.
  /^service-account-key\.ts$/,
];
const SYSTEMS = ['notion', 'postgres', 'sheets'];

/** Kebab-case, no vague words, no barrels. */
export function nameViolations(file: string): Violation[] {
  const name = path.posix.basename(file);
  const found = (what: string) => [{ rule: 'file names', file, line: 1, what }];
  if (!KEBAB.test(name)) return found('is not in kebab-case');
  if (/^index\.tsx?$/.test(name)) return found('is a barrel');
  const vague = VAGUE.exec(name)?.[2];
  if (vague === undefined || VAGUE_ALLOWED.some((allowed) => allowed.test(name))) return [];
  return found(`has the vague word "${vague}" in its name`);
}

/** `export * from`: what a module offers must be seen in it. */
export function barrelExports(module: ParsedModule): Violation[] {
  return module.nodes
    .filter(({ node }) => node.type === 'ExportAllDeclaration')
    .map(({ node }) => {
      const line = module.lineOf(node.start);
      return { rule: 'no barrels', file: module.path, line, what: 'export *' };
    });
}

/** Comparisons with a system's name: the core asks a capability instead. */
export function systemNameConditions(module: ParsedModule): Violation[] {
  return module.nodes.flatMap(({ node }) => {
    const name = comparedWith(node).find((value) => SYSTEMS.includes(value));
    if (name === undefined) return [];
    const line = module.lineOf(node.start);
    const what = `compares with '${name}'`;
    return [{ rule: "no condition on a system's name", file: module.path, line, what }];
  });
}

/** The texts that a node compares something with. */
function comparedWith(node: SyntaxNode): string[] {
  const isEquality =
    node.type === 'BinaryExpression' && /^[!=]==?$/.test(String(node.operator ?? ''));
  if (isEquality) return [node.left, node.right].flatMap(textOf);
  if (node.type === 'SwitchCase') return textOf(node.test);
  if (node.type !== 'CallExpression' || !isNode(node.callee)) return [];
  const { object, property } = node.callee;
  if (!isNode(object) || !isNode(property) || property.name !== 'includes') return [];
  return object.type === 'ArrayExpression' && Array.isArray(object.elements)
    ? object.elements.flatMap(textOf)
    : [];
}

function textOf(node: unknown): string[] {
  return isNode(node) && typeof node.value === 'string' ? [node.value] : [];
}
