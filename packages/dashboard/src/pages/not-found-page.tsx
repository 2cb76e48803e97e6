import { Link } from '@tanstack/react-router';
import { PageTitle } from '../parts/page-title.tsx';

/** An address that is none. */
export function NotFoundPage() {
  return (
    <>
      <PageTitle title="No such page" />
      <p>
        <Link to="/">All registries</Link>
      </p>
    </>
  );
}
