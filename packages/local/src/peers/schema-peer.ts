import type { EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { health, json, type Peer, type PeerRequest } from './peer.ts';
import { faultsOf } from './table-validator.ts';

/**
 * ChittySchema as far as ChittySync calls it: validation of rows of known tables. 400 means that the data is
 * invalid; an unknown table is 404. Tables come from `PUT /__emulator/objects` as `{table, schema}`.
 */
export function createSchemaPeer(clock: EmulatorClock, store: EmulatorStore): Peer {
  const tables = store.collection<{ table: string; schema: object }>('schema.tables');

  const read = ({ body }: PeerRequest) => {
    const missing = ['table', 'data'].find((name) => body?.[name] === undefined);
    if (body === undefined || missing !== undefined) {
      const errors = [`Missing required field: ${missing ?? 'table'}`];
      return { answer: json(400, { valid: false, errors }) };
    }
    const table = String(body.table);
    const found = tables.get(table);
    const operation = body.operation ?? 'insert';
    if (found !== undefined) return { schema: found.schema, table, operation, data: body.data };
    return { table };
  };
  const unknown = (table: string) => ({
    valid: false,
    errors: [`Schema not found for table: ${table}`],
  });

  return {
    routes: {
      'GET /health': () => health('chittyschema', clock.now()),
      'GET /api/health': () => health('chittyschema', clock.now()),
      'GET /api/tables': () => {
        const list = [...tables.values()].map(({ table }) => ({ name: table, database: 'local' }));
        return json(200, { success: true, count: list.length, tables: list });
      },
      'POST /api/validate': (request) => {
        const input = read(request);
        if (input.answer !== undefined) return input.answer;
        const { table, operation, data, schema } = input;
        if (schema === undefined) {
          const availableTables = [...tables.values()].map((known) => known.table);
          return json(404, { ...unknown(table), availableTables });
        }
        const errors = faultsOf(schema, data);
        if (errors.length > 0) return json(400, { valid: false, errors, table, operation });
        return json(200, { valid: true, data, table, operation });
      },
      'POST /api/validate/bulk': (request) => {
        const input = read(request);
        if (input.answer !== undefined) return input.answer;
        const { table, operation, data, schema } = input;
        if (schema === undefined) return json(404, unknown(table));
        if (!Array.isArray(data)) {
          return json(400, { valid: false, errors: ['data must be an array'] });
        }
        return json(200, { ...bulk(schema, data), table, operation });
      },
    },
    notFound: (path) => json(404, { error: 'Not Found', message: `no route ${path}` }),
    afterReset: () => undefined,
    putObject(object) {
      const { table, schema } = object;
      if (typeof table !== 'string' || typeof schema !== 'object' || schema === null) return false;
      tables.set(table, { table, schema });
      return true;
    },
  };
}

function bulk(schema: object, rows: readonly unknown[]) {
  const results = rows.map((row, index) => {
    const errors = faultsOf(schema, row).map(({ field, message }) => ({ field, message }));
    const valid = errors.length === 0;
    return { index, valid, data: valid ? row : null, errors };
  });
  const validRecords = results.filter(({ valid }) => valid).length;
  return {
    valid: validRecords === rows.length,
    totalRecords: rows.length,
    validRecords,
    invalidRecords: rows.length - validRecords,
    results,
  };
}
