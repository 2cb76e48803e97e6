import { onPostgres } from './on-postgres.ts';
import { registerLog } from './register-log.ts';

onPostgres(registerLog);
