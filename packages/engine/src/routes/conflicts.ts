import {
  getConflict,
  listConflicts,
  resolveConflict,
  type StoredConflict,
} from '../db/conflict-store.ts';
import { getRegistry } from '../db/registry-reader.ts';
import { must } from '../errors/assert.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import { type Cell, parseCell } from '../model/cell.ts';
import { parseRegistrySchema, type RegistrySchema } from '../model/registry-schema.ts';
import type { AppDeps } from './app-deps.ts';
import { auditDecision } from './audit-decision.ts';
import * as contract from './contract/oversight.ts';
import { newRouter } from './new-router.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';
import { wakeCoordinator } from './wake-coordinator.ts';

/** `/conflicts`: what bindings disagree about, and people's decisions. */
export function conflictRoutes(deps: AppDeps) {
  const { database, newId } = deps;
  return newRouter()
    .openapi(contract.listConflicts, async (c) => {
      const { registryId, status, ...page } = c.req.valid('query');
      const tenant = tenantOf(c, database);
      return c.json(await listConflicts(tenant, { registryId, status }, page), 200);
    })
    .openapi(contract.resolveConflict, async (c) => {
      const tenant = tenantOf(c, database);
      const decision = c.req.valid('json');
      const conflict = await getConflict(tenant, c.req.valid('param').id);
      const moved = ![undefined, conflict.candidatesHash].includes(decision.candidatesHash);
      if (moved || conflict.status !== 'open') {
        const message = 'the conflict has moved since it was shown; look again and decide anew';
        throw new ChittySyncError('CS_CONFLICT_MOVED', message, {
          details: { status: conflict.status, candidatesHash: conflict.candidatesHash },
        });
      }
      const value =
        decision.use === undefined
          ? givenValue(conflict, decision.value, await getRegistry(tenant, conflict.registryId))
          : candidateValue(conflict, decision.use);
      const by = c.get('principal').subject;
      const decided = await resolveConflict(tenant, conflict, { value, by }, newId());
      await auditDecision(c, deps, {
        type: 'conflict.resolved',
        registryId: conflict.registryId,
        runId: conflict.runId,
        conflict: { ...conflict, value },
      });
      await wakeCoordinator(c, deps, conflict.registryId);
      return c.json(decided, 202);
    });
}

function candidateValue(conflict: StoredConflict, binding: string): Cell {
  const candidate = conflict.candidates.find((shown) => shown.binding === binding);
  if (candidate === undefined) throw refusal('use', `"${binding}" is not one of the candidates`);
  return candidate.value;
}

function givenValue(
  { field }: StoredConflict,
  value: unknown,
  { schema }: { readonly schema: RegistrySchema },
): Cell {
  const parsed = parseRegistrySchema(schema);
  const specs = must(parsed.ok ? parsed.fields : null, 'a stored registry has a usable schema');
  const spec = specs.find((candidate) => candidate.field === field);
  if (spec === undefined) {
    throw refusal('value', 'this conflict takes no other value; choose a candidate with `use`');
  }
  const cell = parseCell(spec.cellType, value);
  if (!cell.ok) throw refusal('value', cell.message);
  const options = typeof cell.cell === 'string' ? [cell.cell] : cell.cell;
  const foreign =
    spec.options !== undefined &&
    Array.isArray(options) &&
    options.find((option) => !spec.options?.includes(option));
  if (foreign) throw refusal('value', `"${foreign}" is not an option of "${field}"`);
  return cell.cell;
}

function refusal(path: string, message: string): ChittySyncError {
  return invalidRequest([{ path, code: 'CS_INVALID_REQUEST', message }]);
}
