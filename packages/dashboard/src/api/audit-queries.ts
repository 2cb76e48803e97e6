import type { AuditFilter } from '../format/audit-filter.ts';
import { addressOf } from './address-of.ts';
import { api } from './api.ts';
import type { AuditEntry } from './contract.ts';
import { send } from './endpoint.ts';
import { pageOptions } from './page-options.ts';

const ENTRIES_PER_PAGE = 100;

export function auditQuery(filter: AuditFilter) {
  return pageOptions<AuditEntry>(['audit', filter], (cursor, signal) =>
    api.listAuditEntries({ query: { ...filter, limit: ENTRIES_PER_PAGE, cursor } }, signal),
  );
}

/** The entries of a filter as a file. @throws ApiError */
export async function exportAudit(filter: AuditFilter, format: 'csv' | 'jsonl'): Promise<Blob> {
  const response = await send(addressOf('/audit/export', {}, { ...filter, format }), {});
  return response.blob();
}
