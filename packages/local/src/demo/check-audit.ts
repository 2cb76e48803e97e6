import type { ApiClient } from './api-client.ts';

interface AuditEntry {
  readonly type: string;
  readonly run: string;
  readonly result?: string;
}

export async function checkAudit(
  api: ApiClient,
  registryId: string,
  print: (line: string) => void,
): Promise<boolean> {
  const entries = await api.list<AuditEntry>(`/audit/entries?registryId=${registryId}`);
  const of = (type: string) => entries.filter((entry) => entry.type === type).length;
  print(
    `  ${entries.length} entries: ${of('write.outcome')} writes, ${of('conflict.decided')} decisions`,
  );
  return entries.length > 0;
}
