import path from 'node:path';
import type { ModuleImport, ParsedModule } from './parse-module.ts';
import { importsOf } from './parse-module.ts';
import type { Violation } from './repository.ts';
import { isTestFile } from './repository.ts';

const ENGINE = 'packages/engine/src';
const ADAPTERS = `${ENGINE}/adapters`;
const SDKS =
  /^(@notionhq\/client|googleapis|google-auth-library|gaxios|@neondatabase\/serverless|pg)(\/|$)/;
/**
 * Where an SDK may be imported: the one client of a system, and what recognises its errors by their class. The
 * state database's own door is `db/database.ts`.
 */
const SDK_PLACES = [/-client\.ts$/, /-errors\.ts$/, new RegExp(`^${ENGINE}/db/database\\.ts$`)];
/** What the verifier may see of the engine. */
const VERIFIER_DOORS = ['@chittyos/engine/audit', '@chittyos/engine/crypto'];

/** All rules about who may import what, for one module. */
export function importViolations(module: ParsedModule): Violation[] {
  return importsOf(module).flatMap((found) => {
    const target = found.from.startsWith('.')
      ? path.posix.join(path.posix.dirname(module.path), found.from)
      : null;
    return RULES.flatMap(({ rule, breaks }) =>
      breaks(module.path, target, found)
        ? [{ rule, file: module.path, line: found.line, what: `imports ${found.from}` }]
        : [],
    );
  });
}

interface ImportRule {
  readonly rule: string;
  /** `target` is the imported file, from the root of the repository; null for a package. */
  breaks(file: string, target: string | null, found: ModuleImport): boolean;
}

const RULES: readonly ImportRule[] = [
  {
    rule: 'adapters are reached through the catalogue',
    breaks: (file, target) =>
      adapterOf(target) !== null &&
      adapterOf(file) === null &&
      file !== `${ADAPTERS}/catalogue.ts` &&
      !isTestFile(file),
  },
  {
    rule: 'adapters do not import each other',
    breaks: (file, target) => {
      const own = adapterOf(file);
      const other = adapterOf(target);
      return own !== null && other !== null && own !== other;
    },
  },
  {
    rule: "customers' Postgres and the state database share nothing",
    breaks: (file, target) =>
      (isIn(file, 'adapters/postgres/') && isIn(target, 'db/')) ||
      (isIn(file, 'db/') && isIn(target, 'adapters/postgres/')),
  },
  {
    rule: 'the pipeline reaches its state through RunStore',
    breaks: (file, target) => isIn(file, 'sync/') && isIn(target, 'db/'),
  },
  {
    rule: 'each SDK is imported by one client',
    breaks: (file, _, { from }) =>
      file.startsWith(`${ENGINE}/`) &&
      !isTestFile(file) &&
      SDKS.test(from) &&
      !SDK_PLACES.some((place) => place.test(file)),
  },
  {
    rule: 'the verifier sees only audit and crypto of the engine',
    breaks: (file, target, { from }) =>
      file.startsWith('packages/verifier/') &&
      ((from.startsWith('@chittyos/') && !VERIFIER_DOORS.includes(from)) ||
        (target !== null && !target.startsWith('packages/verifier/'))),
  },
];

/** The adapter whose folder the file is in. */
function adapterOf(file: string | null): string | null {
  const match = file === null ? null : new RegExp(`^${ADAPTERS}/([^/]+)/`).exec(file);
  return match?.[1] ?? null;
}

function isIn(file: string | null, folder: string): boolean {
  return file?.startsWith(`${ENGINE}/${folder}`) === true;
}
