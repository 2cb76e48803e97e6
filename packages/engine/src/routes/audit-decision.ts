import type { Context } from 'hono';
import { appendEntries } from '../audit/append-entries.ts';
import { decisionEntry, type PersonsDecision } from '../audit/decision-entry.ts';
import { auditLogOf } from '../db/audit-store.ts';
import type { AppDeps } from './app-deps.ts';
import type { AppEnv } from './app-env.ts';
import { tenantOf } from './tenant-of.ts';

/** Puts a person's decision, just taken, into the signed log under the caller's name. @throws CS_AUDIT_UNAVAILABLE */
export async function auditDecision(
  c: Context<AppEnv>,
  { database, newId, now, signer }: AppDeps,
  decision: Omit<PersonsDecision, 'id' | 'tenantId' | 'actor' | 'at'>,
): Promise<void> {
  const tenant = tenantOf(c, database);
  const { tenantId, subject: actor } = c.get('principal');
  const entry = decisionEntry({ ...decision, id: newId(), tenantId, actor, at: now() });
  await appendEntries(auditLogOf(tenant), signer, [entry]);
}
