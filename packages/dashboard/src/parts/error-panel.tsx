import { ApiError } from '../api/api-error.ts';

interface Props {
  readonly error: unknown;
  readonly retry?: () => unknown;
}

/** What went wrong, with the code that the documentation explains. */
export function ErrorPanel({ error, retry }: Props) {
  const known = error instanceof ApiError ? error : null;
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div className="panel bad" role="alert">
      <p>
        <code>{known?.code ?? 'UNEXPECTED'}</code> {message}
      </p>
      {known?.requestId && (
        <p className="small">
          Request <code>{known.requestId}</code>
        </p>
      )}
      {retry && (
        <p>
          <button type="button" className="small" onClick={() => retry()}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
