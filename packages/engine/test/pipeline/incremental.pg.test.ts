import { onPostgres } from './on-postgres.ts';
import { registerIncremental } from './register-incremental.ts';

onPostgres(registerIncremental);
