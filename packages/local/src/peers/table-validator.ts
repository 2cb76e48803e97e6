import { Validator } from '@cfworker/json-schema';

/** A fault of a value, as ChittySchema names it. */
export interface SchemaFault {
  readonly field: string;
  readonly message: string;
  readonly code: string;
}

/** All faults of `value` under a JSON Schema 2020-12; empty when it is valid. */
export function faultsOf(schema: object, value: unknown): SchemaFault[] {
  return new Validator(schema, '2020-12', false)
    .validate(value)
    .errors.filter(({ keyword }) => keyword !== 'properties')
    .map(({ keyword, instanceLocation, error }) => {
      const missing = /property "([^"]+)"/.exec(error)?.[1];
      const field = keyword === 'required' && missing ? missing : instanceLocation.slice(2);
      return { field, message: error, code: keyword };
    });
}
