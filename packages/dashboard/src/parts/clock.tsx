import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const TICK_MS = 1_000;
const Now = createContext(Date.now());

/** Gives all relative times below it the same present. */
export function Clock({ children }: { readonly children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <Now value={now}>{children}</Now>;
}

/** The present in milliseconds, to the second. */
export function useNow(): number {
  return use(Now);
}
