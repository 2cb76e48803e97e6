import { ErrorPanel } from '../parts/error-panel.tsx';
import { PageTitle } from '../parts/page-title.tsx';

interface Props {
  readonly error: unknown;
  readonly reset: () => void;
}

/** Stands in for a page that could not be shown. */
export function BrokenPage({ error, reset }: Props) {
  return (
    <>
      <PageTitle title="This page cannot be shown" />
      <ErrorPanel error={error} retry={reset} />
    </>
  );
}
