import type { listAuditEntries } from '../../../engine/src/routes/contract/audit.ts';
import type {
  getRegistryHealth,
  listConflicts,
  listProblems,
  resolveConflict,
} from '../../../engine/src/routes/contract/oversight.ts';
import type {
  activateRegistry,
  getRegistry,
  listRegistries,
  pauseRegistry,
} from '../../../engine/src/routes/contract/registry.ts';
import type {
  approveRun,
  createRun,
  getPlan,
  getRun,
  listRuns,
  rejectRun,
  restoreRegistry,
  undoRun,
} from '../../../engine/src/routes/contract/run.ts';
import { endpoint } from './endpoint.ts';

/** The routes that the dashboard calls; the compiler holds method and path against the contract. */
export const api = {
  listRegistries: endpoint<typeof listRegistries>('get', '/registries'),
  getRegistry: endpoint<typeof getRegistry>('get', '/registries/{id}'),
  getHealth: endpoint<typeof getRegistryHealth>('get', '/registries/{id}/health'),
  activateRegistry: endpoint<typeof activateRegistry>('post', '/registries/{id}/activate'),
  pauseRegistry: endpoint<typeof pauseRegistry>('post', '/registries/{id}/pause'),
  listRuns: endpoint<typeof listRuns>('get', '/registries/{id}/runs'),
  createRun: endpoint<typeof createRun>('post', '/registries/{id}/runs'),
  getRun: endpoint<typeof getRun>('get', '/runs/{id}'),
  getPlan: endpoint<typeof getPlan>('get', '/runs/{id}/plan'),
  approveRun: endpoint<typeof approveRun>('post', '/runs/{id}/approve'),
  rejectRun: endpoint<typeof rejectRun>('post', '/runs/{id}/reject'),
  undoRun: endpoint<typeof undoRun>('post', '/runs/{id}/undo'),
  restoreRegistry: endpoint<typeof restoreRegistry>('post', '/registries/{id}/restore'),
  listConflicts: endpoint<typeof listConflicts>('get', '/conflicts'),
  resolveConflict: endpoint<typeof resolveConflict>('post', '/conflicts/{id}/resolve'),
  listProblems: endpoint<typeof listProblems>('get', '/problems'),
  listAuditEntries: endpoint<typeof listAuditEntries>('get', '/audit/entries'),
};
