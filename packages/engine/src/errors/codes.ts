/**
 * Every error code of ChittySync. The comment of a code is its documentation: what happened, and what to do.
 * A code is stable once released; its HTTP status is in `http-status.ts`.
 */
export const ERROR_CODES = [
  /** The body is not JSON. Send one JSON object with `Content-Type: application/json`. */
  'CS_MALFORMED_JSON',
  /** The body is larger than 1 MiB. Nothing was read from it. */
  'CS_BODY_TOO_LARGE',
  /** A value of the request does not fit the contract, or a field is unknown; `details.issues` names each place. */
  'CS_INVALID_REQUEST',
  /** No bearer token, or one that is not accepted. */
  'CS_UNAUTHORIZED',
  /** The token is good, but does not allow this call. */
  'CS_FORBIDDEN',
  /** No such route. `/openapi.json` lists all. */
  'CS_ROUTE_NOT_FOUND',
  /** No connection, registry, run, conflict or problem of that id belongs to this tenant. */
  'CS_NOT_FOUND',
  /** The request contradicts the present state; `message` says which. */
  'CS_STATE_CONFLICT',
  /** The same Idempotency-Key came with another request body. */
  'CS_IDEMPOTENCY_MISMATCH',
  /** A run of this registry is halted and waits for a person; decide it first. Previews stay possible. */
  'CS_REGISTRY_BLOCKED',
  /** The plan hash is not the one that waits for approval, or it was spent already. */
  'CS_PLAN_HASH_MISMATCH',
  /** A candidate of the conflict has moved since it was shown; look again and decide anew. */
  'CS_CONFLICT_MOVED',
  /** The credential cannot be used for this system, or has a malformed part. */
  'CS_CREDENTIAL_INVALID',
  /** The system refused the credential (revoked, expired, wrong account). Check the connection. */
  'CS_CREDENTIAL_REFUSED',
  /** The system says that the credential may not do this; grant the right there. */
  'CS_ACCESS_DENIED',
  /** The table does not exist, or is not shared with the credential. */
  'CS_TABLE_NOT_FOUND',
  /** A mapped column does not exist in the table; `details.column` names it. */
  'CS_COLUMN_MISSING',
  /** Two columns of the table have the same header; headers must be unique to be mapped. */
  'CS_HEADER_DUPLICATE',
  /** The header row of the sheet is missing or was moved. */
  'CS_HEADER_MISSING',
  /** A table is no longer what the last accepted run found; the run is halted, and its `halts` list every change. */
  'CS_TABLE_CHANGED',
  /** The registry has no key, or a key field is not mapped in each binding. */
  'CS_KEY_MISSING',
  /** A column cannot hold the field's cell type in this system; `details` names both. */
  'CS_TYPE_UNSUPPORTED',
  /** The JSON Schema of the registry cannot be used; `details.issues` names the places. */
  'CS_SCHEMA_INVALID',
  /** A table could not be read to its end; nothing was concluded from the part that was read. */
  'CS_FETCH_INCOMPLETE',
  /** The system answered that its quota is used up; the step is repeated later. */
  'CS_RATE_LIMITED',
  /** The system could not be reached or answered with a server error. */
  'CS_SYSTEM_UNAVAILABLE',
  /** The system answered in a form that its documentation does not have. */
  'CS_SYSTEM_UNEXPECTED',
  /** Another run took over this registry; this one may not write any more. */
  'CS_FENCED',
  /** The audit log cannot be written; nothing is applied without it. */
  'CS_AUDIT_UNAVAILABLE',
  /** The state database cannot be reached or refused a statement. */
  'CS_DATABASE_UNAVAILABLE',
  /** A ChittyOS service (ChittySchema, ChittyLedger) cannot be reached or answered with an error. */
  'CS_PEER_UNAVAILABLE',
  /** A variable of the environment is missing or malformed; the message names them all, without values. */
  'CS_CONFIGURATION_INVALID',
  /** A bug of ChittySync. The request id finds the log line. */
  'CS_INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
