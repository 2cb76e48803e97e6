import { parseNotionId } from './table-ref.ts';

/** Which page has which key. A page that is known to have none is known too, and so is one that went away since. */
export class RelatedKeys {
  private readonly byPage = new Map<string, string | null>();
  private readonly byKey = new Map<string, Set<string>>();
  private readonly gone = new Set<string>();

  /** The key of a page; undefined for a page that is not known. */
  keyOf(pageId: string): string | null | undefined {
    return this.byPage.get(canonical(pageId));
  }

  pagesWith(key: string): readonly string[] {
    return [...(this.byKey.get(key) ?? [])].filter((id) => !this.gone.has(id));
  }

  /** Whether the row with a key went away. */
  isGone(key: string): boolean {
    return this.byKey.has(key) && this.pagesWith(key).length === 0;
  }

  forget(pageId: string): void {
    this.gone.add(canonical(pageId));
  }

  learn(pageId: string, key: string | null): void {
    const id = canonical(pageId);
    const before = this.byPage.get(id);
    this.gone.delete(id);
    if (before !== undefined && before !== null) this.byKey.get(before)?.delete(id);
    this.byPage.set(id, key);
    if (key === null) return;
    const pages = this.byKey.get(key);
    if (pages === undefined) this.byKey.set(key, new Set([id]));
    else pages.add(id);
  }
}

function canonical(pageId: string): string {
  return parseNotionId(pageId) ?? pageId;
}
