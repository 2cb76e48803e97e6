import { onPostgres } from './on-postgres.ts';
import { registerCrashes } from './register-crashes.ts';

onPostgres(registerCrashes);
