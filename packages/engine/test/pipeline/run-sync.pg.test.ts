import { onPostgres } from './on-postgres.ts';
import { registerRuns } from './register-runs.ts';

onPostgres(registerRuns);
