import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** Scrolls to the part of the page that the address names, once what stands above it has been read. */
export function useHashTarget(id: string, isRead: boolean): void {
  const { hash } = useLocation();
  const reached = useRef(false);
  useEffect(() => {
    if (!isRead || reached.current || hash !== id) return;
    reached.current = true;
    document.getElementById(id)?.scrollIntoView();
  }, [hash, id, isRead]);
}
