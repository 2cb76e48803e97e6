import { onPostgres } from './on-postgres.ts';
import { registerHalts } from './register-halts.ts';

onPostgres(registerHalts);
