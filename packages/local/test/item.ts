/** One item, as any of the three systems shows it: every cell type once. */
export interface Item {
  readonly code: string;
  readonly title: string;
  readonly quantity: number | null;
  readonly price: number | null;
  readonly active: boolean;
  readonly since: string | null;
  /** ISO 8601 in UTC, whole minutes: Notion keeps no seconds. */
  readonly checked: string | null;
  readonly kind: string | null;
  readonly tags: readonly string[];
  readonly site: string | null;
  readonly mail: string | null;
}

/** The options of `kind`. */
export const KINDS = ['tool', 'Ersatzteil', 'プロ'];
/** The options of `tags`. */
export const TAGS = ['new', 'très cher', '🔥'];

/** JSON Schema 2020-12 of an item: all ten cell types. */
export const ITEM_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    code: { type: 'string', minLength: 1 },
    title: { type: 'string' },
    quantity: { type: 'integer' },
    price: { type: 'number' },
    active: { type: 'boolean' },
    since: { type: 'string', format: 'date' },
    checked: { type: 'string', format: 'date-time' },
    kind: { type: 'string', enum: KINDS },
    tags: { type: 'array', items: { type: 'string', enum: TAGS } },
    site: { type: 'string', format: 'uri' },
    mail: { type: 'string', format: 'email' },
  },
  required: ['code'],
};

export const ITEM_FIELDS = Object.keys(ITEM_SCHEMA.properties) as (keyof Item)[];

const EMPTY: Omit<Item, 'code' | 'title'> = {
  ...{ quantity: null, price: null, active: false, since: null, checked: null },
  ...{ kind: null, tags: [], site: null, mail: null },
};

/** An item that is empty but for what is given. */
export const item = (code: string, title: string, rest: Partial<Item> = {}): Item => ({
  ...EMPTY,
  code,
  title,
  ...rest,
});
