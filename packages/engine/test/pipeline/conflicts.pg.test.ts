import { onPostgres } from './on-postgres.ts';
import { registerConflicts } from './register-conflicts.ts';

onPostgres(registerConflicts);
