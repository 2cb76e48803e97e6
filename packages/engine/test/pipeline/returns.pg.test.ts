import { onPostgres } from './on-postgres.ts';
import { registerReturns } from './register-returns.ts';

onPostgres(registerReturns);
