import { onPostgres } from './on-postgres.ts';
import { registerPermissions } from './register-permissions.ts';

onPostgres(registerPermissions);
