import type { WorldStore } from '../world/registry-world.ts';
import { registerConflicts } from './register-conflicts.ts';
import { registerCrashes } from './register-crashes.ts';
import { registerFailures } from './register-failures.ts';
import { registerHalts } from './register-halts.ts';
import { registerPermissions } from './register-permissions.ts';
import { registerProblems } from './register-problems.ts';
import { registerRuns } from './register-runs.ts';
import { registerSchemaChange } from './register-schema-change.ts';
import { registerSchemaCrashes } from './register-schema-crashes.ts';
import { registerSchemaHalts } from './register-schema-halts.ts';

const memory = (): WorldStore => ({ memory: true });

registerRuns(memory);
registerConflicts(memory);
registerProblems(memory);
registerPermissions(memory);
registerHalts(memory);
registerFailures(memory);
registerCrashes(memory);
registerSchemaChange(memory);
registerSchemaCrashes(memory);
registerSchemaHalts(memory);
