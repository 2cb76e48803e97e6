import { onPostgres } from './on-postgres.ts';
import { registerKeyMoves } from './register-key-moves.ts';

onPostgres(registerKeyMoves);
