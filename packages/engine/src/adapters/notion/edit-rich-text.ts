import { type Refusal, refuse } from './property-value.ts';
import { readSpans, type Span, type TextSpan } from './rich-text-spans.ts';
import { RICH_TEXT_ITEMS_MAX, splitText } from './split-text.ts';

export type EditedRichText =
  | { readonly ok: true; readonly items: readonly Readonly<Record<string, unknown>>[] }
  | Refusal;

/** The part of the old text that gives way to `text`; what is before and after it stays. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A span and where it begins in the old text. */
type PlacedSpan = Span & { readonly at: number };

/**
 * The items to write so that rich text shows `text`: what the old and the new text have in common at their
 * beginning and end keeps its formatting, links and mentions. Text that is put inside one span takes over
 * its formatting, other new text has none. A mention of which a part would change becomes text.
 */
export function editRichText(present: readonly unknown[], text: string): EditedRichText {
  const read = readSpans(present);
  if (!read.ok) return read;
  const spans = placed(read.spans);
  const change = changeOf(spans, text);
  const edited = [
    ...spans.flatMap((span) => before(span, change)),
    ...middle(spans, change),
    ...spans.flatMap((span) => after(span, change)),
  ];
  const items = merged(edited).flatMap(itemsOf);
  return items.length > RICH_TEXT_ITEMS_MAX
    ? refuse('TOO_LONG', `${items.length} parts of different formats; Notion takes 100 at once`)
    : { ok: true, items };
}

function placed(spans: readonly Span[]): PlacedSpan[] {
  let at = 0;
  return spans.map((span) => {
    const here = { ...span, at };
    at += span.text.length;
    return here;
  });
}

const endOf = ({ at, text }: PlacedSpan): number => at + text.length;

/** No code point and no mention is cut. */
function changeOf(spans: readonly PlacedSpan[], text: string): Change {
  const old = spans.map((span) => span.text).join('');
  const shared = Math.min(old.length, text.length);
  let from = 0;
  while (from < shared && old[from] === text[from]) from += 1;
  if (from > 0 && isHighSurrogate(old, from - 1)) from -= 1;
  let rest = 0;
  while (rest < shared - from && old.at(-1 - rest) === text.at(-1 - rest)) rest += 1;
  if (rest > 0 && isLowSurrogate(old, old.length - rest)) rest -= 1;
  let to = old.length - rest;
  for (const span of spans) {
    if (span.kind !== 'atom') continue;
    const [start, end] = [span.at, endOf(span)];
    const isCut = (start < from && from < end) || (start < to && to < end);
    if (!isCut) continue;
    from = Math.min(from, start);
    to = Math.max(to, end);
  }
  return { from, to, text: text.slice(from, text.length - (old.length - to)) };
}

function before(span: PlacedSpan, { from }: Change): Span[] {
  if (span.kind === 'atom') return endOf(span) <= from ? [span] : [];
  return cut(span, 0, from - span.at);
}

function after(span: PlacedSpan, { from, to }: Change): Span[] {
  if (span.kind === 'atom') return span.at >= to && endOf(span) > from ? [span] : [];
  return cut(span, Math.max(0, to - span.at), span.text.length);
}

function cut(span: TextSpan, start: number, end: number): TextSpan[] {
  const text = span.text.slice(start, Math.max(start, end));
  return text === '' ? [] : [{ ...span, text }];
}

function middle(spans: readonly PlacedSpan[], { from, to, text }: Change): TextSpan[] {
  if (text === '') return [];
  const around = spans.find((span) => {
    const isWithin = span.at <= from && to <= endOf(span);
    return isWithin && (from < to || (span.at < from && to < endOf(span)));
  });
  if (around?.kind !== 'text') return [{ kind: 'text', text, annotations: {}, link: null }];
  // A link whose every word was replaced would lead from other words to the old place.
  const isWhole = around.at === from && endOf(around) === to;
  return [{ ...around, text, link: isWhole ? null : around.link }];
}

/** Neighbours of one format become one, so that edit after edit does not make ever more items. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last?.kind === 'text' && span.kind === 'text' && formatOf(last) === formatOf(span)) {
      result[result.length - 1] = { ...last, text: last.text + span.text };
    } else result.push(span);
  }
  return result;
}

function formatOf({ annotations, link }: TextSpan): string {
  const set = Object.entries(annotations).filter(
    ([, value]) => value !== false && value !== 'default',
  );
  return JSON.stringify([set.sort(), link]);
}

function itemsOf(span: Span): Readonly<Record<string, unknown>>[] {
  if (span.kind === 'atom') return [span.item];
  const { annotations, link } = span;
  return splitText(span.text).map((content) => ({
    type: 'text',
    text: { content, ...(link === null ? {} : { link: { url: link.url } }) },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  }));
}

function isHighSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
