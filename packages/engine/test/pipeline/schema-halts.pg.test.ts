import { onPostgres } from './on-postgres.ts';
import { registerSchemaHalts } from './register-schema-halts.ts';

onPostgres(registerSchemaHalts);
