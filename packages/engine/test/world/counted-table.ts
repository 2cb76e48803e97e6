import type { SystemDefinition } from '../../src/adapters/adapter.ts';
import type { TableRef } from '../../src/model/system.ts';

/** Requests by kind: the method and route of an API, what a statement does in a database. */
export type RequestCounts = Readonly<Record<string, number>>;

/** An empty table `code, name, status, amount` behind a real adapter, where somebody else counts the requests. */
export interface CountedTable {
  /** Opens the adapter on that system, whatever the credential. */
  readonly definition: SystemDefinition;
  readonly table: TableRef;
  /** The system's own clock, where it has one, shows this time. */
  setTime(now: Date): Promise<void>;
  /** Requests since the last call. */
  takeRequests(): Promise<RequestCounts>;
  /** People remove some of the rows, there. */
  removeRows(count: number): Promise<void>;
  close(): Promise<void>;
}
