import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { getSession, signOut, subscribeSession } from '../api/session.ts';
import { SignInPage } from '../pages/sign-in-page.tsx';
import { Clock } from './clock.tsx';

/** What stands around every page; without a token it is the sign-in. */
export function Shell() {
  const session = useSyncExternalStore(subscribeSession, getSession);
  const queries = useQueryClient();
  const isSignedIn = session.token !== null;
  useEffect(() => {
    if (!isSignedIn) queries.clear();
  }, [isSignedIn, queries]);
  if (!isSignedIn) return <SignInPage reason={session.ended} />;
  return (
    <Clock>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          ChittySync
        </Link>
        <nav aria-label="Pages">
          <Link to="/" activeOptions={{ exact: true }}>
            Registries
          </Link>
          <Link to="/audit" activeOptions={{ includeSearch: false }}>
            Audit log
          </Link>
        </nav>
        <button type="button" className="small" onClick={() => signOut()}>
          Sign out
        </button>
      </header>
      <Content />
    </Clock>
  );
}

/** The page. It takes the focus when the address changes, so that reading goes on there. */
function Content() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <main id="main" tabIndex={-1} ref={main}>
      <Outlet />
    </main>
  );
}
