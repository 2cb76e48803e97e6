/** Stands where something is being read for the first time. */
export function Loading() {
  return (
    <p className="soft" role="status">
      Loading…
    </p>
  );
}
