import { isObject, type Refusal, refuse } from './property-value.ts';

type Json = Readonly<Record<string, unknown>>;

/** Text of one formatting and link. */
export interface TextSpan {
  readonly kind: 'text';
  readonly text: string;
  readonly annotations: Json;
  readonly link: Json | null;
}

/** A mention or an equation: what it shows, and the item that a request gives back to keep it. */
export interface AtomSpan {
  readonly kind: 'atom';
  readonly text: string;
  readonly item: Json;
}

export type Span = TextSpan | AtomSpan;

export type ReadSpans = { readonly ok: true; readonly spans: readonly Span[] } | Refusal;

const ANNOTATIONS = ['bold', 'italic', 'strikethrough', 'underline', 'code', 'color'] as const;

/** Reads the items of a title or rich text; refuses one that a request cannot give back as it is. */
export function readSpans(items: readonly unknown[]): ReadSpans {
  const spans: Span[] = [];
  for (const item of items) {
    const span = isObject(item) ? spanOf(item) : null;
    if (span === null) {
      const mention = isObject(item) && isObject(item.mention) ? item.mention : {};
      const kind = typeof mention.type === 'string' ? `a mention of ${mention.type}` : 'a part';
      return refuse('FORMAT_KEPT', `the text holds ${kind} that a write would lose`);
    }
    spans.push(span);
  }
  return { ok: true, spans };
}

function spanOf(item: Json): Span | null {
  const text = plainText(item);
  if (text === null) return null;
  const annotations = annotationsOf(item.annotations);
  if (isObject(item.mention)) {
    const mention = writtenMention(item.mention);
    return mention === null
      ? null
      : { kind: 'atom', text, item: { type: 'mention', mention, annotations } };
  }
  if (isObject(item.equation)) {
    const { expression } = item.equation;
    return {
      kind: 'atom',
      text,
      item: { type: 'equation', equation: { expression }, annotations },
    };
  }
  if (!isObject(item.text)) return null;
  return {
    kind: 'text',
    text,
    annotations,
    link: isObject(item.text.link) ? item.text.link : null,
  };
}

/** What an item shows, or null for one of no known form. */
export function plainText(item: unknown): string | null {
  if (!isObject(item)) return null;
  if (typeof item.plain_text === 'string') return item.plain_text;
  const { text } = item;
  return isObject(text) && typeof text.content === 'string' ? text.content : null;
}

/** The mention as a request takes it; null for kinds that Notion gives but does not take. */
function writtenMention(mention: Json): Json | null {
  const type = String(mention.type);
  const target = mention[type];
  if (!isObject(target)) return null;
  switch (type) {
    case 'user':
    case 'page':
    case 'database':
    case 'custom_emoji':
      return typeof target.id === 'string' ? { type, [type]: { id: target.id } } : null;
    case 'date':
      return { type, date: { start: target.start, end: target.end ?? null } };
    case 'template_mention':
      return { type, template_mention: target };
    default:
      return null;
  }
}

function annotationsOf(annotations: unknown): Json {
  if (!isObject(annotations)) return {};
  return Object.fromEntries(
    ANNOTATIONS.filter((name) => annotations[name] !== undefined).map((name) => [
      name,
      annotations[name],
    ]),
  );
}
