import { onPostgres } from './on-postgres.ts';
import { registerUndo } from './register-undo.ts';

onPostgres(registerUndo);
