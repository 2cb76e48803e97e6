import { onPostgres } from './on-postgres.ts';
import { registerFailures } from './register-failures.ts';

onPostgres(registerFailures);
