import type { RecordView } from '../model/record-view.ts';
import type { FieldSpec, RegistrySchema } from '../model/registry-schema.ts';
import type { ChittySchema } from '../peers/chitty-schema.ts';
import type { PeerViolation, PeerViolations } from './3-validate/peer-violations.ts';
import { toInstance } from './3-validate/schema-validator.ts';

/** The canonical table that a registry's records belong to, if its schema names one. */
export function chittyTableOf(schema: RegistrySchema): string | null {
  const table = schema['x-chitty-table'];
  return typeof table === 'string' && table !== '' ? table : null;
}

/** Asks ChittySchema about every row as it is shown, over what the base holds. One call for a partition. */
export async function askChittySchema(
  chittySchema: ChittySchema,
  table: string,
  views: readonly RecordView[],
  specs: readonly FieldSpec[],
): Promise<PeerViolations> {
  const asked = views.flatMap((view) =>
    view.rows.flatMap(({ binding, observed }) =>
      observed === null
        ? []
        : [{ view, binding, cells: { ...view.base?.cells, ...observed.cells } }],
    ),
  );
  const found = new Map<string, Map<string, readonly PeerViolation[]>>();
  if (asked.length === 0) return found;
  const answers = await chittySchema.validate(
    table,
    asked.map(({ cells }) => toInstance(specs, cells)),
  );
  asked.forEach(({ view, binding }, i) => {
    const violations = answers[i] ?? [];
    if (violations.length === 0) return;
    const ofRecord = found.get(view.recordId) ?? new Map();
    found.set(view.recordId, ofRecord.set(binding, violations));
  });
  return found;
}
