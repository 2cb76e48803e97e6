import { verifyEntries } from '@chittyos/verifier';
import type { ApiClient } from './api-client.ts';

/** Verifies the exported audit log as an auditor would: with the verifier's own code and the published key. */
export async function checkAudit(api: ApiClient, print: (line: string) => void): Promise<boolean> {
  const { auditPublicKeyHex } = await api.get<{ auditPublicKeyHex: string }>('/status');
  const exported = await api.text('/audit/export?format=jsonl');
  const lines = exported.split('\n').filter((line) => line !== '');
  const found = await verifyEntries(lines, { publicKeyHex: auditPublicKeyHex });
  print(`  ${found.entries} signed entries, ${found.findingsTotal} findings`);
  for (const { code, message } of found.findings.slice(0, 5)) print(`    ${code}: ${message}`);
  return found.verified && found.entries > 0;
}
