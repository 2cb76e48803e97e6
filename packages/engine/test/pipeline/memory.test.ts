import type { WorldStore } from '../world/registry-world.ts';
import { registerClearedKeys } from './register-cleared-keys.ts';
import { registerConflicts } from './register-conflicts.ts';
import { registerCopies } from './register-copies.ts';
import { registerCrashes } from './register-crashes.ts';
import { registerFailures } from './register-failures.ts';
import { registerHalts } from './register-halts.ts';
import { registerIdentity } from './register-identity.ts';
import { registerLostState } from './register-lost-state.ts';
import { registerPermissions } from './register-permissions.ts';
import { registerProblems } from './register-problems.ts';
import { registerRuns } from './register-runs.ts';

const memory = (): WorldStore => ({ memory: true });

registerRuns(memory);
registerConflicts(memory);
registerProblems(memory);
registerPermissions(memory);
registerHalts(memory);
registerIdentity(memory);
registerClearedKeys(memory);
registerCopies(memory);
registerLostState(memory);
registerFailures(memory);
registerCrashes(memory);
