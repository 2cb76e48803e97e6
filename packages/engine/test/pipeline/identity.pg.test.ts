import { onPostgres } from './on-postgres.ts';
import { registerIdentity } from './register-identity.ts';

onPostgres(registerIdentity);
