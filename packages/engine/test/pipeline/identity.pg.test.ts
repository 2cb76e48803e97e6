import { onPostgres } from './on-postgres.ts';
import { registerClearedKeys } from './register-cleared-keys.ts';
import { registerCopies } from './register-copies.ts';
import { registerIdentity } from './register-identity.ts';
import { registerLostState } from './register-lost-state.ts';

onPostgres((store) => {
  registerIdentity(store);
  registerClearedKeys(store);
  registerCopies(store);
  registerLostState(store);
});
