import { type FieldMask, masked } from './field-mask.ts';
import { isObject, type JsonObject, objectAt } from './json.ts';
import type { CellFormat, ExtendedValue } from './wire.ts';

/** Cells show it as the first font of the theme. */
const DEFAULT_FONT = 'arial,sans,sans-serif';

const WHITE = { red: 1, green: 1, blue: 1 };

/** The format of a cell nobody formatted. */
export const DEFAULT_FORMAT: JsonObject = {
  backgroundColor: WHITE,
  padding: { top: 2, right: 3, bottom: 2, left: 3 },
  verticalAlignment: 'BOTTOM',
  wrapStrategy: 'OVERFLOW_CELL',
  textFormat: {
    foregroundColor: {},
    fontFamily: DEFAULT_FONT,
    fontSize: 10,
    bold: false,
    italic: false,
    strikethrough: false,
    underline: false,
    foregroundColorStyle: { rgbColor: {} },
  },
  backgroundColorStyle: { rgbColor: WHITE },
};

const themeColor = (colorType: string, red: number, green: number, blue: number): JsonObject => ({
  colorType,
  color: { rgbColor: color({ red: red / 255, green: green / 255, blue: blue / 255 }) },
});

/** The theme of new spreadsheets. */
export const spreadsheetTheme = (): JsonObject => ({
  primaryFontFamily: 'Arial',
  themeColors: [
    themeColor('TEXT', 0, 0, 0),
    themeColor('BACKGROUND', 255, 255, 255),
    themeColor('ACCENT1', 66, 133, 244),
    themeColor('ACCENT2', 234, 67, 53),
    themeColor('ACCENT3', 251, 188, 4),
    themeColor('ACCENT4', 52, 168, 83),
    themeColor('ACCENT5', 255, 109, 1),
    themeColor('ACCENT6', 70, 189, 198),
    themeColor('LINK', 17, 85, 204),
  ],
});

/** A channel is kept as one of 256 steps and written as the shortest text of a 32-bit float. */
const channel = (value: number): number => {
  const step = Math.ceil(Math.min(1, Math.max(0, value)) * 255 - 0.5) / 255;
  const float = Math.fround(step);
  const short = [6, 7, 8].map((digits) => Number(float.toPrecision(digits)));
  return short.find((text) => Math.fround(text) === float) ?? float;
};

/** A color as it is kept: channels of zero are left out. */
export function color(given: JsonObject): JsonObject {
  const channels = Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'number' && value > 0 ? [[name, channel(value)] as const] : [],
  );
  return Object.fromEntries(channels);
}

/**
 * Fills in the newer `…ColorStyle` beside each color, and the color beside each style, at every
 * level.
 */
export function withColorStyles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withColorStyles);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const isColor = /^(\w*C|c)olor$/.test(name) && isObject(member) && !('rgbColor' in member);
    const isStyle = /ColorStyle$/.test(name) && isObject(member);
    if (isColor) {
      result[name] = color(member);
      if (!(`${name}Style` in value)) result[`${name}Style`] = { rgbColor: color(member) };
    } else if (isStyle) {
      const rgb = isObject(member.rgbColor) ? color(member.rgbColor) : undefined;
      if (rgb === undefined && !('themeColor' in member)) continue;
      result[name] = rgb ? { rgbColor: rgb } : member;
      if (rgb) result[name.replace(/Style$/, '')] = rgb;
    } else result[name] = withColorStyles(member);
  }
  return result;
}

/** Texts stand left, numbers right, everything else in the middle. */
function alignment(value: ExtendedValue | undefined): JsonObject {
  if (value === undefined) return {};
  if (value.stringValue !== undefined) return { horizontalAlignment: 'LEFT' };
  return { horizontalAlignment: value.numberValue === undefined ? 'CENTER' : 'RIGHT' };
}

/** The part of a spreadsheet's default format that a mask names, as cells show it. */
export function shownDefault(base: JsonObject, mask: FieldMask): JsonObject {
  const own = Object.keys(base).length > 0 ? base : DEFAULT_FORMAT;
  const textFormat = { ...objectAt(own, 'textFormat') };
  if (textFormat.fontFamily === DEFAULT_FONT) textFormat.fontFamily = 'Arial';
  return masked({ ...own, textFormat, hyperlinkDisplayType: 'PLAIN_TEXT' }, mask) as JsonObject;
}

/** The format a cell shows: the default under what was set. `base` comes from `shownDefault`. */
export function effectiveFormat(
  base: JsonObject,
  format: CellFormat,
  value: ExtendedValue | undefined,
  mask: FieldMask,
): JsonObject {
  const own = masked({ ...alignment(value), ...format }, mask) as JsonObject;
  return merged(base, own);
}

function merged(base: JsonObject, over: JsonObject): JsonObject {
  const result = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const known = result[name];
    const isAtom = /color/i.test(name) || !isObject(known) || !isObject(value);
    result[name] = isAtom ? value : merged(known, value);
  }
  return result;
}
