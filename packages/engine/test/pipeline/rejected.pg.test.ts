import { onPostgres } from './on-postgres.ts';
import { registerRejected } from './register-rejected.ts';

onPostgres(registerRejected);
