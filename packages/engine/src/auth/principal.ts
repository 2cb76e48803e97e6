import { ChittySyncError } from '../errors/chittysync-error.ts';

/** What a call may need; a token carries these or a wildcard of them (`chittysync:*`, `admin:*`). */
export const SCOPES = ['chittysync:read', 'chittysync:write', 'chittysync:decide'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who makes a call. */
export interface Principal {
  readonly kind: 'admin' | 'service' | 'user';
  readonly tenantId: string;
  readonly scopes: readonly string[];
  /** For the audit log: `admin`, `service`, `service:<acting user>`, or the token's subject. */
  readonly subject: string;
}

/** @throws CS_FORBIDDEN naming the scope that is missing */
export function requireScope(principal: Principal, scope: Scope): void {
  const granted = principal.scopes.some((held) =>
    [scope, 'chittysync:*', 'admin:*'].includes(held),
  );
  if (!granted) {
    throw new ChittySyncError('CS_FORBIDDEN', `the token lacks the scope ${scope}`, {
      details: { scope },
    });
  }
}
