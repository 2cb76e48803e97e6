import { parseAst } from 'vitest/node';
import type { RepositoryFile } from './repository.ts';

/** A node of the syntax tree (ESTree with TypeScript): its members depend on `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** A module's syntax tree, and where in the text a place of it is. */
export interface ParsedModule {
  readonly path: string;
  /** Every node with its ancestors, nearest first. */
  readonly nodes: readonly { readonly node: SyntaxNode; readonly above: readonly SyntaxNode[] }[];
  /** Line of an offset, from 1. */
  lineOf(offset: number): number;
}

/** Parses TypeScript or JavaScript. TypeScript 7 has no parser for JavaScript programs to call; vite's has one. */
export function parseModule({ path, text }: RepositoryFile): ParsedModule {
  const lang = path.endsWith('.tsx') ? 'tsx' : path.endsWith('.ts') ? 'ts' : 'js';
  const program = parseAst(text, { lang, astType: 'ts' }, path) as unknown as SyntaxNode;
  const nodes: { node: SyntaxNode; above: readonly SyntaxNode[] }[] = [];
  collect(program, [], nodes);
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    path,
    nodes,
    lineOf: (offset) => starts.findLastIndex((start) => start <= offset) + 1,
  };
}

function collect(
  node: SyntaxNode,
  above: readonly SyntaxNode[],
  into: { node: SyntaxNode; above: readonly SyntaxNode[] }[],
): void {
  into.push({ node, above });
  const inside = [node, ...above];
  for (const member of Object.values(node)) {
    for (const child of Array.isArray(member) ? member : [member]) {
      if (isNode(child)) collect(child, inside, into);
    }
  }
}

/** A member of a node that is a node itself. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** What a module imports or re-exports, and whether only types of it. */
export interface ModuleImport {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

/** All imports of a module, `import()` included. */
export function importsOf(module: ParsedModule): ModuleImport[] {
  return module.nodes.flatMap(({ node }) => {
    const source = node.source;
    if (!isNode(source) || typeof source.value !== 'string') return [];
    const kinds = ['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'];
    if (![...kinds, 'ImportExpression'].includes(node.type)) return [];
    const parts = Array.isArray(node.specifiers) ? node.specifiers : [];
    const each = parts.map((part) => part.importKind === 'type' || part.exportKind === 'type');
    const typeOnly =
      node.importKind === 'type' ||
      node.exportKind === 'type' ||
      (each.length > 0 && each.every(Boolean));
    return [{ from: source.value, typeOnly, line: module.lineOf(node.start) }];
  });
}
