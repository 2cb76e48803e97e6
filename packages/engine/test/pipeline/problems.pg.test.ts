import { onPostgres } from './on-postgres.ts';
import { registerProblems } from './register-problems.ts';

onPostgres(registerProblems);
