interface Query {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Reads the next page of a list, while there is one. */
export function MoreButton({ query, of }: { readonly query: Query; readonly of: string }) {
  if (!query.hasNextPage) return null;
  return (
    <p>
      <button
        type="button"
        disabled={query.isFetchingNextPage}
        onClick={() => query.fetchNextPage()}
      >
        {query.isFetchingNextPage ? 'Loading…' : `Show more ${of}`}
      </button>
    </p>
  );
}
