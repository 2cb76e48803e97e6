import type { Item } from './item.ts';

/** What every system has to hold, as the edits of a story go on. The tags of an item have no order. */
export class ExpectedItems {
  private readonly items = new Map<string, Item>();

  constructor(items: readonly Item[]) {
    this.add(...items);
  }

  add(...items: readonly Item[]): void {
    for (const item of items) this.items.set(item.code, { ...item, tags: item.tags.toSorted() });
  }

  edit(code: string, change: Partial<Item>): void {
    const before = this.items.get(code);
    if (before === undefined) throw new Error(`no item ${code}`);
    this.add({ ...before, ...change });
  }

  delete(code: string): void {
    this.items.delete(code);
  }

  codes(): string[] {
    return [...this.items.keys()].sort();
  }

  byCode(): Readonly<Record<string, Item>> {
    return Object.fromEntries(this.items);
  }
}
