import { infiniteQueryOptions } from '@tanstack/react-query';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

type ReadPage<Item> = (cursor: string | null, signal: AbortSignal) => Promise<Page<Item>>;

/** The options of a list that is read page by page with `nextCursor`. */
export function pageOptions<Item>(queryKey: readonly unknown[], read: ReadPage<Item>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** All items of the pages that were read so far. */
export function itemsOf<Item>(
  data: { readonly pages: readonly Page<Item>[] } | undefined,
): readonly Item[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
