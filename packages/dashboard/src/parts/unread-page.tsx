import { ErrorPanel } from './error-panel.tsx';
import { Loading } from './loading.tsx';
import { PageTitle } from './page-title.tsx';

interface Props {
  /** What the page is about. */
  readonly title: string;
  readonly error: unknown;
  readonly retry: () => unknown;
}

/** A page of which nothing is known yet, or nothing can be. */
export function UnreadPage({ title, error, retry }: Props) {
  return (
    <>
      <PageTitle title={title} />
      {error ? <ErrorPanel error={error} retry={retry} /> : <Loading />}
    </>
  );
}
