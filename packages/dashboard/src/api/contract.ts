import type { AuditEntry as WrittenEntry } from '../../../engine/src/audit/format/audit-entry.ts';
import type { listAuditEntries } from '../../../engine/src/routes/contract/audit.ts';
import type {
  getRegistryHealth,
  listConflicts,
  listProblems,
} from '../../../engine/src/routes/contract/oversight.ts';
import type { getRegistry } from '../../../engine/src/routes/contract/registry.ts';
import type { getPlan, getRun } from '../../../engine/src/routes/contract/run.ts';

/** A route of the engine's contract, as far as its types tell what goes in and what comes out. */
export interface Contract {
  readonly method: string;
  readonly path: string;
  readonly responses: object;
}

/** What a call of the route has to bring. */
export type Request<R> = ParamsOf<R> & QueryOf<R> & BodyOf<R>;

/** The JSON that the route answers when all is well. */
export type Answer<R extends Contract> = {
  [Status in keyof R['responses']]: JsonOf<R['responses'][Status]>;
}[keyof R['responses']];

export type Cell = string | boolean | readonly string[] | null;
export type Registry = Answer<typeof getRegistry>;
export type Binding = Registry['bindings'][number];
export type RegistryHealth = Answer<typeof getRegistryHealth>;
export type Run = Answer<typeof getRun>;
export type RunStatus = Run['status'];
export type StepReport = Run['steps'][number];
export type PlanItem = Answer<typeof getPlan>['items'][number];
export type Conflict = Answer<typeof listConflicts>['items'][number];
export type Problem = Answer<typeof listProblems>['items'][number];

/** An entry of the log; only its place, id and signature are certain, whatever its version. */
export type AuditEntry = Answer<typeof listAuditEntries>['items'][number] & Partial<WrittenEntry>;

type In<S> = S extends { readonly _zod: { readonly input: infer Input } } ? Input : never;
type Out<S> = S extends { readonly _zod: { readonly output: infer Output } } ? Output : never;

interface Json<S> {
  readonly content: { readonly 'application/json': { readonly schema: S } };
}
type JsonOf<T> = T extends Json<infer S> ? Out<S> : never;

type ParamsOf<R> = R extends { readonly request: { readonly params: infer S } }
  ? { readonly params: In<S> }
  : unknown;
type QueryOf<R> = R extends { readonly request: { readonly query: infer S } }
  ? { readonly query?: In<S> }
  : unknown;
type BodyOf<R> = R extends { readonly request: { readonly body: Json<infer S> } }
  ? { readonly json: In<S> }
  : unknown;
