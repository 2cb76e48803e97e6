import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { RunKind } from '../model/run.ts';
import type { TablesVerdict } from './judge-tables.ts';

/** The run cannot begin: a table is not what the last accepted run found. Ends the run as a halt, not as a failure. */
export class TableChanged extends ChittySyncError {
  readonly kind: RunKind;
  readonly verdict: TablesVerdict;

  constructor(kind: RunKind, verdict: TablesVerdict) {
    const { halts, planHash } = verdict;
    super('CS_TABLE_CHANGED', halts.map(({ message }) => message).join('\n'), {
      details: { halts, planHash },
    });
    this.kind = kind;
    this.verdict = verdict;
  }
}
