import { onPostgres } from './on-postgres.ts';
import { registerDoubts } from './register-doubts.ts';

onPostgres(registerDoubts);
