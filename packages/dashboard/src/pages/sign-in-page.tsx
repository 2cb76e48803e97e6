import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { isAccepted } from '../api/endpoint.ts';
import { signIn } from '../api/session.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PageTitle } from '../parts/page-title.tsx';

/** Takes the token and looks whether the API accepts it. */
export function SignInPage({ reason }: { readonly reason: string | null }) {
  const [token, setToken] = useState('');
  const check = useMutation({
    mutationFn: isAccepted,
    onSuccess: (accepted, checked) => {
      if (accepted) signIn(checked);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate(token.trim());
  };
  return (
    <main className="sign-in">
      <PageTitle title="Sign in to ChittySync" />
      {reason !== null && check.isIdle && <p className="panel attention">{reason}</p>}
      <form className="form" onSubmit={submit}>
        <label>
          Token
          <input
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            aria-describedby="token-hint"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <p id="token-hint" className="soft small">
          The local stack prints the admin token when it is ready, and keeps it in{' '}
          <code>.chittysync/stack.json</code>. It stays in this tab only.
        </p>
        {check.data === false && (
          <p className="panel bad" role="alert">
            The token is not accepted.
          </p>
        )}
        {check.error && <ErrorPanel error={check.error} />}
        <div className="actions">
          <button type="submit" className="primary" disabled={check.isPending}>
            {check.isPending ? 'Signing in…' : 'Sign in'}
          </button>
        </div>
      </form>
    </main>
  );
}
