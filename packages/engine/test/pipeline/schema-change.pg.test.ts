import { onPostgres } from './on-postgres.ts';
import { registerSchemaChange } from './register-schema-change.ts';

onPostgres(registerSchemaChange);
